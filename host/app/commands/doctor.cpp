// SPDX-License-Identifier: Apache-2.0
// Looks at everything a renewal stands on, and says of each what is wrong and how to mend it. Changes nothing.
#include <algorithm>

#include "app/commands/commands.h"
#include "app/doctor/checks.h"
#include "app/json_output.h"
#include "reseal/base/unicode.h"
#include "reseal/failure.h"

namespace reseal::app {
namespace {

struct Check {
  const char* id;
  void (*examine)(Deployment&, Findings&);
};

// What is at fault comes before what suffers from it.
constexpr Check kChecks[] = {
    {"time_zone", examine_time_zone},
    {"disk", examine_disk},
    {"store", examine_store},
    {"trust", examine_trust},
    {"plugin", examine_plugins},
    {"module", examine_tokens},
    {"cloud", examine_signing_services},
    {"tls_roots", examine_tls_roots},
    {"portal", examine_portals},
};

template <typename Look>
void guarded(const char* check, Findings& findings, Look look) {
  try {
    look();
  } catch (const Error& e) {
    findings.bad(check, e);
  } catch (const std::exception& e) {
    findings.bad(check, Error(ErrorCode::internal, {{"problem", e.what()}}));
  }
}

Json finding_json(const Finding& finding) {
  std::string advice;
  for (const auto& step : finding.steps) advice += (advice.empty() ? "" : " ") + step;
  return {{"check", finding.check},   {"id", finding.id},           {"good", finding.good},
          {"detail", finding.detail}, {"causes", finding.causes},   {"steps", finding.steps},
          {"advice", advice},         {"contact", finding.contact}, {"technical", finding.technical}};
}

void tell(const Finding& finding, const Words& words, const Terminal& terminal) {
  terminal.prose(terminal.styled(finding.good ? "✓ " : "✗ ", finding.good ? Style::good : Style::bad) +
                 words.say("cli.doctor." + finding.check) + (finding.detail.empty() ? "" : ": " + finding.detail));
  const auto list = [&](const char* title, const std::vector<std::string>& items) {
    if (items.empty()) return;
    terminal.out("    " + words.say(title));
    for (std::size_t i = 0; i < items.size(); ++i) {
      terminal.prose("      " + (items.size() == 1 ? "" : std::to_string(i + 1) + ". ") + items[i]);
    }
  };
  list("cli.doctor.causes", finding.causes);
  list("cli.doctor.steps", finding.steps);
  if (!finding.contact.empty()) list("cli.doctor.contact", {finding.contact});
  if (!finding.technical.empty()) terminal.prose("    " + terminal.styled("(" + finding.technical + ")", Style::dim));
}

}  // namespace

int doctor(const Options& options) {
  const Words first_words(choose_language(options.language), std::string(kVietNam));
  Findings findings(first_words);
  std::unique_ptr<Deployment> deployment;
  guarded("config", findings, [&] {
    deployment = std::make_unique<Deployment>(options);
    findings.speak(deployment->words());
    findings.good("config", options.config_file.value_or(""));
  });
  guarded("system", findings, [&] { examine_system(findings); });
  guarded("terminal", findings, [&] { examine_terminal(findings); });
  if (deployment) {
    for (const auto& check : kChecks) guarded(check.id, findings, [&] { check.examine(*deployment, findings); });
  }

  const auto& all = findings.all();
  if (options.json) {
    auto json = Json::array();
    for (const auto& finding : all) json.push_back(finding_json(finding));
    print_json(json);
  } else {
    const Terminal terminal(options.color);
    for (const auto& finding : all) {
      if (!options.quiet || !finding.good) tell(finding, findings.words(), terminal);
    }
  }
  return std::all_of(all.begin(), all.end(), [](const Finding& finding) { return finding.good; }) ? kDone : kError;
}

}  // namespace reseal::app
