// SPDX-License-Identifier: Apache-2.0
// A loaded plugin that answers badly costs one question, never the program; and an ordinary one is understood.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "folders.h"
#include "reseal/base/error.h"
#include "reseal/failure.h"

namespace reseal::plugin {
namespace {

using test::ScriptedHost;
using testing::HasSubstr;
using testing::Not;

/// What is said at the border is the same on either side of a process.
class InEitherIsolation : public testing::TestWithParam<Isolation> {
 protected:
  void SetUp() override {
    if (plugin_cannot_be_confined()) GTEST_SKIP() << "this kernel has no Landlock";
  }
  static bool plugin_cannot_be_confined() { return GetParam() == Isolation::process && !test::can_confine(); }
  static std::unique_ptr<Plugin> load(const std::string& id) {
    if (plugin_cannot_be_confined()) return nullptr;
    return load_plugin(test::hostile_folder(id), test::pinned(id, GetParam()), test::probe_program());
  }
};

std::string isolation_name(const testing::TestParamInfo<Isolation>& each) {
  return each.param == Isolation::process ? "InAProcessOfItsOwn" : "InThisProcess";
}

const auto kEither = testing::Values(Isolation::none, Isolation::process);

class RudePlugin : public InEitherIsolation {
 protected:
  std::unique_ptr<Plugin> plugin = load("rude");
  ScriptedHost host;

  Step ask(const std::string& way) { return plugin->order(test::some_order(way), host); }
  /// The problem of Error(plugin_failed) that the question ends with.
  std::string problem(const std::string& way) {
    try {
      (void)ask(way);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::plugin_failed) << error.what();
      EXPECT_EQ(error.params().at("plugin"), "rude");
      return error.params().count("problem") != 0 ? error.params().at("problem") : "";
    }
    ADD_FAILURE() << way << " was taken for an answer";
    return {};
  }
};

TEST_P(RudePlugin, AnswerThatIsNotJsonFailsTheQuestion) { EXPECT_NE(problem("not-json"), ""); }
TEST_P(RudePlugin, AnswerThatIsNotUtf8FailsTheQuestion) { EXPECT_NE(problem("not-utf8"), ""); }
TEST_P(RudePlugin, AnswerThatIsNeitherOkNorErrorFailsTheQuestion) { EXPECT_NE(problem("neither"), ""); }
TEST_P(RudePlugin, AnswerOfTheWrongShapeFailsTheQuestion) { EXPECT_THAT(problem("wrong-shape"), HasSubstr("step: ")); }
TEST_P(RudePlugin, AnswerThatNestsWithoutEndFailsTheQuestion) { EXPECT_NE(problem("deep"), ""); }
TEST_P(RudePlugin, AnswerOf100MebibytesIsRefusedUnread) { EXPECT_THAT(problem("huge"), HasSubstr("104857600 bytes")); }
TEST_P(RudePlugin, NoAnswerFailsTheQuestion) { EXPECT_THAT(problem("silent"), HasSubstr("no answer")); }
TEST_P(RudePlugin, TwoAnswersFailTheQuestion) { EXPECT_THAT(problem("twice"), HasSubstr("2 times")); }
TEST_P(RudePlugin, ExceptionAcrossTheBorderFailsTheQuestion) {
  EXPECT_THAT(problem("throws"), HasSubstr("out of the call"));
  EXPECT_THAT(problem("throws-a-number"), HasSubstr("threw"));
}
TEST_P(RudePlugin, AnswerFromAnotherThreadFailsTheQuestion) {
  EXPECT_THAT(problem("another-thread"), HasSubstr("another thread"));
}

TEST_P(RudePlugin, SinkKeptForLaterSpoilsOnlyTheCallItIsUsedIn) {
  EXPECT_NE(problem("silent"), "");
  EXPECT_THROW((void)plugin->describe(), Error);  // the late answer and its own: two
}

TEST_P(RudePlugin, EachFailureKeepsItsMeaning) {
  try {
    (void)ask("try-later");
    FAIL();
  } catch (const TryLater& later) {
    EXPECT_STREQ(later.what(), "busy");
    EXPECT_EQ(later.after, Seconds(90));
  }
  EXPECT_THROW((void)ask("nonsense"), PortalNonsense);
}

TEST_P(RudePlugin, WordsOfAFailureCannotDriveATerminal) { EXPECT_THAT(problem("failed"), Not(HasSubstr("\x1b"))); }

TEST_P(RudePlugin, RequestOffTheListNeverReachesTheHost) {
  try {
    (void)ask("asks-elsewhere");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::plugin_not_permitted);
    EXPECT_EQ(error.params().at("plugin"), "rude");
    EXPECT_THAT(error.params().at("permission"), HasSubstr("evil.example"));
  }
}

