// SPDX-License-Identifier: Apache-2.0
// HTTPS for plugins against a real server that behaves badly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>

#include <chrono>

#include "reseal/base/error.h"
#include "reseal/failure.h"
#include "reseal/plugin/http.h"
#include "support/https_server.h"

namespace reseal::plugin {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::HttpsServer;
using testing::HasSubstr;
using Answer = HttpsServer::Answer;
using Kind = HttpsServer::Kind;

HttpPolicy policy_for(const HttpsServer& server) {
  HttpPolicy policy;
  policy.origins = {server.origin()};
  policy.ca_file = server.ca_file();
  policy.timeout = milliseconds(5000);
  return policy;
}

HttpsServer::Handler always(Answer answer) {
  return [answer](const HttpsServer::Request&) { return answer; };
}

HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.url = url;
  return request;
}

std::string try_later_text(const HttpRequest& request, const HttpPolicy& policy) {
  try {
    (void)http_exchange(request, policy);
  } catch (const TryLater& later) {
    return later.what();
  }
  ADD_FAILURE() << "an answer was taken";
  return {};
}

std::string refused_permission(const HttpRequest& request, const HttpPolicy& policy) {
  try {
    (void)http_exchange(request, policy);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::plugin_not_permitted);
    return error.params().at("permission");
  }
  ADD_FAILURE() << "the request was let through";
  return {};
}

TEST(HttpExchange, CarriesRequestAndAnswer) {
  HttpsServer server(always({.status = 201, .headers = {{"X-One", "a"}, {"X-One", "b"}}, .body = "xin chào"}));
  HttpRequest request = get(server.origin() + "/orders?x=1#part");
  request.method = "POST";
  request.headers = {{"Accept", "application/json"}};
  request.body = "{\"package\":\"12\"}";
  const auto response = http_exchange(request, policy_for(server));
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.headers.at("x-one"), "a, b");
  EXPECT_EQ(response.body, "xin chào");
  EXPECT_FALSE(response.base64);
  ASSERT_EQ(server.seen().size(), 1U);
  EXPECT_EQ(server.seen()[0].method, "POST");
  EXPECT_EQ(server.seen()[0].target, "/orders?x=1");
  EXPECT_EQ(server.seen()[0].body, request.body);
  EXPECT_EQ(server.seen()[0].headers.at("accept"), "application/json");
  EXPECT_EQ(server.seen()[0].headers.at("host"), "127.0.0.1:" + std::to_string(server.port()));
}

TEST(HttpExchange, TakesAHostNameThatTheCertificateNames) {
  HttpsServer server(always({.body = "{}"}));
  auto policy = policy_for(server);
  policy.origins = {server.origin("localhost")};
  EXPECT_EQ(http_exchange(get(server.origin("LocalHost") + "/"), policy).status, 200);
}

TEST(HttpExchange, HandsABodyThatIsNotTextOverAsBase64) {
  HttpsServer server(always({.body = std::string("\x30\x82\x00\xff", 4)}));
  const auto response = http_exchange(get(server.origin() + "/"), policy_for(server));
  EXPECT_TRUE(response.base64);
  EXPECT_EQ(response.body, "MIIA/w==");
}

TEST(HttpExchange, ReadsAChunkedBody) {
  HttpsServer server(always({.body = std::string(50000, 'x'), .chunked = true}));
  EXPECT_EQ(http_exchange(get(server.origin() + "/"), policy_for(server)).body.size(), 50000U);
}

