// SPDX-License-Identifier: Apache-2.0
// Looks at everything a renewal stands on, and says of each what is wrong and how to mend it. Changes nothing.
#include <functional>

#include "app/commands/commands.h"
#include "app/json_output.h"
#include "reseal/base/file.h"
#include "reseal/base/unicode.h"
#include "reseal/failure.h"
#include "reseal/plugin/http.h"

namespace reseal::app {
namespace {

struct Check {
  std::string id;
  bool good = true;
  std::string detail;  // what was found
  std::string advice;  // what to do, when not good
};

class Doctor {
 public:
  explicit Doctor(const Words& words) : words_(&words) {}

  // The deployment's language, as soon as there is a deployment.
  void speak(const Words& words) { words_ = &words; }

  // Runs one check; an Error becomes its finding.
  void examine(const std::string& id, const std::function<std::string()>& look) {
    Check check{id, true, {}, {}};
    try {
      check.detail = look();
    } catch (const Error& e) {
      const auto text = words_->error(e.code(), e.params());
      check.good = false;
      check.detail = text.what;
      check.advice = text.next;
    } catch (const std::exception& e) {
      check.good = false;
      check.detail = e.what();
    }
    checks_.push_back(std::move(check));
  }
  void bad(const std::string& id, const std::string& detail, const std::string& advice) {
    checks_.push_back({id, false, detail, advice});
  }

  int report(const Options& options, const Terminal& terminal) const {
    bool good = true;
    auto json = Json::array();
    for (const auto& check : checks_) {
      good = good && check.good;
      json.push_back({{"check", check.id}, {"good", check.good}, {"detail", check.detail}, {"advice", check.advice}});
      if (options.json) continue;
      terminal.out(terminal.styled(check.good ? "✓ " : "✗ ", check.good ? Style::good : Style::bad) +
                   words_->say("cli.doctor." + check.id) +
                   (check.detail.empty() ? "" : ": " + printable(check.detail)));
      if (!check.advice.empty()) terminal.out("    " + check.advice);
    }
    if (options.json) print_json(json);
    return good ? kDone : kError;
  }

 private:
  const Words* words_;
  std::vector<Check> checks_;
};

// Whether each address of the plugins answers, and whether our clock agrees with its own (a wrong clock looks like
// everything else).
void examine_portals(Doctor& doctor, Deployment& deployment) {
  for (const auto& [id, plugin] : deployment.plugins().plugins) {
    for (const auto& origin : plugin->origins()) {
      doctor.examine("portal", [&] {
        plugin::HttpPolicy policy;
        policy.origins = {origin};
        policy.ca_file = deployment.config().http_ca_file;
        policy.timeout = std::chrono::seconds(10);
        HttpRequest request;
        request.url = origin + "/";
        try {
          const auto response = plugin::http_exchange(request, policy);
          const auto skew = plugin::clock_skew(response, deployment.clock().now());
          constexpr std::chrono::minutes kTolerable{5};
          if (skew && std::chrono::abs(*skew) > kTolerable) {
            throw Error(ErrorCode::portal_nonsense,
                        {{"host", origin},
                         {"problem", deployment.words().say("cli.doctor.clock_skew",
                                                            {{"seconds", std::to_string(skew->count())}})}});
          }
          return origin;
        } catch (const TryLater& e) {
          throw Error(ErrorCode::portal_unreachable, {{"host", origin}, {"problem", e.what()}});
        }
      });
    }
  }
}

}  // namespace

int doctor(const Options& options) {
  const Terminal terminal(options.color);
  const Words first_words(choose_language(options.language), std::string(kVietNam));
  Doctor doctor(first_words);
  std::unique_ptr<Deployment> deployment;
  doctor.examine("config", [&] {
    deployment = std::make_unique<Deployment>(options);
    return options.config_file.value_or("");
  });
  if (!deployment) return doctor.report(options, terminal);
  doctor.speak(deployment->words());

  doctor.examine("time_zone", [&] { return deployment->words().time(deployment->now()); });
  doctor.examine("store", [&] {
    // Looking makes no store where there is none yet.
    if (std::filesystem::exists(deployment->store_file())) (void)deployment->store().orders();
    return to_utf8(deployment->store_file());
  });
  doctor.examine("trust", [&] {
    const auto& anchors = deployment->anchors();
    if (anchors.roots.empty()) {
      throw Error(ErrorCode::config_invalid, {{"file", options.config_file.value_or("")},
                                              {"where", "/trust/roots"},
                                              {"problem", "no root certificate"},
                                              {"expected", "files with the national root certificates"}});
    }
    return std::to_string(anchors.roots.size()) + " + " + std::to_string(anchors.intermediates.size());
  });
  auto listing = deployment->tokens().list();
  std::erase_if(listing.tokens, [](const token::TokenStatus& token) { return !token.initialized; });
  for (const auto& problem : listing.problems) {
    doctor.examine("module", [&]() -> std::string {
      throw Error(ErrorCode::module_unusable, {{"module", problem.module}, {"problem", problem.problem}});
    });
  }
  doctor.examine("token", [&]() -> std::string {
    if (listing.tokens.empty()) throw Error(ErrorCode::token_missing, {{"token", ""}});
    std::string names;
    for (const auto& token : listing.tokens) names += (names.empty() ? "" : ", ") + token.identity.label;
    return names;
  });
  for (const auto& token : listing.tokens) {
    if (token.pin_locked) {
      const auto text = deployment->words().error(ErrorCode::pin_locked, {{"token", token.identity.label}});
      doctor.bad("pin", text.what, text.next);
    }
  }
  for (const auto& rejected : deployment->plugins().rejected) {
    doctor.bad("plugin", rejected.id + ": " + rejected.finding.problem, rejected.finding.advice);
  }
  doctor.examine("plugin", [&] {
    std::string names;
    for (const auto& [id, plugin] : deployment->plugins().plugins) names += (names.empty() ? "" : ", ") + id;
    return names;
  });
  examine_portals(doctor, *deployment);
  return doctor.report(options, deployment->terminal());
}

}  // namespace reseal::app
