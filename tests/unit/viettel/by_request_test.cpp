// SPDX-License-Identifier: Apache-2.0
// Part II of the guide: a request, a text message with the result, the installation.
#include <algorithm>

#include "world.h"

namespace reseal::viettel::test {
namespace {

Renewal by_request() { return Renewal("by_request"); }

Json came(const std::string& code) { return {{"message", "came"}, {"code", code}}; }

const Json kSendAgain = {{"message", "send_again"}};

std::vector<std::string> problems(const Step& step, const Json& answer) {
  std::vector<std::string> out;
  for (const auto& each : check_answer(form_of(step), answer)) out.push_back(each.field + " " + each.rule);
  return out;
}

// VTL-M-03
TEST(ViettelByRequest, ShowsTheCertificateAndWhatSpeaksForItBeforeAnythingIsSent) {
  auto renewal = by_request();
  const auto step = renewal.next();
  ASSERT_EQ(step.id, "request");
  for (const auto* id : {"viettel.certificate.serial", "viettel.request.eligible", "viettel.rule.issuer_passed",
                         "viettel.rule.contract_passed"}) {
    EXPECT_TRUE(shows(form_of(step), id)) << id;
  }
  EXPECT_EQ(form_of(step).contact.id, "viettel.contact");
  EXPECT_EQ(renewal.portal.happened("request_compensation"), 0);
}

// VTL-M-04
TEST(ViettelByRequest, CannotBeSentWithoutAProperTelephoneNumber) {
  auto renewal = by_request();
  const auto step = renewal.next();
  EXPECT_EQ(problems(step, Json::object()), std::vector<std::string>{"phone required"});
  EXPECT_EQ(problems(step, {{"phone", "0243 825 1234"}}), std::vector<std::string>{"phone phone"});
  EXPECT_EQ(problems(step, {{"phone", "091234567"}}), std::vector<std::string>{"phone phone"});
  EXPECT_TRUE(problems(step, {{"phone", "+84 912 345 678"}}).empty());
}

// VTL-M-04
TEST(ViettelByRequest, NamesTheNewNumberOfAnElevenDigitOne) {
  auto renewal = by_request();
  const auto problem = check_answer(form_of(renewal.next()), {{"phone", "0168 123 4567"}}).at(0);
  EXPECT_EQ(problem.hint, (Text{"sdk.answer.phone_moved", {{"new", "0381234567"}}}));
}

// VTL-M-05
TEST(ViettelByRequest, HasNoFormForACertificateThatIsNotEligible) {
  auto renewal = by_request();
  renewal.order.old.certificate.not_before = time_from_iso("2019-07-16T17:00:00Z");
  const auto step = renewal.next();
  EXPECT_EQ(reason_of(step), "not_eligible");
  EXPECT_TRUE(says(std::get<Refuse>(step.action).next, "viettel.rule.issued_failed"));
}

// VTL-M-06
TEST(ViettelByRequest, SendsNothingBeforeThePersonAgrees) {
  auto renewal = by_request();
  renewal.accept("request", {{"phone", "0912.345.678"}});
  const auto confirm = renewal.decline("confirm");
  EXPECT_EQ(form_of(confirm).accept.id, "viettel.agree");
  EXPECT_EQ(reason_of(renewal.next()), "declined_by_user");
  EXPECT_TRUE(renewal.portal.requests.empty());
}

TEST(ViettelByRequest, SendsTheNumberInItsNationalForm) {
  auto renewal = by_request();
  renewal.accept("request", {{"phone", "+84 912 345 678"}});
  renewal.accept("confirm");
  (void)renewal.next();
  EXPECT_EQ(renewal.portal.body_of("request_compensation").at("phone"), "0912345678");
  EXPECT_EQ(renewal.portal.body_of("request_compensation").at("mode"), "by_request");
}

// VTL-M-07, VTL-M-08, GEN-12
TEST(ViettelByRequest, AcknowledgesAndWaitsForTheMessageWithoutPromisingATime) {
  auto renewal = by_request();
  renewal.request();
  const auto step = renewal.next();
  ASSERT_EQ(step.id, "result");
  const auto& wait = std::get<Wait>(step.action);
  EXPECT_EQ(wait.reason.id, "viettel.result.acknowledged");
  EXPECT_EQ(wait.reason.params.at("phone"), "…678");
  EXPECT_EQ(wait.expectation.id, "viettel.result.no_time_promised");
  EXPECT_EQ(wait.deadline, renewal.order.old.certificate.not_after);
  ASSERT_TRUE(wait.signal);
  EXPECT_TRUE(check_answer(*wait.signal, came("482913")).empty());
  EXPECT_FALSE(check_answer(*wait.signal, came("48291")).empty());
}

// VTL-M-18
TEST(ViettelByRequest, EndsWithTheReasonWhenTheResultIsARefusal) {
  auto renewal = by_request();
  renewal.request();
  renewal.finish(renewal.next(), {{"waited", true}});
  renewal.portal.decide("refused");
  EXPECT_EQ(reason_of(renewal.next()), "refused_by_ca");
  EXPECT_EQ(ending(renewal.next()).params.at("text"), "hợp đồng không vượt 02/10/2020");
}

// VTL-M-08
TEST(ViettelByRequest, IsApprovedOnceThePortalAndTheCodeSaySo) {
  auto renewal = by_request();
  renewal.request();
  renewal.signal("result", came("482913"));
  // The message may be faster than the portal.
  EXPECT_EQ(std::get<Wait>(renewal.next().action).reason.id, "viettel.result.not_yet");
  renewal.finish(renewal.next(), {{"waited", true}});
  renewal.portal.decide("approved");
  EXPECT_EQ(renewal.next().id, "approved");
}

TEST(ViettelByRequest, AsksForTheCodeWhenThePortalWasFasterThanThePerson) {
  auto renewal = by_request();
  renewal.request();
  renewal.finish(renewal.next(), {{"waited", true}});
  renewal.portal.decide("approved");
  renewal.accept("code", came(""));
  renewal.accept("code", came("482913"));
  EXPECT_EQ(renewal.next().id, "approved");
}

// The message that never comes.
TEST(ViettelByRequest, HasTheMessageSentAgainOnceForEachTimeItIsAskedFor) {
  auto renewal = by_request();
  renewal.request();
  renewal.finish(renewal.next(), {{"waited", true}});
  renewal.portal.decide("approved");
  renewal.accept("code", kSendAgain);
  const auto step = renewal.next();
  EXPECT_TRUE(shows(form_of(step), "viettel.code.sent_again"));
  EXPECT_EQ(renewal.next(), step);
  EXPECT_EQ(renewal.portal.messages_sent, 2);
  renewal.accept("code", kSendAgain);
  EXPECT_TRUE(shows(form_of(renewal.next()), "viettel.code.sent_again"));
  EXPECT_EQ(renewal.portal.messages_sent, 3);
  renewal.accept("code", kSendAgain);
  EXPECT_TRUE(shows(form_of(renewal.next()), "viettel.code.not_sent_again"));
  EXPECT_EQ(form_of(renewal.next()).contact.id, "viettel.contact");
}

TEST(ViettelByRequest, HasNoMessageSentAgainWhileNothingIsDecided) {
  auto renewal = by_request();
  renewal.request();
  renewal.signal("result", kSendAgain);
  const auto step = renewal.next();
  EXPECT_EQ(std::get<Wait>(step.action).reason.id, "viettel.result.not_yet");
  renewal.finish(step, {{"waited", true}});
  renewal.portal.decide("approved");
  EXPECT_EQ(renewal.next().id, "code");
  EXPECT_EQ(renewal.portal.messages_sent, 1);
}

TEST(ViettelByRequest, SendsTheMessageAgainFromTheWaitToo) {
  auto renewal = by_request();
  renewal.request();
  (void)renewal.next();
  renewal.portal.decide("approved");
  renewal.order.history.push_back({9, Phase::ordering, "result", "wait", {{"signal", kSendAgain}}, renewal.order.now});
  EXPECT_TRUE(shows(form_of(renewal.next()), "viettel.code.sent_again"));
}

// VTL-M-09, VTL-M-19, VTL-M-20
TEST(ViettelByRequest, InstallsAfterThePersonAgrees) {
  auto renewal = by_request();
  renewal.approved_by_request();
  const auto ask = renewal.accept("install");
  EXPECT_EQ(form_of(ask).title.id, "viettel.install.title");
  EXPECT_EQ(form_of(ask).accept.id, "viettel.agree");
  renewal.make_key();
  EXPECT_EQ(renewal.next().id, "issuing");
  EXPECT_EQ(renewal.portal.body_of("submit_csr_1"), (Json{{"csr", "the request"}, {"code", "482913"}}));
  renewal.portal.decide("issued");
  renewal.finish(renewal.next(), installed());
  const auto step = renewal.next();
  EXPECT_EQ(ending(step).id, "viettel.done.message");
  EXPECT_TRUE(says(std::get<Done>(step.action).next, "viettel.done.register_customs"));
}

// VTL-X-05
TEST(ViettelByRequest, KeepsTheApprovedRequestWhenThePersonDoesNotInstallNow) {
  auto renewal = by_request();
  renewal.approved_by_request();
  renewal.decline("install");
  EXPECT_EQ(reason_of(renewal.next()), "declined_by_user");
  auto later = by_request();
  later.portal.requests = renewal.portal.requests;
  later.accept("code", came("482913"));
  later.ordered();
  EXPECT_EQ(later.next().id, "install");
}

TEST(ViettelByRequest, AsksAgainAfterAWrongCodeAndSaysHowManyTriesAreLeft) {
  auto renewal = by_request();
  renewal.request();
  (void)renewal.next();
  renewal.portal.decide("approved");
  renewal.accept("code", came("111111"));
  renewal.ordered();
  renewal.accept("install");
  renewal.make_key();
  for (const auto* left : {"4", "3"}) {
    const auto step = renewal.next();
    ASSERT_EQ(step.id, "code");
    EXPECT_EQ(form_of(step).shown.front().label, (Text{"viettel.code.wrong", {{"tries", left}}}));
    EXPECT_EQ(renewal.next(), step) << "asking twice is no second try";
    renewal.accept("code", came(left == std::string("4") ? "222222" : "482913"));
  }
  EXPECT_EQ(renewal.next().id, "issuing");
  EXPECT_EQ(renewal.portal.happened("submit_csr_1") + renewal.portal.happened("submit_csr_2") +
                renewal.portal.happened("submit_csr_3"),
            3);
}

TEST(ViettelByRequest, OffersANewMessageWhenTheCodeIsLocked) {
  auto renewal = by_request();
  renewal.request();
  (void)renewal.next();
  renewal.portal.decide("approved");
  renewal.accept("code", came("111111"));
  renewal.ordered();
  renewal.accept("install");
  renewal.make_key();
  renewal.portal.request()["code_tries_left"] = 0;
  EXPECT_EQ(form_of(renewal.next()).shown.front().label.id, "viettel.code.locked");
  renewal.accept("code", kSendAgain);
  renewal.portal.sent.clear();
  EXPECT_TRUE(shows(form_of(renewal.next()), "viettel.code.sent_again"));
  EXPECT_TRUE(renewal.portal.body_of("submit_csr_1").is_null()) << "the old code is not tried again";
  renewal.accept("code", came("482914"));
  EXPECT_EQ(renewal.next().id, "issuing");
}

TEST(ViettelByRequest, LooksFirstAfterEachLostReplyAndSendsNothingTwice) {
  auto renewal = by_request();
  renewal.portal.lose_reply = {"request_compensation", "send_message_1", "submit_csr_1", "confirm_installation"};
  renewal.request();
  EXPECT_THROW((void)renewal.next(), TryLater);
  EXPECT_EQ(renewal.next().id, "result");
  renewal.portal.decide("approved");
  renewal.accept("code", kSendAgain);
  EXPECT_THROW((void)renewal.next(), TryLater);
  renewal.accept("code", came("482914"));
  renewal.ordered();
  renewal.accept("install");
  renewal.make_key();
  EXPECT_THROW((void)renewal.next(), TryLater);
  EXPECT_EQ(renewal.next().id, "issuing");
  renewal.portal.decide("issued");
  renewal.finish(renewal.next(), installed());
  EXPECT_THROW((void)renewal.next(), TryLater);
  EXPECT_EQ(renewal.next().id, "compensated");
  EXPECT_EQ(renewal.portal.requests.size(), 1U);
  EXPECT_EQ(renewal.portal.messages_sent, 2);
}

TEST(ViettelByRequest, TakesTheSameWrongCodeForOneTryWhenTheReplyIsLost) {
  auto renewal = by_request();
  renewal.request();
  (void)renewal.next();
  renewal.portal.decide("approved");
  renewal.accept("code", came("111111"));
  renewal.ordered();
  renewal.accept("install");
  renewal.make_key();
  renewal.portal.lose_reply = {"submit_csr_1"};
  EXPECT_THROW((void)renewal.next(), TryLater);
  EXPECT_EQ(form_of(renewal.next()).shown.front().label.params.at("tries"), "4");
}

// VTL-X-05
TEST(ViettelByRequest, GoesOnWithAnotherComputersRequestWhereverItStands) {
  const std::map<std::string, std::string> ordering = {
      {"requested", "result"}, {"approved", "code"}, {"issuing", "approved"}, {"issued", "approved"}};
  for (const auto& [status, id] : ordering) {
    auto renewal = by_request();
    renewal.portal.add_request("another computer", "by_request", status);
    const auto step = renewal.next();
    EXPECT_EQ(step.id, id) << status;
    EXPECT_EQ(step.remember.value("request", ""), "YC000001") << status;
    EXPECT_EQ(renewal.portal.requests.size(), 1U);
  }
  auto issued = by_request();
  issued.portal.add_request("another computer", "by_request", "issued");
  issued.ordered();
  EXPECT_EQ(issued.next().id, "install_certificate");
}

// VTL-X-05: the portal says how the request was made, not this computer's setting.
TEST(ViettelByRequest, NeedsItsCodeAlsoWhenAnAutomaticComputerGoesOnWithIt) {
  Renewal renewal("automatic");
  renewal.portal.add_request("another computer", "by_request", "approved");
  renewal.accept("code", came("482913"));
  renewal.ordered();
  EXPECT_EQ(renewal.next().id, "install");
}

TEST(ViettelByRequest, LetsThePersonCorrectWhatThePortalDoesNotTakeAndAgreeAgain) {
  auto renewal = by_request();
  renewal.portal.refuse = {{"request_compensation", "invalid"}};
  renewal.request();
  const auto again = renewal.accept("request", {{"phone", "0987654321"}});
  EXPECT_EQ(form_of(again).shown.front().label.id, "viettel.request.not_taken");
  EXPECT_EQ(*form_of(again).fields.front().initial, Json("0912345678"));
  renewal.accept("confirm");
  EXPECT_EQ(renewal.next().id, "result");
  EXPECT_EQ(renewal.portal.body_of("request_compensation_2").at("phone"), "0987654321");
}

TEST(ViettelByRequest, AnswersTheSameQuestionTheSameWay) {
  auto renewal = by_request();
  renewal.request();
  const auto once = renewal.next();
  EXPECT_EQ(once, renewal.next());
  Viettel another(PluginContext{VIETTEL_FOLDER, "api", {{"base_url", "https://portal.test"}, {"mode", "by_request"}}});
  EXPECT_EQ(once, another.order(renewal.order, renewal.portal));
}

}  // namespace
}  // namespace reseal::viettel::test
