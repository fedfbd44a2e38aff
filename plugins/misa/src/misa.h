// SPDX-License-Identifier: Apache-2.0
// MISA-CA: certificates on a USB token, and certificates for remote signing, whose key is at the CA. What MISA says
// about its certificates stands once, in journeys/; `guided` walks a person through MISA's own screens by it, `api`
// adds the portal's answers. Which of the two journeys is Candidate::held_in's to say.
#pragma once

#include <memory>

#include "remote_kind.h"
#include "remote_steps.h"
#include "reseal/plugin.h"
#include "steps.h"

namespace reseal::misa {

class Misa : public Provider {
 public:
  explicit Misa(const PluginContext& context);
  [[nodiscard]] Description describe() override;
  [[nodiscard]] Verdict eligibility(const Candidate& candidate, Host& host) override;
  [[nodiscard]] Quote quote(const Candidate& candidate, Host& host) override;
  [[nodiscard]] Step order(const Order& order, Host& host) override;
  [[nodiscard]] Step install(const Order& order, Host& host) override;

 private:
  [[nodiscard]] Contact contact();
  [[nodiscard]] Question question(const Order& order, Host& host);
  [[nodiscard]] RemoteQuestion remote_question(const Order& order, Host& host);
  [[nodiscard]] Provider& remote_guide(Application application);
  [[nodiscard]] Provider& remote_guide(const Order& order);

  PluginContext context_;
  std::unique_ptr<Provider> guided_;  ///< on a USB token
  /// In the cloud, case 1 and case 2: read when the first certificate in the cloud is met.
  std::unique_ptr<Provider> remote_consent_, remote_form_;
  std::unique_ptr<PortalAccess> api_;  ///< null with the transport `guided`
};

/// The portal's own rules, after those that can be read from the certificate.
void ask_portal(Verdict& verdict, const Candidate& candidate, Portal& portal);
/// Terms run `from` there.
Quote quote_of(const Candidate& candidate, Portal& portal, Time from);

}  // namespace reseal::misa
