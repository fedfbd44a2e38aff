// SPDX-License-Identifier: Apache-2.0
#include "reseal/token/installation.h"

#include <algorithm>
#include <chrono>

#include "reseal/base/error.h"

namespace reseal::token {
namespace {

constexpr auto kClocksDiffer = std::chrono::minutes(10);
constexpr std::size_t kNonce = 32;

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

// Serials are numbers: leading zeros do not make two of them different.
std::string_view number(std::string_view hex) {
  hex.remove_prefix(std::min(hex.find_first_not_of('0'), hex.size()));
  return hex;
}

CheckResult check_public_key(const crypto::Certificate& issued, ByteView key_spki) {
  const bool same = std::ranges::equal(issued.spki(), key_spki);
  return {"public_key", same,
          "certificate " + issued.facts().key.spki_sha256 + (same ? " = " : " != ") + "key " +
              crypto::sha256_hex(key_spki)};
}

CheckResult check_chain(const crypto::PathResult& path) {
  if (!path.valid) return {"chain", false, path.problem + " at depth " + std::to_string(path.depth)};
  std::vector<std::string> names;
  for (const crypto::Certificate& certificate : path.chain) names.push_back(certificate.facts().common_name);
  return {"chain", true, joined(names)};
}

CheckResult check_serial(const CertificateFacts& issued, const CertificateFacts& old) {
  return {"serial", number(issued.serial.hex) != number(old.serial.hex), old.serial.hex + " -> " + issued.serial.hex};
}

CheckResult check_dates(const CertificateFacts& issued, const CertificateFacts& old, Time now) {
  const std::string term = to_iso(issued.not_before) + " to " + to_iso(issued.not_after);
  if (issued.not_after <= now) return {"dates", false, term + ": expired at " + to_iso(now)};
  if (issued.not_before > now + kClocksDiffer) return {"dates", false, term + ": not valid yet at " + to_iso(now)};
  if (issued.not_after < old.not_after) {
    return {"dates", false, term + ": ends before the old one, " + to_iso(old.not_after)};
  }
  return {"dates", true, term + "; the old one ends " + to_iso(old.not_after)};
}

// A CA renews its own keys every few years, so another issuer is a fact to show, and trust is what decides.
CheckResult check_issuer(const CertificateFacts& issued, const CertificateFacts& old, bool trusted) {
  const auto name = [](const CertificateFacts& facts) {
    return facts.issuer_common_name + (facts.authority_key_id.empty() ? "" : " [" + facts.authority_key_id + "]");
  };
  const bool same = issued.issuer == old.issuer && issued.authority_key_id == old.authority_key_id;
  return {"issuer", trusted, same ? name(issued) : name(old) + " -> " + name(issued)};
}

CheckResult check_strength(const CertificateFacts& issued) {
  const std::string key =
      issued.key.algorithm + " " + std::to_string(issued.key.bits) + ", " + issued.signature_algorithm;
  return {"key_strength", issued.weaknesses.empty(),
          issued.weaknesses.empty() ? key : key + ": " + joined(issued.weaknesses)};
}

CheckResult check_usage(const CertificateFacts& issued) {
  if (issued.is_ca) return {"usage", false, "the certificate of a CA"};
  if (issued.key_usage.empty()) return {"usage", true, "no key usage is named: all are allowed"};
  const bool signs = std::ranges::find(issued.key_usage, "digitalSignature") != issued.key_usage.end();
  return {"usage", signs, joined(issued.key_usage)};
}

}  // namespace

bool InstallationCheck::passed() const {
  return !checks.empty() && std::ranges::all_of(checks, [](const CheckResult& check) { return check.passed; });
}

InstallationCheck check_issued(const crypto::Certificate& issued, const crypto::Certificate& old, ByteView key_spki,
                               const crypto::TrustAnchors& anchors, Time now) {
  const CertificateFacts& facts = issued.facts();
  const CertificateFacts& old_facts = old.facts();
  // A CA whose clock is a little ahead: "dates" decides, the path is judged from the certificate's first second on.
  const bool ahead = facts.not_before > now && facts.not_before <= now + kClocksDiffer;
  const crypto::PathResult path = crypto::verify_path(issued, anchors, ahead ? facts.not_before : now);
  const crypto::Continuity continuity = crypto::compare_holders(old_facts, facts);
  InstallationCheck result;
  result.differences = continuity.differences;
  result.checks = {check_public_key(issued, key_spki),
                   check_chain(path),
                   {"holder", continuity.same_holder, continuity.reason},
                   check_serial(facts, old_facts),
                   check_dates(facts, old_facts, now),
                   check_issuer(facts, old_facts, path.valid),
                   check_strength(facts),
                   check_usage(facts)};
  return result;
}

void prove(KeyHolder& holder, const crypto::Certificate& certificate) {
  const auto failed = [](const std::string& problem) {
    return Error(ErrorCode::crypto_failed, {{"operation", "prove"}, {"problem", problem}}, problem);
  };
  const auto key = holder.find_key_of(certificate);
  if (!key) throw failed("the token holds no private key for certificate " + certificate.facts().serial.hex);
  const Bytes nonce = random_bytes(kNonce);
  const Bytes signature = crypto::sign_bytes(holder.signing_key(*key), nonce);
  if (!crypto::verify_bytes(certificate, nonce, signature)) {
    throw failed("the signature that the token made does not verify with certificate " +
                 certificate.facts().serial.hex);
  }
}

std::vector<HeldCertificate> find_successors(KeyHolder& holder, const crypto::Certificate& old,
                                             const crypto::TrustAnchors& anchors, Time now) {
  std::vector<HeldCertificate> successors;
  for (HeldCertificate& held : holder.certificates()) {
    if (held.certificate == old || !held.has_private_key) continue;
    if (check_issued(held.certificate, old, held.certificate.spki(), anchors, now).passed()) {
      successors.push_back(std::move(held));
    }
  }
  std::ranges::stable_sort(successors, [](const HeldCertificate& a, const HeldCertificate& b) {
    return a.certificate.facts().not_before > b.certificate.facts().not_before;
  });
  return successors;
}

}  // namespace reseal::token
