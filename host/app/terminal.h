// SPDX-License-Identifier: Apache-2.0
// Output for people: data on stdout, the rest on stderr; colour only where it is welcome; columns by display width.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::app {

enum class Style { plain, bold, dim, good, warn, bad };

class Terminal {
 public:
  /// `color`: "auto" (a terminal, NO_COLOR unset, TERM not "dumb"), "always", "never".
  explicit Terminal(std::string_view color);

  [[nodiscard]] std::string styled(std::string_view text, Style style, bool to_stderr = false) const;
  /// One line on stdout: data. Never broken.
  void out(std::string_view line) const;
  /// Prose on stdout; between words broken where the terminal ends.
  void prose(std::string_view line) const;
  /// Prose on stderr: questions, warnings, what was done.
  void note(std::string_view line) const;
  /// On stderr exactly as it is (a QR code).
  void verbatim(std::string_view text) const;
  /// A line on stderr that the next one replaces, on a terminal only; cut where the terminal ends.
  void progress(std::string_view line) const;
  void end_progress() const;

  [[nodiscard]] bool colors_stderr() const { return color_err_; }
  [[nodiscard]] static bool stdin_is_terminal();
  [[nodiscard]] static bool stderr_is_terminal();

 private:
  bool color_out_;
  bool color_err_;
  mutable bool progress_shown_ = false;
};

struct Cell {
  std::string text;
  Style style = Style::plain;
};

/// Columns as wide as their widest cell; nothing is cut (a serial number that is cut looks like another one).
class Table {
 public:
  explicit Table(std::vector<std::string> head) : head_(std::move(head)) {}
  void row(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  void print(const Terminal& terminal) const;

 private:
  std::vector<std::string> head_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace reseal::app
