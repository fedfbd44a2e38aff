// SPDX-License-Identifier: Apache-2.0
// A portal in memory that keeps to plugins/misa/contract/openapi.json, and a person who answers forms.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "misa.h"
#include "reseal/failure.h"

namespace reseal::misa::test {

/// The host, with MISA's portal behind it.
class FakePortal : public Host {
 public:
  HttpResponse http(const HttpRequest& request) override;
  void log(LogLevel /*level*/, std::string_view /*message*/) override {}
  Time now() override { return clock; }

  /// How often a request with this effect reached the portal.
  [[nodiscard]] int reached(const std::string& effect) const;
  [[nodiscard]] int sent_posts() const;
  void set_status(const std::string& status) { order["status"] = status; }

  Time clock = time_from_iso("2026-11-21T08:00:00Z");
  Json certificate = {{"serial", ""},
                      {"status", "active"},
                      {"renewable", true},
                      {"reason", ""},
                      {"issuer_ends", "2031-01-01T00:00:00Z"},
                      {"open_order", nullptr}};
  Json packages;
  Json request;  ///< an OrderPage once there is one
  Json order;    ///< an Order once there is one
  Json issued;
  Json remote_page;                           ///< a RemoteRenewal once there is one
  Json remote_order;                          ///< a RemoteOrder once there is one
  std::string kind = "organisation";          ///< of a certificate for remote signing
  std::map<std::string, std::string> refuse;  ///< effect -> error code
  std::set<std::string> lose_reply;           ///< effects that happen, but whose answer is lost, once
  bool unreachable = false;
  std::vector<HttpRequest> sent;

  FakePortal();

 private:
  Json answer(const HttpRequest& request, const std::string& path, int& status);
  Json post(const HttpRequest& request, const std::string& path, int& status);
  // remote_world.cpp
  Json remote_answer(const std::string& path) const;
  Json remote_post(const Json& body, const std::string& path, int& status);
};

Json holder();
Json portal_refusal(const std::string& code);
Candidate old_candidate();
CertificateFacts new_facts();

/// One order at MISA, and the person whose certificate it is.
class Renewal {
 public:
  explicit Renewal(const std::string& transport = "api");

  Step next();
  /// Carries the step out with this result, as the host would.
  void finish(const Step& step, const Json& result);
  /// The next step must be this ask; accepts it with `answer`, which must be right by the form's own rules.
  Step accept(const std::string& id, const Json& answer = Json::object());
  Step decline(const std::string& id);
  /// Through all forms up to the confirmation of the order.
  void fill_in();
  void order_placed();
  /// Up to the certificate being installed.
  void approved();
  void until_issued();

  FakePortal portal;
  Misa plugin;
  Order order;
};

/// What the host answers when the certificate is on the token.
Json installed();

const Form& form_of(const Step& step);
/// The value shown under this label; "" when it is not shown.
std::string shown_under(const Form& form, const std::string& label);
bool shows(const Form& form, const std::string& text_id);
const Field* field_of(const Form& form, const std::string& id);
bool says_next(const std::vector<Text>& texts, const std::string& id);

}  // namespace reseal::misa::test
