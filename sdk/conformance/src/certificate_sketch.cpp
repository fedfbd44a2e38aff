// SPDX-License-Identifier: Apache-2.0
#include "certificate_sketch.h"

#include <algorithm>
#include <charconv>

#include "reseal/base64.h"
#include "reseal/failure.h"

namespace reseal::conformance {
namespace {

// RFC 4519 and X.520; the numbers are what CertificateFacts carries beside the short names.
constexpr std::pair<std::string_view, std::string_view> kAttributes[] = {{"CN", "2.5.4.3"},
                                                                         {"C", "2.5.4.6"},
                                                                         {"L", "2.5.4.7"},
                                                                         {"ST", "2.5.4.8"},
                                                                         {"O", "2.5.4.10"},
                                                                         {"OU", "2.5.4.11"},
                                                                         {"title", "2.5.4.12"},
                                                                         {"serialNumber", "2.5.4.5"},
                                                                         {"UID", "0.9.2342.19200300.100.1.1"},
                                                                         {"emailAddress", "1.2.840.113549.1.9.1"}};
constexpr std::string_view kIdKinds[] = {"MST", "CCCD", "CMND", "MNS", "HC", "BHXH", "GPKD", "USCC"};

std::pair<std::string, std::string> cut(const std::string& text, char mark) {
  const auto at = text.find(mark);
  if (at == std::string::npos) throw MessageError("'" + text + "' should have a '" + std::string(1, mark) + "'");
  return {text.substr(0, at), text.substr(at + 1)};
}

std::vector<NameAttribute> name_from(const Json& list) {
  std::vector<NameAttribute> name;
  for (const auto& entry : list) {
    auto [key, value] = cut(entry.get<std::string>(), '=');
    const auto* known = std::find_if(std::begin(kAttributes), std::end(kAttributes),
                                     [&, &wanted = key](const auto& each) { return each.first == wanted; });
    name.push_back({known == std::end(kAttributes) ? key : std::string(known->second), key, value});
  }
  return name;
}

std::string common_name_of(const std::vector<NameAttribute>& name) {
  const auto found = std::find_if(name.begin(), name.end(), [](const auto& each) { return each.key == "CN"; });
  return found == name.end() ? std::string() : found->value;
}

/// Ids that stand in the subject as KEY:value, as Vietnamese CAs write them.
std::vector<HolderId> ids_in(const std::vector<NameAttribute>& subject) {
  std::vector<HolderId> ids;
  for (const auto& attribute : subject) {
    const auto colon = attribute.value.find(':');
    if (colon == std::string::npos) continue;
    const auto kind = attribute.value.substr(0, colon);
    if (std::find(std::begin(kIdKinds), std::end(kIdKinds), kind) == std::end(kIdKinds)) continue;
    ids.push_back({kind, attribute.value.substr(colon + 1), attribute.key});
  }
  return ids;
}

PublicKeyFacts key_from(const std::string& text) {
  const auto [algorithm, bits] = cut(text, ' ');
  const auto curve = algorithm == "EC" ? "P-" + bits : std::string();
  return {algorithm, std::stoi(bits), curve, {}};
}

/// 64 hexadecimal digits that follow from the text: an identity for the world, not a digest.
std::string identity_of(std::string_view text) {
  std::string out;
  std::uint64_t mixed = 1469598103934665603ULL;  // FNV-1a
  while (out.size() < 64) {
    for (const char c : text) mixed = (mixed ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    for (int shift = 60; shift >= 0; shift -= 4)
      out += "0123456789abcdef"[(mixed >> static_cast<unsigned>(shift)) & 15U];
  }
  return out;
}

RevocationFacts revocation_from(const std::string& status, Time now) {
  using Status = RevocationFacts::Status;
  RevocationFacts facts;
  facts.status = status == "good"        ? Status::good
                 : status == "revoked"   ? Status::revoked
                 : status == "suspended" ? Status::suspended
                                         : Status::cannot_say;
  if (facts.status == Status::cannot_say) {
    facts.reason = "nobody could be asked";
    return facts;
  }
  facts.source = "ocsp http://ocsp.world.test";
  facts.produced_at = now;
  if (facts.status != Status::good) facts.revoked_at = now - std::chrono::hours(48);
  return facts;
}

}  // namespace

Time time_sketched(std::string_view text, Time now) {
  if (text.size() < 3 || (text.front() != '+' && text.front() != '-')) return time_from_iso(text);
  long count = 0;
  const auto digits = text.substr(1, text.size() - 2);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  const char unit = text.back();
  const bool known = unit == 'd' || unit == 'h' || unit == 'm';
  if (error != std::errc() || end != digits.data() + digits.size() || !known) {
    throw MessageError("'" + std::string(text) + "' is no time: write +25d, -3h, +10m or 2026-11-21T07:35:20Z");
  }
  const Seconds one = unit == 'd' ? std::chrono::hours(24) : unit == 'h' ? Seconds(3600) : Seconds(60);
  return text.front() == '+' ? now + count * one : now - count * one;
}

SerialNumber serial_number(const std::string& hex) {
  SerialNumber serial{hex, "0", {}};
  for (std::size_t i = 0; i < hex.size(); i += 2) serial.spaced += (i == 0 ? "" : " ") + hex.substr(i, 2);
  for (const char c : hex) {
    unsigned carry = c <= '9' ? static_cast<unsigned>(c - '0') : static_cast<unsigned>(c - 'A') + 10;
    for (auto digit = serial.decimal.rbegin(); digit != serial.decimal.rend(); ++digit) {
      carry += static_cast<unsigned>(*digit - '0') * 16;
      *digit = static_cast<char>('0' + carry % 10);
      carry /= 10;
    }
    for (; carry != 0; carry /= 10) serial.decimal.insert(serial.decimal.begin(), static_cast<char>('0' + carry % 10));
  }
  return serial;
}

CertificateFacts facts_sketched(const Json& sketch, Time now) {
  CertificateFacts facts;
  facts.subject = name_from(sketch.at("subject"));
  facts.issuer = name_from(sketch.at("issuer"));
  facts.common_name = common_name_of(facts.subject);
  facts.issuer_common_name = common_name_of(facts.issuer);
  facts.holder_ids = ids_in(facts.subject);
  for (const auto& id : sketch.value("ids", Json::array())) {
    const auto [kind, value] = cut(id.get<std::string>(), ':');
    facts.holder_ids.push_back({kind, value, "UID"});
  }
  facts.serial = serial_number(sketch.at("serial").get<std::string>());
  facts.not_before = time_sketched(sketch.at("not_before").get<std::string>(), now);
  facts.not_after = time_sketched(sketch.at("not_after").get<std::string>(), now);
  facts.key = key_from(sketch.value("key", "RSA 2048"));
  facts.signature_algorithm = "sha256WithRSAEncryption";
  const auto known_by = facts.issuer_common_name + facts.serial.hex;
  facts.sha256 = identity_of(known_by);
  facts.key.spki_sha256 = identity_of("key of " + known_by);
  facts.authority_key_id = sketch.value("issuer_key_id", "");
  facts.key_usage = {"digitalSignature", "nonRepudiation"};
  facts.pem =
      "-----BEGIN CERTIFICATE-----\n" + base64_encoded("certificate " + known_by) + "\n-----END CERTIFICATE-----\n";
  return facts;
}

Candidate candidate_sketched(const Json& sketch, Time now) {
  Candidate candidate;
  candidate.certificate = facts_sketched(sketch, now);
  candidate.revocation = revocation_from(sketch.value("revocation", "good"), now);
  candidate.held_in = sketch.value("held_in", "token");
  candidate.token_uri = "pkcs11:token=world;serial=1;id=%01";
  if (sketch.contains("issuer_end"))
    candidate.issuer_end = time_sketched(sketch.at("issuer_end").get<std::string>(), now);
  return candidate;
}

}  // namespace reseal::conformance
