// SPDX-License-Identifier: Apache-2.0
#include "application_form.h"

#include <utility>

#include "forms.h"
#include "reseal/readable.h"

namespace reseal::szca {
namespace {

constexpr std::int64_t kLargestScan = std::int64_t{5} << 20U;
constexpr int kMostPages = 3;

Printout::Section person_section(const char* title, const Person& person) {
  return {{title, {}},
          {{{"szca.person.name", {}}, person.name},
           {{"szca.person.id_number", {}}, person.id_number},
           {{"szca.person.phone", {}}, person.phone}}};
}

}  // namespace

Printout application_printout(const Renewal& now, const Application& application) {
  const Journey journey(now.order);
  const auto entered = entered_application(journey, !journey.answer_text("billing", "account_number").empty());
  const auto& old = now.order.old.certificate;
  const auto* years = journey.remembered("years");
  Printout out;
  out.name = "szca-application";
  out.language = "zh";  // of those who review it
  out.title = {"szca.paper.title", {}};
  out.reference = application.number;
  out.sections = {{{"szca.paper.unit", {}},
                   {{{"szca.applicant.name", {}}, entered.applicant_name},
                    {{"szca.applicant.number", {}}, entered.applicant_number}}},
                  {{"szca.paper.certificate", {}},
                   {{{"szca.certificate.serial", {}}, old.serial.hex},
                    {{"szca.certificate.ends", {}}, moment_text(old.not_after)},
                    {{"szca.years.label", {}}, years == nullptr ? entered.package : years->dump()},
                    {{"szca.payment.amount", {}}, money_text(application.payment.amount)}}},
                  person_section("szca.people.handler", entered.handler),
                  person_section("szca.people.legal_person", entered.legal_person)};
  out.sections[2].rows.push_back({{"szca.people.handler_email", {}}, entered.handler_email});
  if (entered.account) {
    out.sections.push_back({{"szca.paper.account", {}},
                            {{{"szca.account.name", {}}, entered.account->name},
                             {{"szca.account.bank", {}}, entered.account->bank},
                             {{"szca.account.number", {}}, entered.account->number}}});
  }
  out.declarations = {{"szca.paper.true", {}}, {"szca.paper.agreement", {}}};
  out.places = {{"szca.paper.signature", {}}, {"szca.paper.seal", {}}, {"szca.paper.date", {}}};
  return out;
}

Form scan_form(const Renewal& now, const Application& application, const std::optional<Text>& warning) {
  auto out = empty_form(now, {"szca.scan.title", {}}, {"szca.scan.intro", {}});
  if (warning) out.shown.push_back(shown_warning(*warning));
  Shown paper;
  paper.kind = Shown::Kind::printout;
  paper.label = {"szca.scan.paper", {}};
  paper.printout = application_printout(now, application);
  out.shown.push_back(shown_value({"szca.application.number", {}}, application.number, true));
  out.shown.push_back(std::move(paper));
  out.shown.push_back(
      shown_steps({"szca.scan.do_this", {}},
                  {{"szca.scan.print", {}}, {"szca.scan.sign", {}}, {"szca.scan.seal", {}}, {"szca.scan.scan", {}}}));
  Field scan;
  scan.id = "scan";
  scan.type = Field::Type::file;
  scan.label = {"szca.scan.file", {}};
  scan.help = {"szca.scan.file_help", {}};
  scan.required = true;
  scan.media_types = {"application/pdf", "image/jpeg", "image/png"};
  scan.max_pages = kMostPages;
  scan.minimum = 1;
  scan.maximum = kLargestScan;
  out.fields = {std::move(scan)};
  out.accept = {"szca.scan.upload", {}};
  return out;
}

}  // namespace reseal::szca
