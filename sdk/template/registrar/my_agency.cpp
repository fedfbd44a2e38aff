// SPDX-License-Identifier: Apache-2.0
// My agency takes a form that names the new certificate and is signed with its key. The registration is done when the
// agency says so: sending it is not the end.
#include <reseal/base64.h>
#include <reseal/journey.h>
#include <reseal/plugin.h>
#include <reseal/portal.h>

namespace {

using reseal::Journey;
using reseal::Json;
using reseal::Order;
using reseal::PortalClient;
using reseal::Step;

constexpr reseal::Seconds kPace{60};

std::string member(const Json& body, const char* name) { return body.at(name).get<std::string>(); }

std::string tax_code(const reseal::CertificateFacts& certificate) {
  const auto* id = certificate.holder_id("MST");
  return id == nullptr ? std::string() : id->value;
}

class MyAgency : public reseal::Registrar {
 public:
  explicit MyAgency(const reseal::PluginContext& context)
      : transport_(context.transport), portal_(reseal::portal_access(context, kPace)) {}

  reseal::Description describe() override {
    reseal::Description description;
    description.id = "my_agency";
    description.version = "0.1.0";
    description.name = {"my_agency.name", {}};
    description.serves = {"my_agency.serves", {}};
    description.contact = {"my_agency.contact", {}};
    description.transports = {transport_};
    return description;
  }

  reseal::LeadTime lead_time() override {
    reseal::LeadTime lead;
    lead.working_days = 1;  // leave it out when nobody has said one: unknown is never zero
    lead.source = {"my_agency.lead.source", {}};
    return lead;
  }

  Step registration(const Order& order, reseal::Host& host) override {
    const auto& certificate = order.new_certificate.value();
    const auto code = tax_code(certificate);
    if (code.empty()) return {"no_tax_code", reseal::Refuse{"not_eligible", {"my_agency.no_tax_code", {}}, {}}};
    const auto* signed_form = Journey(order).last("sign");
    if (signed_form == nullptr) return {"sign", sign(order, code)};
    const auto registration = find_or_send(order, code, member(signed_form->result, "signature"), host);
    const auto state = member(registration, "state");
    if (state == "accepted") return {"accepted", accepted(registration)};
    if (state == "refused") {
      return {"refused", reseal::Refuse{"refused_by_agency",
                                        {"my_agency.refused", {{"why", member(registration, "reason")}}},
                                        {{"my_agency.contact", {}}}}};
    }
    reseal::Wait wait;
    wait.reason = {"my_agency.waiting", {{"number", member(registration, "number")}}};
    wait.contact = {"my_agency.contact", {}};
    return reseal::at_pace({"waiting", wait}, portal_->pace);
  }

  std::optional<std::string> registered(const reseal::Candidate& holder, reseal::Host& host) override {
    const auto reply = client(host).get("/holders/" + reseal::percent_encoded(tax_code(holder.certificate)), "Holder");
    return reply.ok() ? member(reply.body, "serial") : std::string();
  }

 private:
  [[nodiscard]] PortalClient client(reseal::Host& host) const { return {host, portal_->contract, portal_->base_url}; }

  static reseal::Sign sign(const Order& order, const std::string& code) {
    const Json form = {{"tax_code", code},
                       {"old_serial", order.old.certificate.serial.hex},
                       {"new_serial", order.new_certificate.value().serial.hex}};
    reseal::Sign sign;
    sign.format = reseal::Sign::Format::cms_attached;
    sign.key = reseal::HolderKey::new_key;
    sign.title = {"my_agency.sign", {}};
    sign.document = reseal::base64_encoded(form.dump());
    return sign;
  }

  // Our order id is the agency's reference: a reply that was lost has left a registration behind.
  Json find_or_send(const Order& order, const std::string& code, const std::string& form, reseal::Host& host) const {
    const auto portal = client(host);
    const auto known = portal.get("/registrations?reference=" + reseal::percent_encoded(order.id), "Registrations");
    if (known.ok() && !known.body.at("registrations").empty()) return known.body.at("registrations").front();
    const auto sent = portal.post("/registrations", {{"reference", order.id}, {"tax_code", code}, {"form", form}},
                                  "send_registration", "Registration");
    if (sent.ok()) return sent.body;
    return {{"number", ""}, {"state", "refused"}, {"reason", sent.message}, {"serial", ""}, {"decided_at", ""}};
  }

  static reseal::Done accepted(const Json& registration) {
    reseal::Done done;
    done.message = {"my_agency.accepted", {}};
    done.evidence = {{"number", member(registration, "number")}};
    done.acceptance = reseal::Acceptance{.serial = member(registration, "serial"),
                                         .accepted_at = reseal::time_from_iso(member(registration, "decided_at")),
                                         .in_force_from = {},
                                         .reference = member(registration, "number"),
                                         .services = {}};
    return done;
  }

  std::string transport_;
  std::unique_ptr<reseal::PortalAccess> portal_;
};

}  // namespace

RESEAL_PLUGIN(MyAgency)
