// SPDX-License-Identifier: Apache-2.0
#include "app/terminal.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "app/wrap.h"
#include "reseal/base/unicode.h"

#if defined(_WIN32)
#include <io.h>
#else
#include <sys/ioctl.h>
#include <unistd.h>
#endif

namespace reseal::app {
namespace {

bool is_terminal(int descriptor) {
#if defined(_WIN32)
  return _isatty(descriptor) != 0;
#else
  return isatty(descriptor) != 0;
#endif
}

/// Columns of the terminal behind it; 0: it is none, or does not say.
std::size_t columns(int descriptor) {
  if (!is_terminal(descriptor)) return 0;
#if !defined(_WIN32)
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0) return size.ws_col;
#endif
  return 0;
}

bool color_wanted(std::string_view choice, int descriptor) {
  if (choice == "always") return true;
  if (choice == "never") return false;
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  if (no_color != nullptr && *no_color != '\0') return false;
  if (term != nullptr && std::string_view(term) == "dumb") return false;
  return is_terminal(descriptor);
}

std::string_view escape_for(Style style) {
  switch (style) {
    case Style::bold:
      return "\x1b[1m";
    case Style::dim:
      return "\x1b[2m";
    case Style::good:
      return "\x1b[32m";
    case Style::warn:
      return "\x1b[33m";
    case Style::bad:
      return "\x1b[31m";
    case Style::plain:
      break;
  }
  return "";
}

}  // namespace

Terminal::Terminal(std::string_view color) : color_out_(color_wanted(color, 1)), color_err_(color_wanted(color, 2)) {}

std::string Terminal::styled(std::string_view text, Style style, bool to_stderr) const {
  if (style == Style::plain || !(to_stderr ? color_err_ : color_out_)) return std::string(text);
  return std::string(escape_for(style)).append(text).append("\x1b[0m");
}

void Terminal::out(std::string_view line) const { std::cout << line << '\n'; }

void Terminal::prose(std::string_view line) const { std::cout << wrapped(line, columns(1)) << '\n'; }

void Terminal::note(std::string_view line) const {
  end_progress();
  std::cerr << wrapped(line, columns(2)) << '\n';
}

void Terminal::verbatim(std::string_view text) const {
  end_progress();
  std::cerr << text;
}

void Terminal::progress(std::string_view line) const {
  if (!stderr_is_terminal()) return;
  std::cerr << "\r\x1b[2K" << cut(line, columns(2)) << std::flush;
  progress_shown_ = true;
}

void Terminal::end_progress() const {
  if (!progress_shown_) return;
  std::cerr << "\r\x1b[2K" << std::flush;
  progress_shown_ = false;
}

bool Terminal::stdin_is_terminal() { return is_terminal(0); }
bool Terminal::stderr_is_terminal() { return is_terminal(2); }

void Table::print(const Terminal& terminal) const {
  std::vector<std::size_t> widths;
  const auto widen = [&](std::size_t column, std::string_view text) {
    if (widths.size() <= column) widths.resize(column + 1);
    widths[column] = std::max(widths[column], display_width(text));
  };
  for (std::size_t i = 0; i < head_.size(); ++i) widen(i, head_[i]);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widen(i, row[i].text);
  }
  const auto line = [&](const std::vector<Cell>& cells) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      text += terminal.styled(cells[i].text, cells[i].style);
      if (i + 1 < cells.size()) text.append(widths[i] - display_width(cells[i].text) + 2, ' ');
    }
    terminal.out(text);
  };
  std::vector<Cell> head;
  for (const auto& title : head_) head.push_back({title, Style::bold});
  line(head);
  for (const auto& row : rows_) line(row);
}

}  // namespace reseal::app
