// SPDX-License-Identifier: Apache-2.0
// No hostility: an ordinary registrar in the SDK's words. It has accepted whatever it is asked for, and knows the
// certificates of the holders whose key is there.
#include "reseal/plugin.h"

namespace {

class Agency final : public reseal::Registrar {
 public:
  explicit Agency(const reseal::PluginContext& /*context*/) {}

  reseal::Description describe() override {
    reseal::Description description;
    description.id = "agency";
    description.version = "1.0.0";
    description.processing_days = 2;
    return description;
  }
  reseal::LeadTime lead_time() override {
    reseal::LeadTime lead;
    lead.office = "tax";
    lead.needs_old_key = true;
    lead.services = {{"filing", {"agency.filing", {}}, 4, {}, {}}};
    return lead;
  }
  reseal::Step registration(const reseal::Order& order, reseal::Host& host) override {
    if (!order.new_certificate) throw reseal::PortalNonsense("nothing to register");
    reseal::Step step;
    step.id = "accepted";
    reseal::Done done;
    done.message = {"agency.accepted", {}};
    done.acceptance = reseal::Acceptance{order.new_certificate->serial.hex, host.now(), {}, "7", {"filing"}};
    step.action = done;
    step.keep = {{"access_key", {"agency.access_key", {}}, "TERMINAL-KEY-0001"}};
    return step;
  }
  std::optional<std::string> registered(const reseal::Candidate& holder, reseal::Host&) override {
    if (!holder.has_private_key) return std::nullopt;
    return holder.certificate.serial.hex;
  }
};

}  // namespace

RESEAL_PLUGIN(Agency)
