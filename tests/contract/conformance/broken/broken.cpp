// SPDX-License-Identifier: Apache-2.0
// A small provider that keeps every promise, but for the one that its setting `breaks` names.
#include <reseal/plugin.h>

#include <thread>

namespace {

using namespace reseal;

constexpr const char* kOrders = "https://ca.test/orders";

class Broken : public Provider {
 public:
  explicit Broken(const PluginContext& context) : breaks_(context.settings.value("breaks", "")) {}

  Description describe() override {
    Description description;
    description.id = "broken";
    description.version = "1.0.0";
    description.name = {"broken.name", {}};
    description.transports = {"api"};
    return description;
  }

  Verdict eligibility(const Candidate& candidate, Host& host) override {
    using Outcome = RuleResult::Outcome;
    if (breaks("strange_certificates")) (void)candidate.certificate.subject.at(0);
    if (breaks("memory")) kept_.emplace_back(100'000, 'x');
    const bool known = candidate.revocation.status != RevocationFacts::Status::cannot_say || breaks("revocation");
    const bool open = host.now() < candidate.certificate.not_after;
    return Verdict::of({{"window", open ? Outcome::passed : Outcome::failed, {"broken.rule", {}}},
                        {"status", known ? Outcome::passed : Outcome::cannot_say, {"broken.rule", {}}}});
  }

  Quote quote(const Candidate& /*candidate*/, Host& host) override {
    if (breaks("permissions")) (void)host.http(look_at("https://elsewhere.test/"));
    static bool slept = false;
    if (breaks("time") && !std::exchange(slept, true)) std::this_thread::sleep_for(std::chrono::milliseconds(5100));
    return {};
  }

  Step order(const Order& order, Host& host) override {
    ++asked_;
    if (breaks("clock_leap") && order.now > order.opened_at + std::chrono::hours(24 * 300))
      throw std::logic_error("late");
    if (breaks("restart") && asked_ == 1 && !order.history.empty()) return fail("I have forgotten everything");
    if (order.result_of("consent") == nullptr) return consent();
    if (breaks("doubled_answer") && order.history.size() > 1 && order.history[1].id == "consent") return fail("twice");
    const auto found = placed(order, host);
    if (found == "refused")
      return {"refused", Refuse{breaks("ends") ? "other" : "refused_by_ca", {"broken.message", {}}, {}}};
    if (found == "placed") return wait();
    Done done{{"broken.message", {}}, {}};
    if (breaks("pure")) done.evidence["asked"] = asked_;
    return {"approved", done};
  }

  Step install(const Order& order, Host& /*host*/) override {
    if (order.new_certificate) return {"installed", Done{{"broken.message", {}}, {}}};
    return {"look", Adopt{{"broken.message", {}}}};
  }

 private:
  [[nodiscard]] bool breaks(const char* promise) const { return breaks_ == promise; }

  static HttpRequest look_at(const char* url) {
    HttpRequest request;
    request.url = url;
    return request;
  }

  static Step fail(const char* why) { return {"failed", Fail{"other", {"broken.why", {{"why", why}}}, {}}}; }

  [[nodiscard]] Step consent() const {
    Form form;
    form.title = {breaks("texts") ? "broken.nowhere" : "broken.message", {}};
    form.intro = {"broken.why", breaks("placeholder") ? Text::Params{} : Text::Params{{"why", "it ends"}}};
    Field count;
    count.id = "count";
    count.type = Field::Type::integer;
    count.label = {"broken.message", {}};
    count.minimum = 5;
    count.maximum = breaks("forms") ? 3 : 7;
    form.fields = {count};
    return {"consent", Ask{form}};
  }

  [[nodiscard]] Step wait() const {
    Wait wait;
    wait.reason = {"broken.message", {}};
    if (breaks("steps")) wait.poll_after = Seconds(0);
    return {"approval", wait};
  }

  std::string placed(const Order& order, Host& host) {
    // Without looking first, and under another name: the second time is a second order.
    const bool again = breaks("lost_reply") && !order.unconfirmed.empty();
    if (!again) {
      const auto state = look_up(host);
      if (state != "none") return state;
    }
    HttpRequest request;
    request.method = "POST";
    request.url = kOrders;
    request.body = Json{{"reference", order.id}}.dump();
    request.effect = again ? "place_order_again" : "place_order";
    const auto state = state_of(http_json(host, request));
    if (!breaks("effects")) return state;
    request.body = Json{{"reference", order.id}, {"really", true}}.dump();
    return state_of(http_json(host, request));
  }

  std::string look_up(Host& host) const {
    if (!breaks("portal_nonsense")) return state_of(http_json(host, look_at(kOrders)));
    try {
      return state_of(http_json(host, look_at(kOrders)));
    } catch (const PortalNonsense&) {
      return "approved";
    }
  }

  static std::string state_of(const JsonReply& reply) {
    const bool shaped = reply.status < 300 && reply.body.is_object() && reply.body.contains("state");
    if (!shaped) throw PortalNonsense("no state");
    return reply.body.at("state").get<std::string>();
  }

  std::string breaks_;
  int asked_ = 0;
  std::vector<std::string> kept_;
};

}  // namespace

RESEAL_PLUGIN(Broken)
