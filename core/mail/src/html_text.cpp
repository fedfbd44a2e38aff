// SPDX-License-Identifier: Apache-2.0
#include "html_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "gmime_handles.h"

namespace reseal::mail {
namespace {

// Those of HTML itself, and the letters that Vietnamese mail programs still write as Latin-1 entities.
constexpr std::array<std::pair<std::string_view, char32_t>, 43> kEntities{
    {{"amp", U'&'},    {"lt", U'<'},     {"gt", U'>'},     {"quot", U'"'},   {"apos", U'\''},  {"nbsp", U' '},
     {"ndash", U'–'},  {"mdash", U'—'},  {"hellip", U'…'}, {"agrave", U'à'}, {"aacute", U'á'}, {"acirc", U'â'},
     {"atilde", U'ã'}, {"egrave", U'è'}, {"eacute", U'é'}, {"ecirc", U'ê'},  {"igrave", U'ì'}, {"iacute", U'í'},
     {"ograve", U'ò'}, {"oacute", U'ó'}, {"ocirc", U'ô'},  {"otilde", U'õ'}, {"ugrave", U'ù'}, {"uacute", U'ú'},
     {"yacute", U'ý'}, {"Agrave", U'À'}, {"Aacute", U'Á'}, {"Acirc", U'Â'},  {"Atilde", U'Ã'}, {"Egrave", U'È'},
     {"Eacute", U'É'}, {"Ecirc", U'Ê'},  {"Igrave", U'Ì'}, {"Iacute", U'Í'}, {"Ograve", U'Ò'}, {"Oacute", U'Ó'},
     {"Ocirc", U'Ô'},  {"Otilde", U'Õ'}, {"Ugrave", U'Ù'}, {"Uacute", U'Ú'}, {"Yacute", U'Ý'}, {"ETH", U'Đ'},
     {"eth", U'đ'}}};
constexpr std::array<std::string_view, 13> kBlocks = {"br", "p",  "div", "tr", "li", "table",     "h1",
                                                      "h2", "h3", "h4",  "ul", "ol", "blockquote"};
constexpr std::array<std::string_view, 4> kUnread = {"script", "style", "head", "title"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_name(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9'); }

template <typename List>
bool contains(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

void append(std::string& out, char32_t code) {
  std::array<char, 6> bytes{};
  const auto size = g_unichar_to_utf8(code, bytes.data());
  out.append(bytes.data(), static_cast<std::size_t>(size));
}

std::optional<char32_t> code_of(std::string_view entity) {
  if (entity.starts_with('#')) {
    entity.remove_prefix(1);
    const bool hex = entity.starts_with('x') || entity.starts_with('X');
    if (hex) entity.remove_prefix(1);
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(entity.data(), entity.data() + entity.size(), code, hex ? 16 : 10);
    if (error != std::errc() || end != entity.data() + entity.size() || g_unichar_validate(code) == 0) return {};
    return code;
  }
  const auto* const found =
      std::find_if(kEntities.begin(), kEntities.end(), [&](const auto& each) { return each.first == entity; });
  if (found == kEntities.end()) return {};
  return found->second;
}

class Reader {
 public:
  explicit Reader(std::string_view html) : html_(html) {}

  std::string read() {
    while (at_ < html_.size()) {
      const char c = html_[at_];
      if (c == '<') {
        tag();
      } else if (c == '&') {
        entity();
      } else {
        // A line end in the source is a space to the reader.
        space_or(c);
        ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  void space_or(char c) {
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
      out_ += c;
    } else if (!out_.empty() && out_.back() != ' ' && out_.back() != '\n') {
      out_ += ' ';
    }
  }

  void entity() {
    constexpr std::size_t kLongest = 10;
    const auto end = html_.substr(at_, kLongest).find(';');
    const auto code = end == std::string_view::npos ? std::nullopt : code_of(html_.substr(at_ + 1, end - 1));
    if (code) {
      append(out_, *code);
      at_ += end + 1;
    } else {
      out_ += '&';
      ++at_;
    }
  }

  void tag() {
    if (html_.substr(at_).starts_with("<!--")) return pass_over("-->");
    auto end = at_ + 1;
    const bool closes = end < html_.size() && html_[end] == '/';
    if (closes) ++end;
    std::string name;
    while (end < html_.size() && is_name(html_[end])) name += lower(html_[end++]);
    if (name.empty() && html_.substr(at_ + 1, 1) != "!" && html_.substr(at_ + 1, 1) != "?") {  // "a < b"
      out_ += '<';
      ++at_;
      return;
    }
    pass_over(">");
    if (!closes && contains(kUnread, name)) return pass_over_element(name);
    if (contains(kBlocks, name) && !out_.empty() && out_.back() != '\n') out_ += '\n';
    if (name == "td" || name == "th") space_or(' ');
  }

  void pass_over(std::string_view what) {
    const auto found = html_.find(what, at_);
    at_ = found == std::string_view::npos ? html_.size() : found + what.size();
  }

  void pass_over_element(const std::string& name) {
    const std::string closing = "</" + name;
    const auto from = html_.substr(at_);
    const auto* const found = std::search(from.begin(), from.end(), closing.begin(), closing.end(),
                                          [](char a, char b) { return lower(a) == b; });
    at_ += static_cast<std::size_t>(found - from.begin());
    pass_over(">");
  }

  std::string_view html_;
  std::size_t at_ = 0;
  std::string out_;
};

}  // namespace

std::string html_text(std::string_view html) { return Reader(html).read(); }

}  // namespace reseal::mail
