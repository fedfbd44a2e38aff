// SPDX-License-Identifier: Apache-2.0
// A product world that goes on after the renewal: the registrars are allowed, and the sandbox's agencies answer them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/product_world.h"

namespace reseal::test {

struct RegisteringSetting {
  std::vector<std::string> systems = {"customs", "tax", "social_insurance"};  ///< in the configuration's order
  std::string transport = "api";                                              ///< of the registrars; MISA's is api
  int poll_seconds = 1;     ///< between two looks at Customs, Tax and e-invoice (api)
  double agency_delay = 0;  ///< seconds to an agency's answer
  int days_left = 200;      ///< of the old certificate; below 30 every status is "a person must act"
  std::string as_of = {};   ///< RFC 3339: the world's time; empty: the machine's
  std::vector<std::string> sandbox_init = {};
};

/// A person's answer, as --answers has it.
inline nlohmann::json accepted(nlohmann::json answer) { return {{"accepted", true}, {"answer", std::move(answer)}}; }

class RegisteringWorld : public ProductWorld {
 public:
  explicit RegisteringWorld(const RegisteringSetting& setting = {});

  /// Both clocks, the deployment's and the sandbox's. Each program that is started begins there, while the sandbox goes
  /// on: move them after a renewal, or the new certificate lies in the next program's future.
  void set_clock(const std::string& rfc3339);
  /// The answer of Social Insurance, as a person saves it from the mailbox, and `resume` with it.
  Outcome resume_with_the_mail(const std::map<std::string, std::string>& environment = {});
  /// The newest .eml that the agency wrote; it answers within a tick of its server.
  std::filesystem::path wait_for_the_mail();
  Outcome register_again(const std::vector<std::string>& more = {},
                         const std::map<std::string, std::string>& environment = {});
  /// Changes what one step is answered with, or (null) leaves it to a person.
  void answer(const std::string& step, const nlohmann::json& answer);

  /// `status --json`: its systems by id, "exit_code" among its members.
  nlohmann::json status();
  nlohmann::json standing(const std::string& system);
  /// Kinds of the alarms of one system.
  std::vector<std::string> alarms(const std::string& system);
  /// "old", "new" or "neither"; `at` as the program takes it, empty: now.
  std::string sign_with(const std::string& system, const std::string& at = {});
  /// `order --json` of the newest registration with this system, or of the renewal ("misa").
  nlohmann::json order(const std::string& plugin);
  std::string new_serial();

  /// How many forms of ours the agency took: Tax makes two registrations of one (filing and payment).
  int sent_forms(const std::string& agency);
  /// How often the portal was asked to do something, by operationId; those cut off included.
  int received(const std::string& operation);

 private:
  nlohmann::json answers_;
};

/// Answers to every form of the registrars, by "plugin/step".
nlohmann::json registration_answers();

}  // namespace reseal::test
