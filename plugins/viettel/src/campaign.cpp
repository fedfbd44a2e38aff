// SPDX-License-Identifier: Apache-2.0
#include "campaign.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "reseal/failure.h"
#include "reseal/readable.h"
#include "reseal/schema.h"

namespace reseal::viettel {
namespace {

using Outcome = RuleResult::Outcome;
constexpr auto kDay = std::chrono::hours(24);

Time day_of(const Json& json) { return time_from_iso(json.get<std::string>() + "T00:00:00+07:00"); }

Text::Params name_of(const Json& json) {
  if (json.is_string()) return {{"campaign", json.get<std::string>()}};
  Text::Params out{{"campaign", json.at("vi").get<std::string>()}};
  for (const auto& [language, name] : json.items()) out["campaign." + language] = name.get<std::string>();
  return out;
}

Campaign campaign_from(const Json& json) {
  Campaign out;
  out.id = json.at("id").get<std::string>();
  out.name = name_of(json.at("name"));
  out.issuer_key_ids = json.at("issuer_key_ids").get<std::vector<std::string>>();
  out.issuer_names = json.value("issuer_names", std::vector<std::string>());
  out.expires_on = day_of(json.at("expires_on"));
  out.issued_before = day_of(json.at("issued_before"));
  out.contract_beyond = day_of(json.at("contract_beyond"));
  const auto window = json.value("window", Json::object());
  if (window.contains("from")) out.from = day_of(window.at("from"));
  if (window.contains("to")) out.to = day_of(window.at("to"));
  out.serial_prefix = json.value("serial_prefix", std::string());
  return out;
}

bool holds(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// VTL-E-01. CN=Viettel-CA names at least three keys (2010, 2015, "v3"): only the key id tells them apart.
RuleResult issuer_rule(const CertificateFacts& certificate, const Campaign* campaign,
                       const std::vector<Campaign>& campaigns) {
  const auto& key_id = certificate.authority_key_id;
  Text::Params seen{{"issuer", certificate.issuer_common_name}, {"key_id", key_id.empty() ? "–" : key_id}};
  if (campaign != nullptr) {
    seen.insert(campaign->name.begin(), campaign->name.end());
    return {"issuer", Outcome::passed, {"viettel.rule.issuer_passed", std::move(seen)}};
  }
  const bool namesake = std::any_of(campaigns.begin(), campaigns.end(), [&](const Campaign& each) {
    return holds(each.issuer_names, certificate.issuer_common_name);
  });
  return {"issuer",
          Outcome::failed,
          {namesake ? "viettel.rule.issuer_other_key" : "viettel.rule.issuer_failed", std::move(seen)}};
}

// VTL-E-02
RuleResult status_rule(const Candidate& candidate, Time now) {
  const auto& facts = candidate.revocation;
  switch (facts.status) {
    case RevocationFacts::Status::revoked:
      return {"status", Outcome::failed, {"viettel.rule.status_revoked", {{"source", facts.source}}}};
    case RevocationFacts::Status::suspended:
      return {"status", Outcome::failed, {"viettel.rule.status_suspended", {{"source", facts.source}}}};
    case RevocationFacts::Status::good:
    case RevocationFacts::Status::cannot_say:
      break;
  }
  if (now >= candidate.certificate.not_after) {
    return {"status",
            Outcome::failed,
            {"viettel.rule.status_expired", {{"date", moment_text(candidate.certificate.not_after)}}}};
  }
  if (facts.status == RevocationFacts::Status::good) {
    return {"status", Outcome::passed, {"viettel.rule.status_good", {{"source", facts.source}}}};
  }
  return {"status", Outcome::cannot_say, {"viettel.rule.status_cannot_say", {{"reason", facts.reason}}}};
}

// VTL-E-03: the day counts, as it is in Viet Nam, not the hour.
RuleResult expiry_rule(const CertificateFacts& certificate, const Campaign& campaign) {
  const auto end = certificate.not_after;
  const bool that_day = end >= campaign.expires_on && end < campaign.expires_on + kDay;
  return {"expiry",
          that_day ? Outcome::passed : Outcome::failed,
          {that_day ? "viettel.rule.expiry_passed" : "viettel.rule.expiry_failed",
           {{"date", moment_text(end)}, {"day", day_text(campaign.expires_on)}}}};
}

// VTL-E-04
RuleResult issued_rule(const CertificateFacts& certificate, const Campaign& campaign) {
  const bool before = certificate.not_before < campaign.issued_before;
  return {"issued_before",
          before ? Outcome::passed : Outcome::failed,
          {before ? "viettel.rule.issued_passed" : "viettel.rule.issued_failed",
           {{"date", moment_text(certificate.not_before)}, {"day", day_text(campaign.issued_before)}}}};
}

RuleResult window_rule(const Campaign& campaign, Time now) {
  if (campaign.from && now < *campaign.from) {
    return {"window", Outcome::failed, {"viettel.rule.window_not_yet", {{"day", day_text(*campaign.from)}}}};
  }
  if (campaign.to && now >= *campaign.to + kDay) {
    return {"window", Outcome::failed, {"viettel.rule.window_over", {{"day", day_text(*campaign.to)}}}};
  }
  if (!campaign.to) return {"window", Outcome::passed, {"viettel.rule.window_open", {}}};
  return {"window", Outcome::passed, {"viettel.rule.window_passed", {{"day", day_text(*campaign.to)}}}};
}

std::vector<RuleResult> local_rules(const Candidate& candidate, const Campaign& campaign, Time now) {
  return {
      status_rule(candidate, now),
      expiry_rule(candidate.certificate, campaign),
      issued_rule(candidate.certificate, campaign),
      window_rule(campaign, now),
      {"contract", Outcome::cannot_say, {"viettel.rule.contract_ask", {{"day", day_text(campaign.contract_beyond)}}}}};
}

}  // namespace

std::string day_text(Time time) { return local_text(time, kVietNamOffset, kVietnameseDate); }
std::string moment_text(Time time) { return local_text(time, kVietNamOffset, kVietnameseTime); }

std::vector<Campaign> load_campaigns(const std::filesystem::path& file, const Json& settings) {
  Json list = settings.is_object() ? settings.value("campaigns", Json()) : Json();
  if (list.is_null()) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw MessageError(file.string() + ": the campaigns cannot be read");
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    list = parse_json(text, file.filename().string()).value("campaigns", Json::array());
  }
  std::vector<Campaign> out;
  for (const auto& each : list) {
    try {
      out.push_back(campaign_from(each));
    } catch (const std::exception& error) {
      throw MessageError("campaign " + std::to_string(out.size() + 1) + ": " + error.what());
    }
  }
  return out;
}

const Campaign* campaign_of(const Candidate& candidate, const std::vector<Campaign>& campaigns, Time now) {
  const Campaign* first = nullptr;
  for (const auto& each : campaigns) {
    if (!holds(each.issuer_key_ids, candidate.certificate.authority_key_id)) continue;
    if (Verdict::of(local_rules(candidate, each, now)).answer != Verdict::Answer::not_eligible) return &each;
    if (first == nullptr) first = &each;
  }
  return first;
}

std::vector<RuleResult> rules_of(const Candidate& candidate, const std::vector<Campaign>& campaigns, Time now) {
  const auto* campaign = campaign_of(candidate, campaigns, now);
  std::vector<RuleResult> rules{issuer_rule(candidate.certificate, campaign, campaigns)};
  if (campaign == nullptr) return rules;
  if (candidate.held_in != "token") {  // the new key is made on the token
    rules.push_back({"held_in", Outcome::failed, {"viettel.rule.held_in_cloud", {}}});
  }
  for (auto& rule : local_rules(candidate, *campaign, now)) rules.push_back(std::move(rule));
  return rules;
}

RuleResult contract_rule(const Campaign& campaign, const std::optional<Time>& ends) {
  const auto needed = day_text(campaign.contract_beyond);
  if (!ends) return {"contract", Outcome::cannot_say, {"viettel.rule.contract_not_known", {{"day", needed}}}};
  const bool beyond = *ends >= campaign.contract_beyond + kDay;
  return {"contract",
          beyond ? Outcome::passed : Outcome::failed,
          {beyond ? "viettel.rule.contract_passed" : "viettel.rule.contract_failed",
           {{"date", day_text(*ends)}, {"day", needed}}}};
}

}  // namespace reseal::viettel
