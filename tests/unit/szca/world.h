// SPDX-License-Identifier: Apache-2.0
// A hall in memory that keeps to plugins/szca/contract/openapi.json, and a person who answers forms.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reseal/failure.h"
#include "szca.h"

namespace reseal::szca::test {

/// The host, with the hall behind it. A POST that comes again under the same effect gets the same answer and happens
/// once, as the contract says of idempotency keys; with another body it is a failure of the test.
class FakeHall : public Host {
 public:
  FakeHall();
  HttpResponse http(const HttpRequest& request) override;
  void log(LogLevel /*level*/, std::string_view /*message*/) override {}
  Time now() override { return clock; }

  /// How often a request with this effect happened.
  [[nodiscard]] int happened(const std::string& effect) const;
  [[nodiscard]] Json body_of(const std::string& effect) const;
  Json& application() { return applications.at(0); }
  void status(const std::string& words) { application()["status"] = words; }
  /// The three classes: "non_tender", "tender_in_validity", "tender_after_expiry".
  void set_class(const std::string& certificate_class);
  // What happens elsewhere.
  void handler_passes();
  void customer_pays();
  void approve();
  void refuse_it(const std::string& refund = {});

  Time clock = time_from_iso("2026-11-21T02:00:00Z");
  Json certificate;
  Json packages;
  Json applications = Json::array();
  std::string code = "482913";
  std::map<std::string, std::string> refuse;  ///< effect -> error code
  std::set<std::string> lose_reply;           ///< effects that happen, but whose answer is lost, once
  bool unreachable = false;
  std::vector<HttpRequest> sent;

 private:
  std::pair<int, Json> answer(const HttpRequest& asked, const std::string& path);
  std::pair<int, Json> post(const HttpRequest& asked, const std::string& path);
  std::pair<int, Json> submit(const Json& body);
  std::pair<int, Json> start_payment();
  std::pair<int, Json> enter_code(const Json& body);
  void after_papers();
  PortalContract contract_;
  std::map<std::string, std::pair<std::string, std::pair<int, Json>>> done_;  ///< effect -> body, answer
};

inline constexpr const char* kCode = "91350100M000100Y43";
inline constexpr const char* kBank = "中国工商银行股份有限公司深圳福田支行";

Candidate old_candidate();
CertificateFacts new_facts();
const RuleResult& rule(const std::vector<RuleResult>& rules, const std::string& id);

class Renewing {
 public:
  explicit Renewing(const std::string& certificate_class = "tender_after_expiry", const std::string& transport = "api");

  Step next();
  /// Carries the step out with this result, as the host would.
  void finish(const Step& step, const Json& result);
  /// The next step must have this id; accepts its form with `answer`, which must be right by the form's own rules.
  Step accept(const std::string& id, const Json& answer = Json::object());
  Step decline(const std::string& id);
  /// The next step must be this wait; it is over, and nothing was told.
  Step waited(const std::string& id);
  /// The next step must be Done of the ordering phase; the host goes on to the installation.
  Done ordered();
  void make_key();
  // Up to a place in the journey.
  void fill_in(const std::string& method = "wechat", const std::string& invoice = "electronic");
  void submit(const std::string& method = "wechat");
  void to_payment();
  void to_review();
  void to_verification();

  FakeHall hall;
  Szca plugin;
  Order order;
};

Json people();
Json account();
Json scan();
Json installed();
const Form& form_of(const Step& step);
const Text& ending(const Step& step);  ///< of Done, Refuse or Fail
std::string reason_of(const Step& step);
bool shows(const Form& form, const std::string& text_id);
std::string shown(const Form& form, const std::string& text_id);  ///< the value under this label
bool says(const std::vector<Text>& texts, const std::string& id);

}  // namespace reseal::szca::test
