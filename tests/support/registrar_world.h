// SPDX-License-Identifier: Apache-2.0
// A person with an old and a new certificate, and a host that reaches the sandbox's agencies over HTTPS: what the tests
// of a registrar that signs XML forms start from. The new key is in software; its certificate comes from the sandbox's
// MISA-CA.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "reseal/crypto/xml_signature.h"
#include "reseal/plugin.h"
#include "support/sandbox_world.h"
#include "support/test_ca.h"

namespace reseal::test {

class RegistrarWorld : public Host {
 public:
  /// `options.init` gets a fixed time: order.now. `key` is the new one.
  explicit RegistrarWorld(TestKey key = TestKey::ec(), SandboxOptions options = {});

  HttpResponse http(const HttpRequest& request) override;
  void log(LogLevel /*level*/, std::string_view /*message*/) override {}
  Time now() override { return order.now; }

  /// Carries the step out with this result, as the host would.
  void finish(const Step& step, const Json& result);
  /// The next step must be the ask `id`; `answer` must be right by its form. What the form starts with and `answer`
  /// does not name is left as it is.
  Step accept(Registrar& registrar, const std::string& id, Json answer = Json::object());
  Step decline(Registrar& registrar, const std::string& id);
  /// The next step must be the sign `id` with the new key; returns the signed form.
  std::string sign(Registrar& registrar, const std::string& id);
  /// As sign(), but what the portal gets is `form`.
  void hand_in(Registrar& registrar, const std::string& id, const std::string& form);
  /// Ends the wait `id` with its signal form.
  void signal(Registrar& registrar, const std::string& id, const Json& answer);
  /// The unsigned form of a sign step, and it signed with any key and certificate.
  static std::string document(const Step& step);
  [[nodiscard]] std::string signed_with(const Step& step, const TestKey& key,
                                        const crypto::Certificate& certificate) const;
  /// From the sandbox's MISA-CA, for the holder of the old certificate.
  [[nodiscard]] crypto::Certificate issue(const TestKey& key, CertificateSpec spec = {}) const;
  [[nodiscard]] std::string ca_pem() const;
  [[nodiscard]] std::string tax_code() const { return order.old.certificate.holder_id("MST")->value; }

  SandboxWorld sandbox;
  TestKey key;
  Order order;
  std::vector<std::string> effects;  ///< of every POST that was sent

 private:
  crypto::Certificate renewed_;
};

/// The kind of the next step, or its reason when it refuses or fails.
std::string outcome(const Step& step);
bool shows(const Form& form, const std::string& text_id);
bool has_field(const Form& form, const std::string& id);

}  // namespace reseal::test
