// SPDX-License-Identifier: Apache-2.0
// Whom a certificate speaks for, and whether two certificates speak for the same.
#include <algorithm>
#include <array>
#include <utility>

#include "reseal/base/unicode.h"
#include "reseal/crypto/certificate.h"

namespace reseal::crypto {
namespace {

constexpr std::array<std::string_view, 4> kFields = {"UID", "O", "OU", "serialNumber"};  // in order of trust
constexpr std::array<std::string_view, 10> kKinds = {"MST",      "MNS",  "CMND", "CCCD", "HC",
                                                     "PASSPORT", "BHXH", "GPKD", "ĐKKD", "USCC"};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// Upper case as far as the kinds need it: ASCII and đ.
std::string upper(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (text.substr(i, 2) == "đ") {
      result += "Đ";
      ++i;
    } else {
      result += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
  }
  return result;
}

std::optional<HolderId> read_id(const NameAttribute& attribute) {
  const std::string_view value = attribute.value;
  const auto colon = value.find(':');
  if (colon > 16) return std::nullopt;  // nor where there is none (npos)
  const std::string kind = upper(trimmed(value.substr(0, colon)));
  if (std::find(kKinds.begin(), kKinds.end(), kind) == kKinds.end()) return std::nullopt;
  const auto number = trimmed(value.substr(colon + 1));
  if (number.empty()) return std::nullopt;
  return HolderId{kind, std::string(number), attribute.key};
}

/// An id as it is compared: aliases of one kind under one name, the number without separators.
using Identity = std::pair<std::string, std::string>;

Identity identity(const HolderId& id) {
  std::string number;
  for (const char c : upper(id.value)) {
    if (c != ' ' && c != '-' && c != '.') number += c;
  }
  const bool citizen_number = number.size() == 12 && number.find_first_not_of("0123456789") == std::string::npos;
  std::string kind = id.kind;
  // Since 2025-07 the 12-digit citizen number is also a person's tax code; CMND was used for it before (domain-detail
  // 1, 3).
  if ((kind == "MST" || kind == "CMND") && citizen_number) kind = "CCCD";
  if (kind == "PASSPORT") kind = "HC";
  if (kind == "ĐKKD") kind = "GPKD";
  return {kind, number};
}

std::vector<Identity> identities(const CertificateFacts& facts) {
  std::vector<Identity> all;
  for (const auto& id : facts.holder_ids) all.push_back(identity(id));
  return all;
}

bool contains(const std::vector<Identity>& all, const Identity& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

std::vector<std::string> values_of(const std::vector<Identity>& all, std::string_view kind) {
  std::vector<std::string> values;
  for (const auto& one : all) {
    if (one.first == kind) values.push_back(one.second);
  }
  return values;
}

std::string printed(const std::vector<Identity>& all) {
  std::string text;
  for (const auto& one : all) text += (text.empty() ? "" : ", ") + one.first + ":" + one.second;
  return text.empty() ? "-" : text;
}

/// A kind that both have with no value in common. Papers that are replaced by new ones under a new number (identity
/// card, passport) contradict only when the name differs too.
std::optional<std::string> contradiction(const std::vector<Identity>& before, const std::vector<Identity>& after,
                                         bool same_name) {
  for (const std::string kind : {"MST", "CCCD", "CMND", "HC"}) {
    if (same_name && (kind == "CMND" || kind == "HC")) continue;
    const auto old_values = values_of(before, kind);
    const auto new_values = values_of(after, kind);
    if (old_values.empty() || new_values.empty()) continue;
    const bool common = std::any_of(old_values.begin(), old_values.end(), [&](const std::string& value) {
      return std::find(new_values.begin(), new_values.end(), value) != new_values.end();
    });
    if (!common) return kind + ":" + old_values.front() + " ≠ " + kind + ":" + new_values.front();
  }
  return std::nullopt;
}

std::vector<std::string> values_of(const std::vector<NameAttribute>& name, const std::string& key) {
  std::vector<std::string> values;
  for (const auto& attribute : name) {
    if (attribute.key == key) values.push_back(attribute.value);
  }
  return values;
}

std::vector<std::string> folded(std::vector<std::string> values) {
  for (auto& value : values) value = fold(value);
  std::sort(values.begin(), values.end());
  return values;
}

std::string joined(const std::vector<std::string>& values) {
  std::string text;
  for (const auto& value : values) text += (text.empty() ? "" : " + ") + value;
  return text.empty() ? "-" : text;
}

std::vector<std::string> differences(const std::vector<NameAttribute>& before,
                                     const std::vector<NameAttribute>& after) {
  std::vector<std::string> keys;
  for (const auto* name : {&before, &after}) {
    for (const auto& attribute : *name) {
      if (std::find(keys.begin(), keys.end(), attribute.key) == keys.end()) keys.push_back(attribute.key);
    }
  }
  std::vector<std::string> found;
  for (const auto& key : keys) {
    const auto old_values = values_of(before, key);
    const auto new_values = values_of(after, key);
    if (folded(old_values) == folded(new_values)) continue;
    found.push_back(key + ": " + joined(old_values) + " -> " + joined(new_values));
  }
  return found;
}

}  // namespace

std::vector<HolderId> holder_ids(const std::vector<NameAttribute>& subject) {
  std::vector<HolderId> ids;
  for (const auto field : kFields) {
    for (const auto& attribute : subject) {
      if (attribute.key != field) continue;
      if (auto id = read_id(attribute)) ids.push_back(std::move(*id));
    }
  }
  return ids;
}

Continuity compare_holders(const CertificateFacts& before, const CertificateFacts& after) {
  Continuity result;
  result.differences = differences(before.subject, after.subject);
  const bool same_name = !before.common_name.empty() && fold(before.common_name) == fold(after.common_name);
  const auto old_ids = identities(before);
  const auto new_ids = identities(after);
  if (old_ids.empty() && new_ids.empty()) {
    result.same_holder = same_name;
    result.reason = "CN: " + before.common_name + (same_name ? " = " : " ≠ ") + after.common_name;
    return result;
  }
  if (const auto problem = contradiction(old_ids, new_ids, same_name)) {
    result.reason = *problem;
    return result;
  }
  for (const auto& id : old_ids) {
    if (!contains(new_ids, id)) continue;
    result.same_holder = true;
    result.reason = id.first + ":" + id.second;
    return result;
  }
  result.reason = printed(old_ids) + " ≠ " + printed(new_ids);
  return result;
}

}  // namespace reseal::crypto
