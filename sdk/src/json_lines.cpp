// SPDX-License-Identifier: Apache-2.0
#include "reseal/json_lines.h"

#include <nlohmann/json.hpp>

#include "reseal/values.h"
#include "shape.h"

namespace reseal {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::map<std::string, int> run() {
    value("");
    return std::move(lines_);
  }

 private:
  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[at_]; }
  [[nodiscard]] bool sees(std::string_view what) const { return text_.compare(at_, what.size(), what) == 0; }

  void step() {
    if (at_end()) return;
    if (peek() == '\n') ++line_;
    ++at_;
  }

  // White space, comments, the byte order mark, and the separators: what is left is a value, a key or a closing
  // bracket.
  void skip() {
    while (!at_end()) {
      if (sees("//")) {
        while (!at_end() && peek() != '\n') step();
      } else if (sees("/*")) {
        while (!at_end() && !sees("*/")) step();
        step();
        step();
      } else if (std::string_view(" \t\r\n,:\xEF\xBB\xBF").find(peek()) != std::string_view::npos) {
        step();
      } else {
        return;
      }
    }
  }

  std::string string() {
    const auto begin = at_;
    step();
    while (!at_end() && peek() != '"') {
      if (peek() == '\\') step();
      step();
    }
    step();
    const auto json = Json::parse(text_.substr(begin, at_ - begin), nullptr, false);
    return json.is_string() ? json.get<std::string>() : std::string();
  }

  void value(const std::string& pointer) {
    skip();
    lines_.try_emplace(pointer, line_);
    if (peek() == '{' || peek() == '[') {
      const bool is_object = peek() == '{';
      step();
      std::size_t index = 0;
      for (skip(); !at_end() && peek() != '}' && peek() != ']'; skip()) {
        const int line = line_;
        const auto member = pointer + "/" + shape::pointer_token(is_object ? string() : std::to_string(index++));
        lines_.try_emplace(member, line);
        value(member);
      }
      step();
    } else if (peek() == '"') {
      string();
    } else {
      if (peek() == '/') step();  // no JSON: text that was never parsed must not stop us either
      while (!at_end() && std::string_view(" \t\r\n,]}/").find(peek()) == std::string_view::npos) step();
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::map<std::string, int> lines_;
};

}  // namespace

std::map<std::string, int> lines_of(std::string_view text) { return Scanner(text).run(); }

int line_of(const std::map<std::string, int>& lines, std::string pointer) {
  while (true) {
    if (const auto found = lines.find(pointer); found != lines.end()) return found->second;
    if (pointer.empty()) return 1;
    pointer.resize(pointer.rfind('/'));
  }
}

}  // namespace reseal
