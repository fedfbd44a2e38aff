// SPDX-License-Identifier: Apache-2.0
// The sandbox's Social Insurance over HTTPS, a unit with two certificates in software, and a person who answers forms.
#pragma once

#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "social_insurance.h"
#include "support/sandbox_world.h"
#include "support/test_ca.h"

namespace reseal::social_insurance::test {

inline constexpr const char* kBegin = "2026-11-23T02:00:00Z";  // Monday, 09:00 in Viet Nam

/// The host: HTTPS to the sandbox's portal, as the engine would send it.
class PortalHost : public Host {
 public:
  explicit PortalHost(const reseal::test::SandboxWorld& world) : world_(world) {}
  HttpResponse http(const HttpRequest& request) override;
  void log(LogLevel /*level*/, std::string_view /*message*/) override {}
  Time now() override { return clock; }

  Time clock = time_from_iso(kBegin);
  std::string order;                 ///< for idempotency keys
  std::set<std::string> lose_reply;  ///< effects that happen, but whose answer is lost, once
  std::vector<std::string> effects;  ///< that reached the portal

 private:
  const reseal::test::SandboxWorld& world_;
};

struct Holding {
  reseal::test::TestKey key;
  CertificateFacts certificate;
};

/// One registration order at the agency.
class Registering {
 public:
  explicit Registering(reseal::test::TestKey new_key = reseal::test::TestKey::ec(),
                       const std::string& transport = "api", const Json& settings = Json::object());

  Step next();
  void finish(const Step& step, const Json& result);
  /// The next step must be this ask; accepts it with `answer`, which must be right by the form's own rules.
  Step accept(const std::string& id, const Json& answer = Json::object());
  Step decline(const std::string& id);
  /// Carries out the next step, which must sign, with the new key (or another); gives what was signed.
  std::string sign(const std::string& id = "sign_form");
  std::string sign_with(const Holding& holding, const std::string& id = "sign_form");
  /// Through the forms and the signature; the order then waits for the agency.
  void send();
  /// Ends the wait with what a person entered.
  void signal(const Json& answer, const std::string& id = "answer");
  void wait_until(const std::string& rfc3339);
  /// The world's time and the order's.
  void set_time(const std::string& rfc3339);

  /// The agency's last e-mail as the host hands it on.
  [[nodiscard]] Json mail();
  [[nodiscard]] std::string number();  ///< of the newest dossier
  [[nodiscard]] Holding issue(reseal::test::TestKey key, const std::string& issuer = "misa-ca");

  reseal::test::SandboxWorld world;
  PortalHost host;
  Holding old;
  Holding fresh;
  SocialInsurance plugin;
  Order order;
};

/// An e-mail file as a field of the type `mail`, read as the host reads it.
Json mail_field(const std::string& rfc5322);

const Form& form_of(const Step& step);
bool shows(const Form& form, const std::string& text_id);
const Field* field_of(const Form& form, const std::string& id);
const Json& unit_data();

template <typename T>
const T& action(const Step& step) {
  const auto* found = std::get_if<T>(&step.action);
  if (found == nullptr) throw std::runtime_error("the step " + step.id + " is a " + std::string(step.kind()));
  return *found;
}

}  // namespace reseal::social_insurance::test
