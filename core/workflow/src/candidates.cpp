// SPDX-License-Identifier: Apache-2.0
#include "reseal/workflow/candidates.h"

#include <algorithm>
#include <cctype>

#include "reseal/base/error.h"
#include "reseal/base/unicode.h"

namespace reseal::workflow {
namespace {

constexpr std::size_t kShortestTail = 4;

std::string without_separators_upper(const std::string& text) {
  std::string result;
  for (const unsigned char c : text) {
    if (std::isspace(c) == 0 && c != ':') result.push_back(static_cast<char>(std::toupper(c)));
  }
  return result;
}

std::string without_leading_zeros(std::string text) {
  text.erase(0, std::min(text.find_first_not_of('0'), text.size()));
  return text;
}

bool matches_uri(const Holding& holding, const std::string& name) {
  if (name == holding.held.uri(holding.token.identity)) return true;
  if (name.find("id=") != std::string::npos) return false;
  return token::identity_from_uri(name).same_token(holding.token.identity);
}

bool matches_exactly(const CertificateFacts& facts, const std::string& name) {
  const std::string plain = without_separators_upper(name);
  return plain == without_separators_upper(facts.sha256) ||
         without_leading_zeros(plain) == without_leading_zeros(facts.serial.hex) || plain == facts.serial.decimal;
}

bool matches_partly(const CertificateFacts& facts, const std::string& name) {
  const std::string plain = without_separators_upper(name);
  if (plain.size() >= kShortestTail && facts.serial.hex.ends_with(plain)) return true;
  const std::string wanted = fold_without_accents(name);
  if (wanted.empty()) return false;
  if (fold_without_accents(facts.common_name).find(wanted) != std::string::npos) return true;
  return std::any_of(facts.holder_ids.begin(), facts.holder_ids.end(), [&](const HolderId& id) {
    return fold_without_accents(id.value).find(wanted) != std::string::npos ||
           fold_without_accents(id.kind + ":" + id.value) == wanted;
  });
}

template <typename Matches>
std::vector<const Holding*> those(const std::vector<const Holding*>& among, Matches matches) {
  std::vector<const Holding*> found;
  std::copy_if(among.begin(), among.end(), std::back_inserter(found),
               [&](const Holding* holding) { return matches(*holding); });
  return found;
}

const Holding& only_one(const std::vector<const Holding*>& found, const std::string& name) {
  if (found.empty()) throw Error(ErrorCode::certificate_missing, {{"certificate", name}});
  if (found.size() > 1) {
    throw Error(ErrorCode::certificate_ambiguous, {{"certificate", name}, {"count", std::to_string(found.size())}});
  }
  return *found.front();
}

/// Nobody said which: the one with a key; among several, the one that is valid today. Many tokens show no private key
/// before login: where none is seen, none is ruled out.
const Holding& the_one_that_can_sign(const std::vector<const Holding*>& all) {
  auto found = those(all, [](const Holding& holding) { return holding.candidate.has_private_key; });
  if (found.empty()) found = all;
  if (found.size() > 1) {
    const auto valid = those(found, [](const Holding& holding) { return holding.path.valid; });
    if (valid.size() == 1) found = valid;
  }
  return only_one(found, "");
}

Holding holding_of(const token::TokenStatus& status, const token::HeldCertificate& held, crypto::PathVerifier& verifier,
                   Time now) {
  Candidate candidate;
  candidate.certificate = held.certificate.facts();
  candidate.has_private_key = held.has_private_key;
  candidate.token_uri = held.uri(status.identity);
  candidate.held_in = status.identity.in_cloud() ? "cloud" : "token";
  auto path = verifier.verify(held.certificate, now);  // before issuer_end, which need not prove the same again
  candidate.issuer_end = verifier.issuer_end(held.certificate);
  return {status, held, std::move(candidate), std::move(path)};
}

}  // namespace

Holdings find_holdings(token::KeyHolderSource& tokens, const crypto::TrustAnchors& anchors, Time now) {
  Holdings holdings;
  crypto::PathVerifier verifier(anchors);  // one for all: what stands above an issuer is verified once
  const auto listing = tokens.list();
  holdings.problems = listing.problems;
  for (const auto& status : listing.tokens) {
    if (!status.initialized) continue;
    try {
      const auto holder = tokens.open(status.identity);
      for (const auto& held : holder->certificates()) {
        if (!held.certificate.facts().is_ca) {
          holdings.certificates.push_back(holding_of(status, held, verifier, now));
        }
      }
    } catch (const Error& error) {
      // A token that was pulled out just now, or two that look alike: the others can still be shown.
      holdings.problems.push_back({status.module, error.what()});
    }
  }
  std::stable_sort(holdings.certificates.begin(), holdings.certificates.end(), [](const Holding& a, const Holding& b) {
    return a.candidate.certificate.not_after < b.candidate.certificate.not_after;
  });
  return holdings;
}

void look_up_revocation(Holding& holding, const crypto::Fetch& fetch, Time now) {
  if (holding.path.chain.size() < 2) {
    holding.candidate.revocation = RevocationFacts{};
    holding.candidate.revocation.reason = "the issuer's certificate is not known";
    return;
  }
  holding.candidate.revocation = crypto::check_revocation(holding.held.certificate, holding.path.chain[1], now, fetch);
}

bool is_called(const CertificateFacts& certificate, const std::string& name) {
  return matches_exactly(certificate, name) || matches_partly(certificate, name);
}

const Holding& choose_holding(const Holdings& holdings, const std::string& name) {
  std::vector<const Holding*> all;
  for (const auto& holding : holdings.certificates) all.push_back(&holding);
  if (name.empty()) return the_one_that_can_sign(all);
  if (token::is_key_uri(name)) {
    return only_one(those(all, [&](const Holding& holding) { return matches_uri(holding, name); }), name);
  }
  const auto exact =
      those(all, [&](const Holding& holding) { return matches_exactly(holding.candidate.certificate, name); });
  if (!exact.empty()) return only_one(exact, name);
  return only_one(
      those(all, [&](const Holding& holding) { return matches_partly(holding.candidate.certificate, name); }), name);
}

}  // namespace reseal::workflow
