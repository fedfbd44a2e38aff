// SPDX-License-Identifier: Apache-2.0
// What a renewal by an enrolment protocol is, whichever protocol: a new key pair on the token, its request to the CA,
// the certificate beside the old one. An example says only how the request gets there.
#pragma once

#include <reseal/plugin.h>

#include <string>

namespace example {

class Renewal : public reseal::Provider {
 public:
  /// `id`: the plugin's, which its texts begin with.
  Renewal(std::string id, const reseal::PluginContext& context) : id_(std::move(id)), context_(context) {}

  reseal::Description describe() override {
    reseal::Description description;
    description.id = id_;
    description.version = "1.0.0";
    description.name = text("name");
    description.serves = text("serves");
    description.transports = {context_.transport};
    return description;
  }

  reseal::Verdict eligibility(const reseal::Candidate& candidate, reseal::Host& host) override {
    using Outcome = reseal::RuleResult::Outcome;
    const auto& certificate = candidate.certificate;
    const auto now = host.now();
    const bool in_time = certificate.not_before <= now && now < certificate.not_after;
    const bool key = candidate.has_private_key && takes(certificate.key);
    return reseal::Verdict::of(
        {{"time", in_time ? Outcome::passed : Outcome::failed,
          text("rule.time", {{"until", reseal::to_iso(certificate.not_after)}})},
         {"key", key ? Outcome::passed : Outcome::failed, text("rule.key", {{"key", certificate.key.algorithm}})}});
  }

  reseal::Quote quote(const reseal::Candidate& /*candidate*/, reseal::Host& /*host*/) override { return {}; }

  /// Such a CA takes no orders: whom it knows by the old key, it serves.
  reseal::Step order(const reseal::Order& /*order*/, reseal::Host& /*host*/) override {
    return {"known_by_the_old_key", reseal::Done{text("known"), {}}};
  }

  reseal::Step install(const reseal::Order& order, reseal::Host& host) override {
    if (order.new_certificate) return {"done", reseal::Done{text("done"), {}}};
    const auto* made = order.result_of("make_key");
    if (made == nullptr) return {"make_key", reseal::MakeKey{order.key_algorithm, order.key_bits, {}}};
    if (order.result_of("install") != nullptr) {
      return {"wrong_certificate", reseal::Fail{"wrong_certificate", text("wrong_certificate"), {}}};
    }
    return enrol(order, made->at("csr").get<std::string>(), host);
  }

 protected:
  /// Install, Wait or Refuse. `csr`: PEM, of the new key.
  virtual reseal::Step enrol(const reseal::Order& order, const std::string& csr, reseal::Host& host) = 0;
  [[nodiscard]] virtual bool takes(const reseal::PublicKeyFacts& key) const {
    return key.algorithm == "RSA" || key.algorithm == "EC";
  }

  [[nodiscard]] reseal::Text text(const std::string& name, reseal::Text::Params params = {}) const {
    return {id_ + "." + name, std::move(params)};
  }
  [[nodiscard]] reseal::Step wait(reseal::Seconds after) const {
    reseal::Wait wait;
    wait.reason = text("waiting");
    wait.expectation = text("no_promise");
    wait.poll_after = after;
    return {"waiting", wait};
  }
  [[nodiscard]] reseal::Step refuse(const std::string& words) const {
    return {"refused", reseal::Refuse{"refused_by_ca", text("refused", {{"words", words}}), {}}};
  }
  [[nodiscard]] std::string setting(const char* name) const { return context_.settings.value(name, ""); }

 private:
  std::string id_;
  reseal::PluginContext context_;
};

}  // namespace example
