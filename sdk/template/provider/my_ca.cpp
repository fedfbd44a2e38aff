// SPDX-License-Identifier: Apache-2.0
// My CA renews in four moves: order, review by its people, a key made on the token, the certificate. The portal is
// described by contract/openapi.json; every answer is held against it.
#include <reseal/journey.h>
#include <reseal/plugin.h>
#include <reseal/portal.h>

namespace {

using reseal::Journey;
using reseal::Json;
using reseal::Order;
using reseal::PortalClient;
using reseal::Step;
using reseal::Text;
using Outcome = reseal::RuleResult::Outcome;

constexpr reseal::Seconds kPace{30};

std::string member(const Json& body, const char* name) { return body.at(name).get<std::string>(); }

class MyCa : public reseal::Provider {
 public:
  explicit MyCa(const reseal::PluginContext& context)
      : transport_(context.transport), portal_(reseal::portal_access(context, kPace)) {}

  reseal::Description describe() override {
    reseal::Description description;
    description.id = "my_ca";
    description.version = "0.1.0";
    description.name = {"my_ca.name", {}};
    description.serves = {"my_ca.serves", {}};
    description.contact = {"my_ca.contact", {}};
    description.transports = {transport_};
    return description;
  }

  // Each rule says what it looked at. Who cannot say, says that: never "eligible" for want of an answer.
  reseal::Verdict eligibility(const reseal::Candidate& candidate, reseal::Host& host) override {
    const auto& certificate = candidate.certificate;
    const bool ended = certificate.not_after <= host.now();
    std::vector<reseal::RuleResult> rules{{"window",
                                           ended ? Outcome::failed : Outcome::passed,
                                           {"my_ca.rule.window", {{"end", reseal::to_iso(certificate.not_after)}}}}};
    try {
      const auto reply = client(host).get("/certificates/" + certificate.serial.hex, "CertificateStatus");
      const bool renewable = reply.ok() && reply.body.at("renewable").get<bool>();
      const auto why = reply.ok() ? member(reply.body, "reason") : reply.message;
      rules.push_back(
          {"portal", renewable ? Outcome::passed : Outcome::failed,
           renewable ? Text{"my_ca.rule.portal_agrees", {}} : Text{"my_ca.rule.portal_refuses", {{"why", why}}}});
    } catch (const reseal::TryLater& later) {
      rules.push_back({"portal", Outcome::cannot_say, {"my_ca.rule.portal_unreachable", {{"why", later.what()}}}});
    }
    return reseal::Verdict::of(std::move(rules));
  }

  reseal::Quote quote(const reseal::Candidate& /*candidate*/, reseal::Host& /*host*/) override {
    reseal::Quote quote;
    quote.remarks = {{"my_ca.quote.no_prices", {}}};
    return quote;
  }

  // Until the CA has accepted. Nothing is remembered here: what is known stands in the order, and at the portal.
  Step order(const Order& order, reseal::Host& host) override {
    const Journey journey(order);
    if (journey.declined("consent"))
      return {"declined", reseal::Refuse{"declined_by_user", {"my_ca.declined", {}}, {}}};
    if (!journey.accepted("consent")) return {"consent", reseal::Ask{consent(order)}};
    const auto renewal = find_or_place(order, host);
    const auto state = member(renewal, "state");
    if (state == "refused") return refused(renewal);
    if (state == "review") {
      reseal::Wait wait;
      wait.reason = {"my_ca.review", {{"number", member(renewal, "number")}}};
      wait.expectation = {"my_ca.review_time", {}};
      wait.contact = {"my_ca.contact", {}};
      return reseal::at_pace({"review", wait}, portal_->pace);
    }
    return {"approved", reseal::Done{{"my_ca.approved", {{"number", member(renewal, "number")}}}, {}}};
  }

  // From key to proven certificate.
  Step install(const Order& order, reseal::Host& host) override {
    const Journey journey(order);
    if (order.new_certificate) return {"renewed", reseal::Done{{"my_ca.renewed", {}}, {{"my_ca.next.register", {}}}}};
    const auto* key = journey.last("make_key");
    if (key == nullptr) return {"make_key", reseal::MakeKey{order.key_algorithm, order.key_bits, {}}};
    if (const auto* installed = journey.last("install")) {  // and still no new certificate: it was not the right one
      return {
          "wrong",
          reseal::Fail{"wrong_certificate", {"my_ca.wrong", {{"checks", reseal::rejected_checks(*installed)}}}, {}}};
    }
    auto renewal = find_or_place(order, host);
    if (member(renewal, "state") == "approved") {
      const auto sent = client(host).post("/renewals/" + reseal::percent_encoded(member(renewal, "number")) + "/csr",
                                          {{"csr", key->result.at("csr")}}, "send_csr", "Renewal");
      if (!sent.ok()) return {"refused", reseal::Fail{"refused_by_ca", {"my_ca.refused", {{"why", sent.message}}}, {}}};
      renewal = sent.body;
    }
    if (member(renewal, "state") == "refused") return refused(renewal);
    if (member(renewal, "state") == "issued") {
      return {"install",
              reseal::Install{member(renewal, "certificate"), renewal.at("chain").get<std::vector<std::string>>()}};
    }
    reseal::Wait wait;
    wait.reason = {"my_ca.issuing", {}};
    return reseal::at_pace({"issuing", wait}, portal_->pace);
  }

 private:
  [[nodiscard]] PortalClient client(reseal::Host& host) const { return {host, portal_->contract, portal_->base_url}; }

  static reseal::Form consent(const Order& order) {
    reseal::Form form;
    form.title = {"my_ca.consent.title", {}};
    form.shown = {reseal::shown_value({"my_ca.consent.serial", {}}, order.old.certificate.serial.hex, true)};
    form.fields = {reseal::tick_field("agreed", {"my_ca.consent.agreed", {}})};
    form.decline = {"my_ca.consent.decline", {}};
    form.contact = {"my_ca.contact", {}};
    return form;
  }

  // Our order id is the portal's reference. Looking comes first: a reply that was lost has left a renewal behind, and a
  // second one would cost a second time.
  Json find_or_place(const Order& order, reseal::Host& host) const {
    const auto portal = client(host);
    const auto known = portal.get("/renewals?reference=" + reseal::percent_encoded(order.id), "Renewals");
    if (known.ok() && !known.body.at("renewals").empty()) return known.body.at("renewals").front();
    const auto placed =
        portal.post("/renewals", {{"reference", order.id}, {"serial", order.old.certificate.serial.hex}},
                    "place_renewal", "Renewal");
    if (placed.ok()) return placed.body;
    return {{"number", ""},
            {"state", "refused"},
            {"reason", placed.message},
            {"certificate", ""},
            {"chain", Json::array()}};
  }

  static Step refused(const Json& renewal) {
    return {"refused",
            reseal::Refuse{
                "refused_by_ca", {"my_ca.refused", {{"why", member(renewal, "reason")}}}, {{"my_ca.contact", {}}}}};
  }

  std::string transport_;
  std::unique_ptr<reseal::PortalAccess> portal_;
};

}  // namespace

RESEAL_PLUGIN(MyCa)
