// SPDX-License-Identifier: Apache-2.0
#include "reseal/guided.h"

#include <utility>

#include "guided_document.h"
#include "guided_rules.h"
#include "guided_runner.h"
#include "guided_text.h"

namespace reseal {
namespace {

using guided::Document;
using guided::Values;

std::optional<int> number_of(const Json& part, const char* member) {
  return part.contains(member) ? std::optional(part.at(member).get<int>()) : std::nullopt;
}

Description description_of(const Document& document, const Json& settings) {
  const Candidate nobody;
  const Values values(document.json(), settings, nobody);
  const auto& part = document.json().at("description");
  Description out;
  out.id = document.json().at("id").get<std::string>();
  out.version = document.json().at("version").get<std::string>();
  out.name = text_of(part, "name", values);
  out.serves = text_of(part, "serves", values);
  out.contact = text_of(part, "contact", values);
  out.transports = {"guided"};
  out.needs = texts_of(part, "needs", values);
  out.at_once = part.value("at_once", 0);
  out.may_change_holder_data = part.value("may_change_holder_data", false);
  out.processing_days = number_of(part, "processing_days");
  out.processing_source = text_of(part, "processing_source", values);
  return out;
}

void require_kind(const Document& document, std::string_view kind, const std::filesystem::path& file) {
  if (document.json().at("kind") != kind) {
    throw MessageError(file.filename().string() + ": /kind: should be " + std::string(kind) + ", found " +
                       document.json().at("kind").dump());
  }
}

class GuidedProvider : public Provider {
 public:
  GuidedProvider(Document document, Json settings) : document_(std::move(document)), settings_(std::move(settings)) {}

  Description describe() override { return description_of(document_, settings_); }

  Verdict eligibility(const Candidate& candidate, Host& host) override {
    const Values values(document_.json(), settings_, candidate);
    return Verdict::of(guided::apply_rules(document_.json().value("eligibility", Json::array()), values, host.now()));
  }

  Quote quote(const Candidate& candidate, Host& /*host*/) override {
    const Values values(document_.json(), settings_, candidate);
    Quote quote;
    if (!document_.json().contains("quote")) return quote;
    const Json& told = document_.json().at("quote");
    quote.remarks = texts_of(told, "remarks", values);
    if (told.contains("same_issuer")) quote.same_issuer = told.at("same_issuer").get<bool>();
    if (told.contains("papers")) quote.papers = told.at("papers").get<int>();
    if (told.contains("working_days")) quote.working_days = told.at("working_days").get<int>();
    return quote;
  }

  Step order(const Order& order, Host& /*host*/) override { return step(Phase::ordering, order); }
  Step install(const Order& order, Host& /*host*/) override { return step(Phase::installation, order); }

 private:
  Step step(Phase phase, const Order& order) const {
    return guided::next_step(document_, phase, Values(document_.json(), settings_, order));
  }
  Document document_;
  Json settings_;
};

class GuidedRegistrar : public Registrar {
 public:
  GuidedRegistrar(Document document, Json settings) : document_(std::move(document)), settings_(std::move(settings)) {}

  Description describe() override { return description_of(document_, settings_); }

  LeadTime lead_time() override {
    LeadTime lead;
    const auto part = document_.json().find("lead_time");
    if (part == document_.json().end()) return lead;
    const Candidate nobody;
    const Values values(document_.json(), settings_, nobody);
    lead.working_hours = number_of(*part, "working_hours");
    lead.working_days = number_of(*part, "working_days");
    lead.source = text_of(*part, "source", values);
    lead.country = part->value("country", lead.country);
    lead.office = part->value("office", lead.office);
    lead.needs_old_key = part->value("needs_old_key", false);
    for (const auto& service : part->value("services", Json::array())) {
      lead.services.push_back({service.at("id").get<std::string>(), text_of(service, "name", values),
                               number_of(service, "working_hours"), number_of(service, "working_days"),
                               text_of(service, "source", values)});
    }
    return lead;
  }

  Step registration(const Order& order, Host& /*host*/) override {
    return guided::next_step(document_, Phase::registration, Values(document_.json(), settings_, order));
  }

  /// No website that a person must walk through can be asked by a program.
  std::optional<std::string> registered(const Candidate& /*holder*/, Host& /*host*/) override { return {}; }

 private:
  Document document_;
  Json settings_;
};

}  // namespace

std::unique_ptr<Provider> guided_provider(const std::filesystem::path& journey_document, const PluginContext& context) {
  Document document(journey_document);
  require_kind(document, "provider", journey_document);
  return std::make_unique<GuidedProvider>(std::move(document), context.settings);
}

std::unique_ptr<Registrar> guided_registrar(const std::filesystem::path& journey_document,
                                            const PluginContext& context) {
  Document document(journey_document);
  require_kind(document, "registrar", journey_document);
  return std::make_unique<GuidedRegistrar>(std::move(document), context.settings);
}

std::set<std::string> journey_text_ids(const std::filesystem::path& journey_document) {
  return Document(journey_document).text_ids();
}

}  // namespace reseal
