// SPDX-License-Identifier: Apache-2.0
// From a token to candidates: which certificates are there, whose, until when, revoked or not, and what stands above
// them.
#pragma once

#include <string>
#include <vector>

#include "reseal/base/clock.h"
#include "reseal/certificate_facts.h"
#include "reseal/crypto/path.h"
#include "reseal/crypto/revocation.h"
#include "reseal/token/key_holder.h"

namespace reseal::workflow {

/// One certificate on one token.
struct Holding {
  token::TokenStatus token;
  token::HeldCertificate held;
  Candidate candidate;      ///< revocation: cannot_say until look_up_revocation()
  crypto::PathResult path;  ///< at `now`
};

struct Holdings {
  std::vector<Holding> certificates;  ///< end entities only, soonest end first
  std::vector<token::KeyHolderSource::Listing::ModuleProblem> problems;
};
/// Reads every token that is plugged in; asks no PIN and no network.
Holdings find_holdings(token::KeyHolderSource& tokens, const crypto::TrustAnchors& anchors, Time now);

/// Asks OCSP and CRL through `fetch`.
void look_up_revocation(Holding& holding, const crypto::Fetch& fetch, Time now);

/// The holding that a person means by `name`: a serial (hex in any spelling, or decimal), a fingerprint, a unique tail
/// of the serial, an RFC 7512 URI, or part of the holder's name or tax code. Empty `name`: the only one that can sign,
/// if there is one. Throws Error(certificate_missing | certificate_ambiguous).
const Holding& choose_holding(const Holdings& holdings, const std::string& name);

/// Whether a person may call this certificate so: the same names, but for a URI.
bool is_called(const CertificateFacts& certificate, const std::string& name);

}  // namespace reseal::workflow