TEST_P(RudePlugin, CapabilityThatItHasNotDeclaredNeverReachesTheHost) {
  for (const std::string permission : {"sign_messages", "decrypt_messages", "run_programs", "client_certificate"}) {
    try {
      (void)ask("asks-" + permission);
      FAIL() << permission;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::plugin_not_permitted);
      EXPECT_EQ(error.params().at("permission"), permission);
    }
  }
}

TEST_P(RudePlugin, RubbishForTheHostIsAnsweredAsRubbish) {
  EXPECT_THAT(problem("asks-rubbish"), HasSubstr("heard mmmmmmm"));
}

TEST_P(RudePlugin, HostServesOnlyTheThreadOfTheCall) { EXPECT_EQ(problem("asks-from-another-thread"), "refused"); }

TEST_P(RudePlugin, TryLaterOfTheHostGoesThroughThePluginAndBack) {
  host.on_http = [](const HttpRequest& request) -> HttpResponse {
    EXPECT_EQ(request.effect, "place_order");
    throw TryLater("the line is dead", Seconds(7));
  };
  try {
    (void)ask("asks-http");
    FAIL();
  } catch (const TryLater& later) {
    EXPECT_STREQ(later.what(), "the line is dead");
    EXPECT_EQ(later.after, Seconds(7));
  }
}

TEST_P(RudePlugin, FailureOfOurOwnSideCountsMoreThanThePluginsAnswer) {
  host.on_http = [](const HttpRequest&) -> HttpResponse { throw Error(ErrorCode::store_locked, {{"file", "x"}}); };
  try {
    (void)ask("asks-http");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::store_locked);
  }
}

TEST_P(RudePlugin, GoesOnAfterAFailedQuestion) {
  EXPECT_NE(problem("throws"), "");
  EXPECT_EQ(plugin->describe().id, "rude");
}

class TypedPlugin : public InEitherIsolation {
 protected:
  std::unique_ptr<Plugin> plugin = load("typed");
  ScriptedHost host;
};

TEST_P(TypedPlugin, SaysWhoItIs) {
  EXPECT_EQ(plugin->describe().name, (Text{"typed.name", {}}));
  EXPECT_EQ(plugin->describe().at_once, 2);
}

TEST_P(TypedPlugin, JudgesByTheHostsClock) {
  auto candidate = test::some_candidate();
  candidate.certificate.not_after = host.time + std::chrono::hours(24);
  EXPECT_EQ(plugin->eligibility(candidate, host).answer, Verdict::Answer::eligible);
  candidate.certificate.not_after = host.time - std::chrono::hours(24);
  EXPECT_EQ(plugin->eligibility(candidate, host).answer, Verdict::Answer::not_eligible);
}

TEST_P(TypedPlugin, HasTheDefaultsOfItsSettings) {
  const auto quote = plugin->quote(test::some_candidate(), host);
  ASSERT_EQ(quote.packages.size(), 1U);
  EXPECT_EQ(quote.packages[0].code, "retries-3");
  EXPECT_EQ(quote.packages[0].price, (Money{1'276'000, "VND"}));
}

TEST_P(TypedPlugin, AsksTheHostForHttpAndLog) {
  host.on_http = [](const HttpRequest& request) {
    EXPECT_EQ(request.url, "https://portal.example/orders");
    HttpResponse response;
    response.status = 201;
    return response;
  };
  const auto step = plugin->order(test::some_order("R7K4-Q2MX-9DTB"), host);
  EXPECT_EQ(step.id, "ordered");
  EXPECT_EQ(std::get<Done>(step.action).message.params.at("status"), "201");
  EXPECT_EQ(host.logged, "ordering R7K4-Q2MX-9DTB\n");
}

