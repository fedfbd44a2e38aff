// SPDX-License-Identifier: Apache-2.0
#include "reseal/workflow/cutover.h"

#include <algorithm>
#include <array>
#include <set>

#include "situation.h"
#include "stories.h"

namespace reseal::workflow {
namespace {

using store::OrderRow;
using store::OrderState;

constexpr std::array<std::string_view, 6> kStandings = {"not_started", "registering", "waiting",
                                                        "accepted",    "refused",     "stuck"};

token::TokenIdentity token_of(const Json& opened) {
  const Json& token = opened.at("token");
  return {token.at("serial"), token.at("label"), token.at("manufacturer"), token.at("model")};
}

/// The row of a renewal that came as far as the token, with what its journal says of both certificates.
std::optional<Succession> succession_from(store::Store& store, const OrderRow& row) {
  if (row.kind != "renewal" || row.successor.empty()) return std::nullopt;
  const auto opened = store.entries(row.id, "opened");
  if (opened.empty()) return std::nullopt;
  const Json& body = opened.front().body;
  const auto old = body.at("candidate").get<Candidate>();
  Succession succession;
  succession.order = row.id;
  succession.provider = row.plugin;
  succession.old_certificate = old.certificate;
  succession.old_uri = old.token_uri;
  succession.token = token_of(body);
  for (const auto& entry : store.entries(row.id, "result")) {
    const Json& result = entry.body.at("result");
    if (!result.is_object() || !result.value("installed", false)) continue;
    succession.new_certificate = result.at("certificate").get<CertificateFacts>();
    succession.new_uri = result.value("uri", succession.token.uri());
    succession.installed_at = std::chrono::floor<Seconds>(entry.at);
  }
  return succession;
}

bool has_numbers(const LeadTime& lead) { return lead.working_hours || lead.working_days || !lead.services.empty(); }

/// What the deployment's terms leave open, the registration's own journal says.
SystemTerms completed(SystemTerms terms, const LeadTime& lead) {
  if (!has_numbers(terms.lead)) {
    const auto country = terms.lead.country;
    terms.lead = lead;
    terms.lead.country = country;
  }
  return terms;
}

Standing standing_of(const Story& story, OrderState state) {
  switch (state) {
    case OrderState::ready:
    case OrderState::needs_person:
    case OrderState::needs_token:
    case OrderState::needs_pin:
      return Standing::registering;
    case OrderState::waiting:
      return story.retry ? Standing::registering : Standing::waiting;
    case OrderState::done:
    case OrderState::installed:
      return Standing::accepted;
    case OrderState::refused:
      return Standing::refused;
    case OrderState::cancelled:
      return Standing::not_started;
    case OrderState::needs_help:
    case OrderState::failed:
      return Standing::stuck;
  }
  return Standing::stuck;
}

std::vector<std::string> service_names(const LeadTime& lead) {
  std::vector<std::string> names;
  for (const auto& service : lead.services) names.push_back(service.id);
  if (names.empty()) names.emplace_back();
  return names;
}

bool accepted_for(const Acceptance& acceptance, const std::string& service) {
  const auto& services = acceptance.services;
  return services.empty() || std::find(services.begin(), services.end(), service) != services.end();
}

void accept(SystemStanding& standing, const Acceptance& acceptance, const SystemTerms& terms) {
  for (auto& service : standing.services) {
    if (!accepted_for(acceptance, service.service)) {
      service.standing = Standing::not_started;
      standing.standing = Standing::registering;  // some of it is in, some is not
      continue;
    }
    service.standing = Standing::accepted;
    service.accepted_at = acceptance.accepted_at;
    service.in_force = in_force_from(acceptance, terms, service.service);
  }
  standing.reference = acceptance.reference;
}

}  // namespace

std::string_view to_string(Standing standing) { return kStandings.at(static_cast<std::size_t>(standing)); }

InForce in_force_from(const Acceptance& acceptance, const SystemTerms& terms, std::string_view service) {
  InForce in_force;
  if (acceptance.in_force_from) {
    in_force.from = acceptance.in_force_from;
    return in_force;
  }
  auto hours = terms.lead.working_hours;
  auto days = terms.lead.working_days;
  for (const auto& each : terms.lead.services) {
    if (each.id != service) continue;
    hours = each.working_hours;
    days = each.working_days;
  }
  if (!hours && !days) {
    in_force.lead_known = false;
    in_force.from = acceptance.accepted_at;
    return in_force;
  }
  std::optional<calendar::Deadline> deadline;
  if (terms.calendar && hours) {
    deadline = terms.calendar->after(acceptance.accepted_at, std::chrono::hours(*hours));
  } else if (terms.calendar) {
    deadline = terms.calendar->after(acceptance.accepted_at, calendar::WorkingDays{*days});
  }
  if (deadline) in_force.from = deadline->time;
  in_force.day_unknown = !in_force.from;
  return in_force;
}

struct Cutover::State {
  explicit State(store::Store& s) : stories(s) {}
  Stories stories;
};

Cutover::Cutover(store::Store& store, std::vector<SystemTerms> systems)
    : store_(store), systems_(std::move(systems)), state_(std::make_unique<State>(store)) {}
Cutover::~Cutover() = default;

const SystemTerms* Cutover::system(std::string_view id) const {
  const auto found = std::find_if(systems_.begin(), systems_.end(), [&](const auto& each) { return each.id == id; });
  return found == systems_.end() ? nullptr : &*found;
}

std::vector<Succession> Cutover::successions() {
  std::vector<Succession> all;
  for (const auto& row : store_.orders()) {
    if (auto succession = succession_from(store_, row)) all.push_back(std::move(*succession));
  }
  return all;
}

std::vector<Succession> Cutover::current_successions() {
  const auto rows = store_.orders();
  std::set<std::string> renewed_again;
  for (const auto& row : rows) {
    if (row.kind == "renewal" && !row.successor.empty()) renewed_again.insert(row.certificate);
  }
  std::vector<Succession> current;
  for (const auto& row : rows) {
    if (renewed_again.contains(row.successor)) continue;
    if (auto succession = succession_from(store_, row)) current.push_back(std::move(*succession));
  }
  return current;
}

std::optional<Succession> Cutover::succession_of(const std::string& certificate) {
  auto as_new = succession_to_new(certificate);
  return as_new ? std::move(as_new) : succession_from_old(certificate);
}

std::optional<Succession> Cutover::succession_to_new(const std::string& certificate) {
  for (const auto& row : store_.orders_about(certificate)) {
    if (row.kind == "renewal" && row.successor == certificate) return succession_from(store_, row);
  }
  return std::nullopt;
}

std::optional<Succession> Cutover::succession_from_old(const std::string& certificate) {
  for (const auto& row : store_.orders_about(certificate)) {
    if (row.kind == "renewal" && row.certificate == certificate && !row.successor.empty()) {
      return succession_from(store_, row);
    }
  }
  return std::nullopt;
}

std::vector<SystemStanding> Cutover::standings(const Succession& succession) {
  std::vector<SystemStanding> all;
  for (const auto* terms : systems_of(succession.new_certificate)) all.push_back(standing(succession, *terms));
  return all;
}

std::vector<const SystemTerms*> Cutover::systems_of(const CertificateFacts& certificate) const {
  const auto needs = [&](const SystemTerms& terms) {
    return terms.holders.empty() ||
           std::any_of(certificate.holder_ids.begin(), certificate.holder_ids.end(), [&](const HolderId& id) {
             return std::find(terms.holders.begin(), terms.holders.end(), id.value) != terms.holders.end();
           });
  };
  std::vector<const SystemTerms*> needed;
  for (const auto& terms : systems_) {
    if (needs(terms)) needed.push_back(&terms);
  }
  return needed;
}

SystemStanding Cutover::standing(const Succession& succession, const SystemTerms& terms) {
  SystemStanding standing;
  standing.system = terms.id;
  for (const auto& service : service_names(terms.lead)) standing.services.push_back({service, {}, {}, {}});
  const auto row = newest_registration(succession.new_certificate.sha256, terms.id);
  if (!row) return standing;

  const auto story = state_->stories.tell(row->id);
  const auto known = completed(terms, story.lead);
  standing.order = row->id;
  standing.standing = standing_of(story, row->state);
  standing.services.clear();
  for (const auto& service : service_names(known.lead)) {
    standing.services.push_back({service, standing.standing, {}, {}});
  }
  const auto situation = situation_of(*row, store_.open_tasks(row->id), story);
  standing.message = situation.message;
  standing.next = situation.next;
  standing.since = story.since();
  if (story.closed && story.closed->contains("acceptance")) {
    standing.evidence = story.closed->value("evidence", Json::object());
    accept(standing, story.closed->at("acceptance").get<Acceptance>(), known);
  }
  return standing;
}

/// A registration that was cancelled says nothing as long as an older one was accepted.
std::optional<OrderRow> Cutover::newest_registration(const std::string& certificate, const std::string& system) {
  std::optional<OrderRow> newest;
  for (const auto& row : store_.orders_about(certificate)) {
    if (row.kind != "registration" || row.plugin != system || row.successor != certificate) continue;
    if (row.state == OrderState::done) return row;
    if (!newest || newest->state == OrderState::cancelled) newest = row;
  }
  return newest;
}

std::optional<Cutover::Accepted> Cutover::accepted(const std::string& certificate, std::string_view system) {
  const auto row = newest_registration(certificate, std::string(system));
  if (!row || row->state != OrderState::done) return std::nullopt;
  const auto opened = store_.entries(row->id, "opened");
  const auto closed = store_.entries(row->id, "closed");
  if (opened.empty() || closed.empty() || !closed.back().body.contains("acceptance")) return std::nullopt;
  SystemTerms terms;
  if (const auto* known = this->system(system)) terms = *known;
  terms = completed(std::move(terms), opened.front().body.value("lead_time", LeadTime{}));
  return Accepted{closed.back().body.at("acceptance").get<Acceptance>(), std::move(terms)};
}

bool Cutover::settle(const Succession& succession) {
  const auto all = standings(succession);
  const bool everywhere = std::all_of(all.begin(), all.end(),
                                      [](const SystemStanding& each) { return each.standing == Standing::accepted; });
  if (!everywhere || all.empty()) return false;
  const auto row = store_.find_order(succession.order);
  if (!row || row->state != OrderState::installed) return row && row->state == OrderState::done;
  Json systems = Json::array();
  for (const auto& each : all) systems.push_back({{"system", each.system}, {"order", each.order}});
  store::Projection projection;
  projection.state = OrderState::done;
  store_.append(succession.order, "accepted", {{"systems", systems}}, projection, row->version);
  return true;
}

}  // namespace reseal::workflow
