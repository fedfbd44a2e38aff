// SPDX-License-Identifier: Apache-2.0
// The smallest provider: asks for consent, then looks for the new certificate.
#include <reseal/plugin.h>

namespace {

class Stranger : public reseal::Provider {
 public:
  explicit Stranger(const reseal::PluginContext& context) : transport_(context.transport) {}

  reseal::Description describe() override {
    reseal::Description description;
    description.id = "stranger";
    description.version = "1.0.0";
    description.transports = {transport_};
    return description;
  }

  reseal::Verdict eligibility(const reseal::Candidate& candidate, reseal::Host& host) override {
    using Outcome = reseal::RuleResult::Outcome;
    const bool open = host.now() < candidate.certificate.not_after;
    return reseal::Verdict::of({{"window", open ? Outcome::passed : Outcome::failed, {}}});
  }

  reseal::Quote quote(const reseal::Candidate& /*candidate*/, reseal::Host& /*host*/) override { return {}; }

  reseal::Step order(const reseal::Order& order, reseal::Host& /*host*/) override {
    if (order.result_of("consent") != nullptr) return {"accepted", reseal::Done{}};
    reseal::Form form;
    form.title = {"stranger.consent", {}};
    return {"consent", reseal::Ask{form}};
  }

  reseal::Step install(const reseal::Order& order, reseal::Host& /*host*/) override {
    if (order.new_certificate) return {"installed", reseal::Done{}};
    return {"look", reseal::Adopt{{"stranger.look", {}}}};
  }

 private:
  std::string transport_;
};

}  // namespace

RESEAL_PLUGIN(Stranger)
