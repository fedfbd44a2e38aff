// SPDX-License-Identifier: Apache-2.0
#include "pdf.h"
#include "signatures.h"

namespace reseal::document {
namespace {

std::string text_of(QPDFObjectHandle dictionary, const char* key) {
  auto value = dictionary.getKey(key);
  if (value.isName()) return value.getName().substr(1);
  return value.isString() ? value.getUTF8Value() : std::string();
}

/// ISO 32000-1, 12.8.1: everything but the signature's own hexadecimal digits. What it leaves out besides could be
/// changed at will, so then it covers nothing.
void read_range(FoundSignature& found, QPDFObjectHandle range, ByteView pdf) {
  constexpr int kNumbers = 4;
  if (!range.isArray() || range.getArrayNItems() != kNumbers) return;
  std::size_t number[kNumbers];
  for (int i = 0; i < kNumbers; ++i) {
    auto item = range.getArrayItem(i);
    if (!item.isInteger() || item.getIntValue() < 0) return;
    number[i] = static_cast<std::size_t>(item.getIntValue());
  }
  const auto [first, gap, after, length] = number;
  if (first != 0 || gap > pdf.size() || after > pdf.size() || after < gap + 2 || length > pdf.size() - after) return;
  if (pdf[gap] != '<' || pdf[after - 1] != '>') return;
  try {
    if (from_hex(as_text(pdf.subspan(gap + 1, after - gap - 2))) != found.cms) return;
  } catch (const Error&) {
    return;
  }
  found.signed_bytes.assign(pdf.begin(), pdf.begin() + static_cast<std::ptrdiff_t>(gap));
  const auto rest = pdf.subspan(after, length);
  found.signed_bytes.insert(found.signed_bytes.end(), rest.begin(), rest.end());
  found.whole_file = after + length == pdf.size();
}

}  // namespace

std::vector<FoundSignature> read_signatures(ByteView bytes) {
  try {
    const auto pdf = open_pdf(bytes);
    std::vector<FoundSignature> signatures;
    for (auto& field : signature_fields(*pdf)) {
      FoundSignature found;
      found.sub_filter = text_of(field.value, "/SubFilter");
      found.reason = text_of(field.value, "/Reason");
      auto contents = field.value.getKey("/Contents");
      if (contents.isString()) {
        const auto raw = contents.getStringValue();
        found.cms.assign(raw.begin(), raw.end());
      }
      read_range(found, field.value.getKey("/ByteRange"), bytes);
      signatures.push_back(std::move(found));
    }
    return signatures;
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw unusable_pdf(error.what());
  }
}

}  // namespace reseal::document