TEST_P(TypedPlugin, ReportsNonsenseOfThePortalAsSuch) {
  EXPECT_THROW((void)plugin->install(test::some_order("x"), host), PortalNonsense);
}

TEST_P(TypedPlugin, ThatMayReachNothingIsNotPermittedToAsk) {
  auto settings = test::pinned("typed", GetParam());
  settings.endpoints = {"https://another.example"};
  plugin = load_plugin(test::hostile_folder("typed"), settings, test::probe_program());
  EXPECT_TRUE(plugin->origins().empty());
  try {
    (void)plugin->order(test::some_order("x"), host);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::plugin_not_permitted);
  }
}

class LoadedRegistrar : public InEitherIsolation {
 protected:
  std::unique_ptr<Plugin> plugin = load("agency");
  ScriptedHost host;
  Order order = test::some_order("R7K4-Q2MX-9DTB");
};

TEST_P(LoadedRegistrar, SaysHowLongBeforeUseEachServiceMustKnow) {
  const auto lead = plugin->lead_time();
  EXPECT_EQ(lead.office, "tax");
  EXPECT_TRUE(lead.needs_old_key);
  ASSERT_EQ(lead.services.size(), 1U);
  EXPECT_EQ(lead.services[0], (ServiceLead{"filing", {"agency.filing", {}}, 4, {}, {}}));
  EXPECT_EQ(plugin->describe().processing_days, 2);
}

TEST_P(LoadedRegistrar, EndsWithWhatWasAcceptedAndKeepsWhatItWasGiven) {
  order.phase = Phase::registration;
  order.new_certificate = order.old.certificate;
  const auto step = plugin->registration(order, host);
  const auto& acceptance = std::get<Done>(step.action).acceptance;
  ASSERT_TRUE(acceptance);
  EXPECT_EQ(*acceptance, (Acceptance{"5404FFFE", host.time, {}, "7", {"filing"}}));
  ASSERT_EQ(step.keep.size(), 1U);
  EXPECT_EQ(step.keep[0], (KeptSecret{"access_key", {"agency.access_key", {}}, "TERMINAL-KEY-0001"}));
}

TEST_P(LoadedRegistrar, TellsASerialFromASystemThatCannotBeAsked) {
  auto holder = test::some_candidate();
  holder.has_private_key = true;
  EXPECT_EQ(plugin->registered(holder, host), "5404FFFE");
  holder.has_private_key = false;
  EXPECT_EQ(plugin->registered(holder, host), std::nullopt);
}

template <typename Ask>
ErrorCode refusal_of(Ask ask) {
  try {
    (void)ask();
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "it was answered";
  return ErrorCode::internal;
}

TEST_P(LoadedRegistrar, IsNoProvider) {
  EXPECT_EQ(refusal_of([&] { return plugin->quote(test::some_candidate(), host); }), ErrorCode::plugin_failed);
  EXPECT_EQ(refusal_of([&] { return plugin->order(order, host); }), ErrorCode::plugin_failed);
}

TEST_P(TypedPlugin, IsNoRegistrar) {
  EXPECT_EQ(refusal_of([&] { return plugin->lead_time(); }), ErrorCode::plugin_failed);
  EXPECT_EQ(refusal_of([&] { return plugin->registration(test::some_order("x"), host); }), ErrorCode::plugin_failed);
  EXPECT_EQ(refusal_of([&] { return plugin->registered(test::some_candidate(), host); }), ErrorCode::plugin_failed);
}

INSTANTIATE_TEST_SUITE_P(EitherWay, RudePlugin, kEither, isolation_name);
INSTANTIATE_TEST_SUITE_P(EitherWay, TypedPlugin, kEither, isolation_name);
INSTANTIATE_TEST_SUITE_P(EitherWay, LoadedRegistrar, kEither, isolation_name);

}  // namespace
}  // namespace reseal::plugin