TEST(HttpExchange, PassesOverInterimAnswers) {
  HttpsServer server(
      always({.raw = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"}));
  EXPECT_EQ(http_exchange(get(server.origin() + "/"), policy_for(server)).body, "ok");
}

TEST(HttpExchange, RefusesACertificateOfAnotherCa) {
  HttpsServer server(always({.body = "{}"}), Kind::untrusted);
  EXPECT_THAT(try_later_text(get(server.origin() + "/"), policy_for(server)), HasSubstr("certificate is not accepted"));
  EXPECT_TRUE(server.seen().empty());
}

TEST(HttpExchange, RefusesACertificateOfAnotherHost) {
  HttpsServer server(always({.body = "{}"}), Kind::wrong_host);
  EXPECT_THAT(try_later_text(get(server.origin() + "/"), policy_for(server)), HasSubstr("no secure connection"));
  EXPECT_TRUE(server.seen().empty());
}

TEST(HttpExchange, RefusesAnExpiredCertificateAndSaysSo) {
  HttpsServer server(always({.body = "{}"}), Kind::expired);
  EXPECT_THAT(try_later_text(get(server.origin() + "/"), policy_for(server)), HasSubstr("expired"));
}

// What doctor tells a person apart by.
TEST(HttpExchange, SaysWhereItFailed) {
  using Reason = NoAnswer::Reason;
  const auto reason = [](const std::string& url, const HttpPolicy& policy) {
    try {
      (void)http_exchange(get(url), policy);
    } catch (const NoAnswer& none) {
      return none.reason;
    }
    ADD_FAILURE() << "an answer was taken";
    return Reason::cut_off;
  };
  const auto of = [&](Kind kind) {
    HttpsServer server(always({.body = "{}"}), kind);
    auto policy = policy_for(server);
    policy.timeout = milliseconds(500);
    return reason(server.origin() + "/", policy);
  };
  EXPECT_EQ(of(Kind::untrusted), Reason::unknown_issuer);
  EXPECT_EQ(of(Kind::wrong_host), Reason::other_host);
  EXPECT_EQ(of(Kind::expired), Reason::expired);
  EXPECT_EQ(of(Kind::not_yet), Reason::not_yet_valid);
  EXPECT_EQ(of(Kind::old_tls), Reason::tls);
  EXPECT_EQ(of(Kind::silent), Reason::timed_out);
  HttpPolicy policy;
  policy.origins = {"https://127.0.0.1:1", "https://" + std::string(64, 'x') + ".invalid:443"};
  EXPECT_EQ(reason(policy.origins[0] + "/", policy), Reason::refused);
  EXPECT_EQ(reason(policy.origins[1] + "/", policy), Reason::name_unknown);
}

TEST(HttpExchange, ShowsTheCertificateThatItDidNotAccept) {
  HttpsServer server(always({.body = "{}"}), Kind::untrusted);
  try {
    (void)http_exchange(get(server.origin() + "/"), policy_for(server));
    FAIL() << "an answer was taken";
  } catch (const NoAnswer& none) {
    ASSERT_TRUE(none.shown);
    EXPECT_EQ(none.shown->issuer, "CN=Another Root");
    EXPECT_EQ(to_iso(none.shown->not_after), "2038-01-01T00:00:00Z");
  }
}

TEST(HttpExchange, RefusesTlsBelow12) {
  HttpsServer server(always({.body = "{}"}), Kind::old_tls);
  EXPECT_THAT(try_later_text(get(server.origin() + "/"), policy_for(server)), HasSubstr("no secure connection"));
}

TEST(HttpExchange, LeavesNothingInTheErrorQueueOfOpenSsl) {
  HttpsServer server(always({.body = "{}"}), Kind::untrusted);
  (void)try_later_text(get(server.origin() + "/"), policy_for(server));
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(HttpExchange, IsOverInTimeWhenTheServerNeverShakesHands) {
  HttpsServer server(always({}), Kind::silent);
  auto policy = policy_for(server);
  policy.timeout = milliseconds(300);
  const auto start = steady_clock::now();
  (void)try_later_text(get(server.origin() + "/"), policy);
  EXPECT_LT(steady_clock::now() - start, milliseconds(2000));
}

TEST(HttpExchange, IsOverInTimeWhenTheServerIsSlow) {
  HttpsServer server(always({.body = "{}", .delay = milliseconds(5000)}));
  auto policy = policy_for(server);
  policy.timeout = milliseconds(300);
  const auto start = steady_clock::now();
  EXPECT_THAT(try_later_text(get(server.origin() + "/"), policy), HasSubstr("within 300 ms"));
  EXPECT_LT(steady_clock::now() - start, milliseconds(2000));
}

TEST(HttpExchange, IsOverInTimeWhenTheServerSendsAByteNowAndThen) {
  HttpsServer server(always({.body = std::string(5000, 'x'), .dribble = milliseconds(20)}));
  auto policy = policy_for(server);
  policy.timeout = milliseconds(400);
  const auto start = steady_clock::now();
  EXPECT_THAT(try_later_text(get(server.origin() + "/"), policy), HasSubstr("no complete answer within 400 ms"));
  EXPECT_LT(steady_clock::now() - start, milliseconds(2000));
}

TEST(HttpExchange, TakesHalfAnAnswerForNone) {
  HttpsServer server(always({.cut_after_headers = true}));
  EXPECT_THAT(try_later_text(get(server.origin() + "/"), policy_for(server)), HasSubstr("cut off"));
}

TEST(HttpExchange, TakesHalfAChunkedAnswerForNone) {
  HttpsServer server(always({.body = "{\"a\":1}", .cut_in_chunk = true}));
  EXPECT_THAT(try_later_text(get(server.origin() + "/"), policy_for(server)), HasSubstr("cut off"));
}

TEST(HttpExchange, TakesAnAnswerThatIsNotHttpForNone) {
  HttpsServer server(always({.raw = "SSH-2.0-OpenSSH_9.2\r\n\r\n"}));
  EXPECT_THAT(try_later_text(get(server.origin() + "/"), policy_for(server)), HasSubstr("not HTTP"));
}

TEST(HttpExchange, RefusesAnAnswerThatIsTooLongBeforeReadingIt) {
  HttpsServer server(always({.raw = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx"}));
  EXPECT_THAT(try_later_text(get(server.origin() + "/"), policy_for(server)), HasSubstr("longer than"));
}

TEST(HttpExchange, StopsReadingAnEndlessAnswer) {
  HttpsServer server(always({.raw = "HTTP/1.1 200 OK\r\n\r\n" + std::string(300000, 'x')}));
  auto policy = policy_for(server);
  policy.max_response = 100000;
  EXPECT_THAT(try_later_text(get(server.origin() + "/"), policy), HasSubstr("longer than 100000"));
}

TEST(HttpExchange, StopsReadingAnEndlessHeader) {
  HttpsServer server(always({.raw = "HTTP/1.1 200 OK\r\nX: " + std::string(300000, 'x')}));
  EXPECT_THAT(try_later_text(get(server.origin() + "/"), policy_for(server)), HasSubstr("header is too long"));
}

TEST(HttpExchange, SaysPlainlyThatNobodyListens) {
  HttpPolicy policy;
  policy.origins = {"https://127.0.0.1:1"};
  EXPECT_THAT(try_later_text(get("https://127.0.0.1:1/"), policy), HasSubstr("cannot connect to https://127.0.0.1:1"));
}

HttpsServer::Handler redirecting_to(const std::string& location, int status = 302) {
  return [=](const HttpsServer::Request& request) {
    if (request.target == "/end") return Answer{.body = "arrived"};
    return Answer{.status = status, .headers = {{"Location", location}}};
  };
}

TEST(HttpExchange, FollowsAGetWithinItsOrigins) {
  HttpsServer server(redirecting_to("/end", 307));
  EXPECT_EQ(http_exchange(get(server.origin() + "/"), policy_for(server)).body, "arrived");
}

TEST(HttpExchange, NeverFollowsAPost) {
  HttpsServer server(redirecting_to("/end", 307));
  auto request = get(server.origin() + "/");
  request.method = "POST";
  EXPECT_EQ(http_exchange(request, policy_for(server)).status, 307);
  EXPECT_EQ(server.seen().size(), 1U);
}

TEST(HttpExchange, RefusesARedirectOffTheList) {
  HttpsServer server(redirecting_to("https://evil.example/end"));
  EXPECT_THAT(refused_permission(get(server.origin() + "/"), policy_for(server)), HasSubstr("evil.example"));
}

TEST(HttpExchange, RefusesARedirectOutOfTls) {
  HttpsServer server(redirecting_to("http://127.0.0.1/end"));
  auto policy = policy_for(server);
  policy.allow_http = true;
  policy.origins.emplace_back("http://127.0.0.1:80");
  EXPECT_THAT(refused_permission(get(server.origin() + "/"), policy), HasSubstr("leaving TLS"));
}

TEST(HttpExchange, GivesUpOnARoundOfRedirects) {
  HttpsServer server(redirecting_to("/again"));
  EXPECT_THAT(try_later_text(get(server.origin() + "/"), policy_for(server)), HasSubstr("more than 3 times"));
  EXPECT_EQ(server.seen().size(), 4U);
}

TEST(HttpExchange, KeepsWhatNamesUsToOneOriginFromAnother) {
  HttpsServer other(always({.body = "{}"}));
  HttpsServer plain(always({.body = "{}"}), Kind::plain_http);
  HttpsServer first(redirecting_to(plain.origin() + "/x"), Kind::plain_http);
  HttpPolicy policy;
  policy.allow_http = true;
  policy.origins = {first.origin(), plain.origin()};
  auto request = get(first.origin() + "/");
  request.headers = {{"authorization", "Bearer secret"}, {"Accept", "*/*"}};
  EXPECT_EQ(http_exchange(request, policy).status, 200);
  EXPECT_TRUE(first.seen().at(0).headers.contains("authorization"));
  EXPECT_FALSE(plain.seen().at(0).headers.contains("authorization"));
  EXPECT_TRUE(plain.seen().at(0).headers.contains("accept"));
}

TEST(HttpPermission, RefusesAnOriginOffTheList) {
  HttpPolicy policy;
  policy.origins = {"https://portal.example:443"};
  EXPECT_THAT(refused_permission(get("https://portal.example.evil.example/"), policy), HasSubstr("evil"));
  EXPECT_THAT(refused_permission(get("https://portal.example:444/"), policy), HasSubstr(":444"));
}

TEST(HttpPermission, RefusesHttpUnlessAllowed) {
  HttpsServer server(always({.body = "{}"}), Kind::plain_http);
  HttpPolicy policy;
  policy.origins = {server.origin()};
  EXPECT_THAT(refused_permission(get(server.origin() + "/"), policy), HasSubstr("http without TLS"));
  policy.allow_http = true;
  EXPECT_EQ(http_exchange(get(server.origin() + "/"), policy).status, 200);
}

TEST(HttpPermission, RefusesAnAddressThatTwoReadersMightUnderstandDifferently) {
  HttpPolicy policy;
  policy.origins = {"https://portal.example:443"};
  for (const auto* url : {"https://user@portal.example/", "https://portal.example@evil.example/",
                          "https://portal.example\\@evil.example/", "https://portal.example/a b",
                          "https://portal.example/\r\nHost: evil", "ftp://portal.example/", "file:///etc/passwd",
                          "portal.example", "https://", "https:///x", "https://portal.example%2eevil/", ""}) {
    EXPECT_NE(refused_permission(get(url), policy), "") << url;
  }
}

TEST(HttpPermission, RefusesAHeaderThatWouldForgeAnother) {
  HttpPolicy policy;
  policy.origins = {"https://portal.example:443"};
  const std::map<std::string, std::string> bad[] = {{{"X", "a\r\nHost: evil"}},
                                                    {{"X", "a\nb"}},
                                                    {{"X\r\nY", "a"}},
                                                    {{"X Y", "a"}},
                                                    {{"", "a"}},
                                                    {{"Host", "evil"}},
                                                    {{"HOST", "evil"}},
                                                    {{"Transfer-Encoding", "x"}},
                                                    {{"Content-Length", "1"}},
                                                    {{"Proxy-Authorization", "x"}}};
  for (const auto& headers : bad) {
    auto request = get("https://portal.example/");
    request.headers = headers;
    EXPECT_THAT(refused_permission(request, policy), HasSubstr("header")) << headers.begin()->first;
  }
}

TEST(HttpPermission, RefusesAMethodThatIsNone) {
  HttpPolicy policy;
  policy.origins = {"https://portal.example:443"};
  for (const auto* method : {"CONNECT", "TRACE", "get", "GET /x HTTP/1.1\r\nX:", ""}) {
    auto request = get("https://portal.example/");
    request.method = method;
    EXPECT_THAT(refused_permission(request, policy), HasSubstr("method")) << method;
  }
}

TEST(Origin, IsTheSameHoweverTheAddressIsWritten) {
  EXPECT_EQ(origin_of("https://Portal.Example/x?y#z"), "https://portal.example:443");
  EXPECT_EQ(origin_of("https://portal.example:443"), "https://portal.example:443");
  EXPECT_EQ(origin_of("http://portal.example"), "http://portal.example:80");
  EXPECT_EQ(origin_of("https://[::1]:8443/x"), "https://[::1]:8443");
  EXPECT_EQ(origin_of("mailto:a@b"), "");
}

TEST(ClockSkew, IsHowFarThePortalIsAhead) {
  HttpResponse response;
  response.headers["date"] = "Sat, 21 Nov 2026 07:35:20 GMT";
  const auto now = TimePoint(time_from_iso("2026-11-21T07:30:20Z").time_since_epoch());
  EXPECT_EQ(clock_skew(response, now), std::chrono::seconds(300));
}

TEST(ClockSkew, SaysNothingWithoutAUsableHeader) {
  HttpResponse response;
  EXPECT_FALSE(clock_skew(response, TimePoint{}).has_value());
  response.headers["date"] = "yesterday";
  EXPECT_FALSE(clock_skew(response, TimePoint{}).has_value());
}

}  // namespace
}  // namespace reseal::plugin
