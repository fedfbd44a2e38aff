// SPDX-License-Identifier: Apache-2.0
#include "reseal/xml_writer.h"

#include <algorithm>
#include <utility>

#include "reseal/failure.h"

namespace reseal {
namespace {

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

const std::string& checked_name(const std::string& name) {
  const bool good = !name.empty() && letter(name.front()) && std::all_of(name.begin(), name.end(), [](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
  if (!good) throw MessageError("'" + name + "' is no name of an XML element");
  return name;
}

// The character that begins at `at`, and how many bytes it takes. Overlong forms and surrogates are not UTF-8
// (RFC 3629).
char32_t character_at(std::string_view text, std::size_t at, std::size_t& size) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(at);
  size = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  const bool leads = lead < 0x80 || (lead >= 0xC2 && lead <= 0xF4);
  if (!leads || at + size > text.size()) throw MessageError("a text for an XML form is not UTF-8");
  char32_t point = size == 1 ? lead : lead & (0xFFU >> (size + 1));
  for (std::size_t i = at + 1; i < at + size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) throw MessageError("a text for an XML form is not UTF-8");
    point = (point << 6U) | (byte(i) & 0x3FU);
  }
  const bool overlong = (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
  if (overlong || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
    throw MessageError("a text for an XML form is not UTF-8");
  }
  return point;
}

// XML 1.0, 2.2: what a document may hold at all.
bool allowed(char32_t point) {
  return point == '\t' || point == '\n' || point == '\r' || (point >= 0x20 && point != 0xFFFE && point != 0xFFFF);
}

// XML 1.0, 2.11 and 3.3.3: a reader turns a bare CR into LF, and white space in attributes into blanks; as references
// they stay what they are.
void write(std::string& out, std::string_view text, bool attribute) {
  std::size_t size = 0;
  for (std::size_t at = 0; at < text.size(); at += size) {
    const auto point = character_at(text, at, size);
    if (!allowed(point)) throw MessageError("a text for an XML form has a control character");
    switch (point) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;  // "]]>" may not stand in text
      case '"':
        out += "&quot;";
        break;
      case '\r':
        out += "&#13;";
        break;
      case '\n':
        out += attribute ? "&#10;" : "\n";
        break;
      case '\t':
        out += attribute ? "&#9;" : "\t";
        break;
      default:
        out += text.substr(at, size);
    }
  }
}

}  // namespace

XmlWriter::XmlWriter(std::string_view root, std::string_view default_namespace)
    : out_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {
  if (default_namespace.empty()) {
    open(root);
  } else {
    open(root, {{"xmlns", std::string(default_namespace)}});
  }
}

XmlWriter& XmlWriter::open(std::string_view name, const Attributes& attributes) {
  open_.emplace_back(name);
  out_ += "<" + checked_name(open_.back());
  for (const auto& [attribute, value] : attributes) {
    out_ += " " + checked_name(attribute) + "=\"";
    write(out_, value, true);
    out_ += '"';
  }
  out_ += '>';
  return *this;
}

XmlWriter& XmlWriter::leaf(std::string_view name, std::string_view text) {
  open(name);
  write(out_, text, false);
  return close();
}

XmlWriter& XmlWriter::close() {
  if (open_.size() < 2) throw MessageError("the root of an XML form is closed by finish()");
  out_ += "</" + open_.back() + ">";
  open_.pop_back();
  return *this;
}

std::string XmlWriter::finish() {
  for (; !open_.empty(); open_.pop_back()) out_ += "</" + open_.back() + ">";
  return std::exchange(out_, {});
}

}  // namespace reseal
