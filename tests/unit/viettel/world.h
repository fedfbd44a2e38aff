// SPDX-License-Identifier: Apache-2.0
// A portal in memory that keeps to plugins/viettel/contract/openapi.json, and a person who answers forms.
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
#include "viettel.h"

namespace reseal::viettel::test {

/// The host, with Viettel-CA's portal behind it. A POST that comes again under the same effect gets the same answer and
/// happens once, as the contract says of idempotency keys; with another body it is a failure of the test.
class FakePortal : public Host {
 public:
  FakePortal();
  HttpResponse http(const HttpRequest& request) override;
  void log(LogLevel /*level*/, std::string_view /*message*/) override {}
  Time now() override { return clock; }

  /// How often a request with this effect happened.
  [[nodiscard]] int happened(const std::string& effect) const;
  [[nodiscard]] Json body_of(const std::string& effect) const;
  /// The newest request.
  Json& request();
  /// As if another computer had made it.
  void add_request(const std::string& reference, const std::string& mode, const std::string& status);
  void decide(const std::string& status);

  Time clock = time_from_iso("2020-09-15T02:00:00Z");
  Json certificate;
  Json requests = Json::array();  ///< newest first
  std::string automatic_answer = "approved";
  std::string code = "482913";
  int messages_sent = 1;
  std::map<std::string, std::string> refuse;  ///< effect -> error code
  std::set<std::string> lose_reply;           ///< effects that happen, but whose answer is lost, once
  bool unreachable = false;
  std::vector<HttpRequest> sent;

 private:
  std::pair<int, Json> answer(const HttpRequest& asked, const std::string& path);
  std::pair<int, Json> post(const HttpRequest& asked, const std::string& path);
  std::pair<int, Json> take_csr(const Json& body);
  PortalContract contract_;
  std::map<std::string, std::pair<std::string, std::pair<int, Json>>> done_;  ///< effect -> body, answer
};

inline constexpr const char* kIssuer2015 = "0860E61F1B14D948800B5EA75C73252C200DF9D6";

/// Of the campaign of 2020, in every respect.
Candidate old_candidate();
CertificateFacts new_facts();
std::vector<Campaign> shipped_campaigns();
const RuleResult& rule(const std::vector<RuleResult>& rules, const std::string& id);

class Renewal {
 public:
  explicit Renewal(const std::string& mode = "automatic", const std::string& transport = "api");

  Step next();
  /// Carries the step out with this result, as the host would.
  void finish(const Step& step, const Json& result);
  /// The next step must have this id; accepts its form with `answer`, which must be right by the form's own rules.
  Step accept(const std::string& id, const Json& answer = Json::object());
  Step decline(const std::string& id);
  /// Ends the wait that comes next by its signal form.
  Step signal(const std::string& id, const Json& answer);
  /// The next step must be Done of the ordering phase; the host goes on to the installation.
  void ordered();
  void make_key();
  /// Sends the request, by request.
  void request();
  /// ... and goes on to the installation, with the right code.
  void approved_by_request();

  FakePortal portal;
  Viettel plugin;
  Order order;
};

Json installed();
const Form& form_of(const Step& step);
const Text& ending(const Step& step);  ///< of Done, Refuse or Fail
std::string reason_of(const Step& step);
bool shows(const Form& form, const std::string& text_id);
bool says(const std::vector<Text>& texts, const std::string& id);

}  // namespace reseal::viettel::test
