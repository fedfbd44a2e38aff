// SPDX-License-Identifier: Apache-2.0
// No hostility: an ordinary provider in the SDK's words, to see both sides of the border together.
#include "reseal/plugin.h"

namespace {

class Typed final : public reseal::Provider {
 public:
  explicit Typed(const reseal::PluginContext& context) : context_(context) {}

  reseal::Description describe() override {
    reseal::Description description;
    description.id = "typed";
    description.version = "1.0.0";
    description.name = {"typed.name", {}};
    description.at_once = 2;
    return description;
  }
  reseal::Verdict eligibility(const reseal::Candidate& candidate, reseal::Host& host) override {
    const auto outcome = candidate.certificate.not_after < host.now() ? reseal::RuleResult::Outcome::failed
                                                                      : reseal::RuleResult::Outcome::passed;
    return reseal::Verdict::of({{"window", outcome, {"typed.window", {}}}});
  }
  reseal::Quote quote(const reseal::Candidate&, reseal::Host&) override {
    reseal::Package package;
    package.code = "retries-" + std::to_string(context_.settings.at("retries").get<int>());
    package.name = {"typed.package", {}};
    package.term_months = 12;
    package.price = {1'276'000, "VND"};
    return {{package}, {}};
  }
  reseal::Step order(const reseal::Order& order, reseal::Host& host) override {
    host.log(reseal::LogLevel::info, "ordering " + order.id);
    reseal::HttpRequest request;
    request.method = "POST";
    request.url = "https://portal.example/orders";
    request.body = "{}";
    request.effect = "place_order";
    const auto response = host.http(request);
    reseal::Step step;
    step.id = "ordered";
    reseal::Done done;
    done.message = {"typed.done", {{"status", std::to_string(response.status)}}};
    step.action = done;
    return step;
  }
  reseal::Step install(const reseal::Order&, reseal::Host&) override {
    throw reseal::PortalNonsense("the portal sent a picture of a cat");
  }

 private:
  const reseal::PluginContext& context_;
};

}  // namespace

RESEAL_PLUGIN(Typed)
