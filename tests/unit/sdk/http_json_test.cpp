// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "reseal/failure.h"
#include "reseal/host.h"

namespace reseal {
namespace {

class Portal : public Host {
 public:
  explicit Portal(HttpResponse answer) : answer_(std::move(answer)) {}
  HttpResponse http(const HttpRequest& request) override {
    asked = request;
    return answer_;
  }
  void log(LogLevel /*level*/, std::string_view /*message*/) override {}
  Time now() override { return {}; }
  HttpRequest asked;

 private:
  HttpResponse answer_;
};

const std::map<std::string, std::string> kJson{{"content-type", "application/json; charset=utf-8"}};

JsonReply reply(const HttpResponse& response) {
  Portal portal(response);
  return http_json(portal, {"GET", "https://portal/x", {}, "", ""});
}

TEST(HttpJson, AnswersWhatThePortalSaid) {
  EXPECT_EQ(reply({200, kJson, R"({"a": 1})"}).body, (Json{{"a", 1}}));
  EXPECT_EQ(reply({422, {{"content-type", "Application/Problem+JSON"}}, "{}"}).status, 422);
  EXPECT_TRUE(reply({204, {}, ""}).body.is_null());
}

TEST(HttpJson, SaysThatItSpeaksJson) {
  Portal portal({200, kJson, "{}"});
  http_json(portal, {"POST", "https://portal/x", {}, "{}", "order"});
  EXPECT_EQ(portal.asked.headers.at("Accept"), "application/json");
  EXPECT_EQ(portal.asked.headers.at("Content-Type"), "application/json");
}

TEST(HttpJson, TriesLaterWhenThePortalIsBusyAndAsLateAsItWishes) {
  try {
    reply({429, {{"retry-after", "120"}}, ""});
    FAIL();
  } catch (const TryLater& later) {
    EXPECT_EQ(later.after, Seconds(120));
  }
  EXPECT_THROW(reply({503, {{"retry-after", "Sat, 21 Nov 2026 08:00:00 GMT"}}, ""}), TryLater);
}

TEST(HttpJson, CallsNonsenseWhatIsNoJson) {
  EXPECT_THROW(reply({200, {{"content-type", "text/html"}}, "<html>"}), PortalNonsense);
  EXPECT_THROW(reply({200, kJson, "{"}), PortalNonsense);
  EXPECT_THROW(reply({200, kJson, ""}), PortalNonsense);
  EXPECT_THROW(reply({200, kJson, "e30=", true}), PortalNonsense);
  EXPECT_THROW(reply({302, kJson, "{}"}), PortalNonsense);
}

}  // namespace
}  // namespace reseal
