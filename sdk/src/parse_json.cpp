// SPDX-License-Identifier: Apache-2.0
// The one way in for untrusted text. nlohmann's parser checks the UTF-8 of strings but keeps the last of two equal keys
// and nests without end; the handler below refuses both while the text is read, before anything has been built on it.
#include <cstddef>
#include <iterator>
#include <vector>

#include "reseal/abi.h"
#include "reseal/failure.h"
#include "reseal/schema.h"
#include "shape.h"

namespace reseal {
namespace {

constexpr std::size_t kDeepest = 64;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Reads the text for nlohmann and tells how far it has come, which nlohmann does not tell its handlers.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, const char** shared) : at_(at), shared_(shared) {}
  reference operator*() const { return *at_; }
  Cursor& operator++() {
    *shared_ = ++at_;
    return *this;
  }
  Cursor operator++(int) {
    Cursor before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Cursor& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  const char** shared_;
};

class Builder : public nlohmann::json_sax<Json> {
 public:
  Builder(std::string_view text, std::string_view what) : text_(text), what_(what), read_to_(text.data()) {}

  [[nodiscard]] Cursor begin() { return {text_.data(), &read_to_}; }
  [[nodiscard]] Cursor end() { return {text_.data() + text_.size(), &read_to_}; }
  [[nodiscard]] Json take() { return std::move(root_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t& /*text*/) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override { return open(Json::object()); }
  bool start_array(std::size_t /*size*/) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    const auto [member, fresh] = open_.back()->get_ref<Json::object_t&>().try_emplace(std::move(name));
    if (!fresh) stop(start_of_key(), "the key '" + shown(member->first) + "' is there twice");
    member_ = &member->second;
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*token*/, const Json::exception& error) override {
    std::string problem = error.what();
    // Its own prefix counts columns in bytes, and what it read last may be broken UTF-8.
    if (const auto cut = problem.find("; last read:"); cut != std::string::npos) problem.resize(cut);
    const auto prefix = problem.find(": ", problem.find("column"));
    problem.erase(0, prefix != std::string::npos ? prefix + 2 : problem.find("] ") + 2);
    stop(position == 0 ? 0 : position - 1, problem);
  }

 private:
  template <typename Value>
  bool add(Value&& value) {
    place() = std::forward<Value>(value);
    return true;
  }

  bool open(Json&& container) {
    if (open_.size() >= kDeepest) stop(read_so_far() - 1, "nested deeper than " + std::to_string(kDeepest));
    Json& here = place();
    here = std::move(container);
    open_.push_back(&here);
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  Json& place() {
    if (open_.empty()) return root_;
    Json& parent = *open_.back();
    if (parent.is_object()) return *member_;
    return parent.emplace_back();
  }

  [[nodiscard]] std::size_t read_so_far() const { return static_cast<std::size_t>(read_to_ - text_.data()); }

  /// A key has been read up to its closing quote: walks back to the opening one.
  [[nodiscard]] std::size_t start_of_key() const {
    std::size_t at = read_so_far() - 2;
    const auto escaped = [&](std::size_t quote) {
      std::size_t slashes = 0;
      while (quote > slashes && text_[quote - slashes - 1] == '\\') ++slashes;
      return slashes % 2 == 1;
    };
    while (at > 0 && (text_[at] != '"' || escaped(at))) --at;
    return at;
  }

  static std::string shown(const std::string& key) {
    constexpr std::size_t kLongest = 60;
    if (key.size() <= kLongest) return key;
    std::size_t cut = kLongest;
    while (cut > 0 && (static_cast<unsigned char>(key[cut]) & 0xC0U) == 0x80U) --cut;
    return key.substr(0, cut) + "...";
  }

  [[noreturn]] void stop(std::size_t offset, const std::string& problem) const {
    std::size_t line = 1;
    std::size_t column = 1;
    for (std::size_t i = 0; i < std::min(offset, text_.size()); ++i) {
      if (text_[i] == '\n') {
        ++line;
        column = 1;
      } else if ((static_cast<unsigned char>(text_[i]) & 0xC0U) != 0x80U) {
        ++column;
      }
    }
    throw MessageError(std::string(what_) + ": line " + std::to_string(line) + ", column " + std::to_string(column) +
                       ": " + problem);
  }

  std::string_view text_;
  std::string_view what_;
  const char* read_to_;
  Json root_;
  std::vector<Json*> open_;  // stays valid: a container is not grown while one of its children is open
  Json* member_ = nullptr;
};

}  // namespace

Json parse_json(std::string_view text, std::string_view what, bool comments) {
  if (text.size() > RESEAL_MAX_MESSAGE) {
    throw MessageError(std::string(what) + ": line 1, column 1: " + std::to_string(text.size()) +
                       " bytes are more than the " + std::to_string(RESEAL_MAX_MESSAGE) + " that are read");
  }
  if (text.starts_with(kByteOrderMark)) {
    // Windows editors put one into configuration files; no program that writes messages does.
    if (!comments) throw MessageError(std::string(what) + ": line 1, column 1: begins with a byte order mark");
    text.remove_prefix(kByteOrderMark.size());
  }
  Builder builder(text, what);
  Json::sax_parse(builder.begin(), builder.end(), &builder, Json::input_format_t::json, true, comments);
  return builder.take();
}

}  // namespace reseal
