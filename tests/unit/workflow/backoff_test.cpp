// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>

#include "reseal/base/catalogue.h"
#include "reseal/workflow/engine.h"
#include "reseal/workflow/texts.h"

namespace reseal::workflow {
namespace {

using std::chrono::milliseconds;
const TimePoint kStart{milliseconds(1'790'000'000'000)};

TEST(Backoff, GrowsFromTheFirstDelayToTheMost) {
  const EngineSettings settings;
  EXPECT_EQ(backoff(settings, 1, 0.5, kStart, {}), milliseconds(5000));
  EXPECT_EQ(backoff(settings, 2, 0.5, kStart, {}), milliseconds(10000));
  EXPECT_EQ(backoff(settings, 40, 0.5, kStart, {}), milliseconds(3'600'000));
}

TEST(Backoff, JittersByItsShareToBothSides) {
  const EngineSettings settings;
  EXPECT_EQ(backoff(settings, 1, 0.0, kStart, {}), milliseconds(4000));
  EXPECT_GT(backoff(settings, 1, 0.999, kStart, {}), milliseconds(5900));
}

TEST(Backoff, TakesHalfOfWhatIsLeftBeforeADeadline) {
  EXPECT_EQ(backoff({}, 10, 0.5, kStart, kStart + milliseconds(60'000)), milliseconds(30'000));
}

TEST(Backoff, NeverReachesPastADeadlineAndComesToItInFewQuestions) {
  std::mt19937_64 random(7);  // NOLINT(cert-msc51-cpp): the same cases each time
  std::uniform_int_distribution<int> left(0, 40'000'000);
  std::uniform_int_distribution<int> attempts(1, 60);
  std::uniform_real_distribution<double> share(0.0, 1.0);
  for (int round = 0; round < 2000; ++round) {
    const TimePoint deadline = kStart + milliseconds(left(random));
    TimePoint now = kStart;
    int questions = 0;
    for (int attempt = attempts(random); now < deadline; ++attempt, ++questions) {
      const auto delay = backoff({}, attempt, share(random), now, deadline);
      ASSERT_GT(delay.count(), 0);
      now += delay;
      ASSERT_LE(now, deadline);
      ASSERT_LT(questions, 60);
    }
    ASSERT_EQ(backoff({}, 3, share(random), now, deadline).count(), 0);
  }
}

TEST(IdempotencyKey, IsTheSameForTheSameOrderAndEffectOnly) {
  EXPECT_EQ(idempotency_key("A", "place_order"), idempotency_key("A", "place_order"));
  EXPECT_NE(idempotency_key("A", "place_order"), idempotency_key("B", "place_order"));
  EXPECT_NE(idempotency_key("A", "place_order"), idempotency_key("A", "pay"));
}

TEST(TheEnginesTexts, AreCompleteInAllLanguages) {
  Catalogue catalogue;
  for (const auto language : kLanguages) {
    const std::string name = std::string(language) + ".json";
    ASSERT_FALSE(engine_text_file(name).empty()) << name;
    catalogue.add(language, engine_text_file(name), name);
  }
  EXPECT_TRUE(catalogue.gaps().empty());
}

}  // namespace
}  // namespace reseal::workflow
