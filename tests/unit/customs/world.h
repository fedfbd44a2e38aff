// SPDX-License-Identifier: Apache-2.0
// A company with an old and a new key, Customs' portal in the sandbox over HTTPS, and a person who answers forms and
// signs.
#pragma once

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "customs.h"
#include "reseal/failure.h"
#include "reseal/plugin/plugin.h"
#include "support/sandbox_world.h"
#include "support/test_ca.h"

namespace reseal::customs::test {

/// A key in software and its certificate, from the sandbox's CA.
struct Signer {
  reseal::test::TestKey key = reseal::test::TestKey::ec();
  std::string pem;
  [[nodiscard]] CertificateFacts facts() const;
  /// As the host does: {"signature", "format"}.
  [[nodiscard]] Json sign(const Sign& sign) const;
};

/// The host, with the real network behind it.
class NetworkHost final : public Host {
 public:
  explicit NetworkHost(const reseal::test::SandboxWorld& world, std::string order);
  HttpResponse http(const HttpRequest& request) override;
  void log(LogLevel /*level*/, std::string_view /*message*/) override {}
  Time now() override;

 private:
  const reseal::test::SandboxWorld& world_;
  std::string order_;
};

/// The plugin as it was built, pinned.
std::unique_ptr<plugin::Plugin> load(const std::string& transport, Json settings);

inline constexpr const char* kTaxCode = "9996824540";

/// One registration order, and the people around it.
class Registering {
 public:
  explicit Registering(const std::string& transport = "api", bool staff_on_command = false);

  Step next();
  /// Carries the step out with this result, as the host would; answers the next one.
  Step finish(const Step& step, const Json& result);
  /// The next step must be this ask; accepts it with `answer`, which must be right by the form's own rules.
  Step accept(const std::string& id, const Json& answer = Json::object());
  Step decline(const std::string& id);
  /// The next step must be this signature; makes it with the key that it names.
  Step sign(const std::string& id);
  Step signal(const std::string& id, const Json& answer);

  /// Up to the record being saved, sent, accepted.
  Step fill_in(const Json& entered = declarant());
  Step send();
  Step until_accepted(bool new_password = true);
  static Json declarant();
  /// The one record at Customs; null when there is none.
  Json record();

  reseal::test::SandboxWorld sandbox;
  NetworkHost host;
  Signer old_key, new_key;
  std::unique_ptr<plugin::Plugin> plugin;  ///< loaded as a deployment does: every message is held against its schema
  Order order;
};

const Form& form_of(const Step& step);
/// The value shown under this label; "" when it is not shown.
std::string shown_under(const Form& form, const std::string& label);
bool shows(const Form& form, const std::string& text_id);
const Field* field_of(const Form& form, const std::string& id);
bool says_next(const std::vector<Text>& texts, const std::string& id);

}  // namespace reseal::customs::test
