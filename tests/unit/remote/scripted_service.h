// SPDX-License-Identifier: Apache-2.0
// A signing service of one credential inside the test program, and a person who answers: both as the test says, well or
// badly. What it signs it really signs.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <mutex>

#include <nlohmann/json.hpp>

#include "reseal/base/error.h"
#include "reseal/remote/remote.h"
#include "support/https_server.h"
#include "support/test_ca.h"
#include "unit/token/memory_ledger.h"

namespace reseal::remote {

struct RemoteTest : testing::Test {
  using Answer = test::HttpsServer::Answer;

  static Answer json(const Json& body, int status = 200) { return Answer{.status = status, .body = body.dump()}; }
  static Answer refusal(const std::string& error, int status = 400) {
    return json({{"error", error}, {"error_description", "in words"}}, status);
  }

  // The service.
  test::TestKey key = test::TestKey::ec();
  test::TestCa ca = test::TestCa::root();
  crypto::Certificate certificate = ca.issue({.spki = key.spki()});
  Json info{
      {"key", {{"status", "enabled"}, {"algo", {"1.2.840.10045.4.3.2"}}, {"len", 256}}},
      {"cert", {{"certificates", {to_base64(certificate.der())}}, {"serialNumber", certificate.facts().serial.hex}}},
      {"auth", {{"mode", "explicit"}, {"objects", {{{"id", "PIN"}}}}}}};
  /// Answers in place of the service, by path; each once, then the service answers again.
  std::map<std::string, std::deque<Answer>> instead;
  std::vector<std::pair<std::string, Json>> asked;  ///< path, body
  std::mutex mutex;

  int times(const std::string& path) {
    const std::lock_guard lock(mutex);
    return static_cast<int>(std::ranges::count_if(asked, [&](const auto& one) { return one.first == path; }));
  }
  Json last(const std::string& path) {
    const std::lock_guard lock(mutex);
    Json body;
    for (const auto& [where, what] : asked) {
      if (where == path) body = what;
    }
    return body;
  }

  Answer answer(const test::HttpsServer::Request& request) {
    const std::lock_guard lock(mutex);
    const auto path = request.target.substr(std::string("/csc/v2/").size());
    const auto body = Json::parse(request.body, nullptr, false);
    asked.emplace_back(path, body);
    if (auto& prepared = instead[path]; !prepared.empty()) {
      auto first = prepared.front();
      prepared.pop_front();
      return first;
    }
    if (path == "oauth2/token") return json({{"access_token", "t" + std::to_string(asked.size())}});
    if (path == "credentials/list") return json({{"credentialIDs", {"C-1"}}});
    if (path == "credentials/info") return json(info);
    if (path == "credentials/sendOTP") return json(Json::object());
    if (path == "signatures/signHash") {
      const auto digest = from_base64(body.at("hashes").at(0).get<std::string>());
      return json({{"signatures", {to_base64(key.signer()({crypto::RawSign::Mechanism::ecdsa, digest}))}}});
    }
    return json({{"SAD", "sad"}});  // authorize, authorizeCheck, however they are spelt
  }

  test::HttpsServer server{[this](const auto& request) { return answer(request); }};

  // The person.
  std::vector<AuthorizationRequest> told;
  std::function<std::optional<AuthorizationAnswer>(const AuthorizationRequest&)> person =
      [](const AuthorizationRequest& request) {
        if (request.send_otp) request.send_otp();
        return AuthorizationAnswer{Secret("1234"), Secret("000111"), request.last_try};
      };

  test::MemoryLedger tries;
  ManualClock clock{TimePoint(test::at("2026-11-21T08:00:00Z"))};
  Service service{.id = "misa_esign",
                  .name = "MISA eSign",
                  .base_url = server.origin() + "/csc/v2",
                  .user = "ketoan@congty.example",
                  .client_id = "reseal",
                  .client_secret = [] { return Secret("s&cret"); },
                  .ca_file = server.ca_file()};

  std::unique_ptr<token::KeyHolderSource> source() {
    return remote_source({.services = {service},
                          .ask =
                              [this](const AuthorizationRequest& request) {
                                told.push_back(request);
                                return person(request);
                              },
                          .ledger = [this]() -> token::PinLedger& { return tries; },
                          .clock = clock});
  }
  std::unique_ptr<token::KeyHolder> holder() {
    return source()->open({service.user, service.name, service.id, std::string(token::kCloudModel)});
  }
  Bytes sign(token::KeyHolder& with) {
    return crypto::sign_bytes(with.signing_key(with.find_key_of(certificate).value()), as_bytes("document"));
  }
  Bytes sign() { return sign(*holder()); }
  /// What stops a signature.
  ErrorCode stopped() {
    try {
      (void)sign();
    } catch (const Error& error) {
      why = error.what();
      return error.code();
    }
    ADD_FAILURE() << "it was signed";
    return ErrorCode::internal;
  }
  std::string why;
};

}  // namespace reseal::remote
