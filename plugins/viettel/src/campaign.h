// SPDX-License-Identifier: Apache-2.0
// A campaign is data: when a CA certificate ends before the contracts it was sold with, Viettel-CA makes up for the
// lost term, and says for which certificates (guide I.3, VTL-E-06). campaigns.json has them; the setting `campaigns`
// replaces it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "reseal/certificate_facts.h"
#include "reseal/verdict.h"

namespace reseal::viettel {

/// Days are Vietnamese days, each by its first second.
struct Campaign {
  std::string id;
  Text::Params name;                        ///< "campaign", and "campaign.vi" … when it differs by language
  std::vector<std::string> issuer_key_ids;  ///< authority key ids, upper-case hex: who issued the old certificate
  std::vector<std::string> issuer_names;    ///< common names; only to say "same name, another key"
  Time expires_on;
  Time issued_before;
  Time contract_beyond;
  std::optional<Time> from, to;  ///< first and last day on which it takes requests
  std::string serial_prefix;     ///< of the new certificates
};

/// The deployment's `campaigns`, else those of `file`. Throws MessageError saying which campaign lacks what.
std::vector<Campaign> load_campaigns(const std::filesystem::path& file, const Json& settings);

/// The campaign that this certificate's issuer belongs to; nullptr when there is none. Of several, one that still takes
/// the certificate.
const Campaign* campaign_of(const Candidate& candidate, const std::vector<Campaign>& campaigns, Time now);

/// What can be said without asking Viettel-CA: issuer, status, expiry, issued_before, window; the contract is known to
/// the CA only (VTL-E-07). Of a foreign certificate: issuer.
std::vector<RuleResult> rules_of(const Candidate& candidate, const std::vector<Campaign>& campaigns, Time now);

/// `ends`: as the portal says it.
RuleResult contract_rule(const Campaign& campaign, const std::optional<Time>& ends);

/// "02/10/2020" and "02/10/2020 09:42:20", in Viet Nam.
std::string day_text(Time time);
std::string moment_text(Time time);

}  // namespace reseal::viettel
