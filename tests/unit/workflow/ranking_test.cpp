// SPDX-License-Identifier: Apache-2.0
#include "reseal/workflow/ranking.h"

#include <gmock/gmock.h>

namespace reseal::workflow {
namespace {

using testing::ElementsAre;
using enum Verdict::Answer;

Offer offer(std::string provider, Verdict::Answer answer = eligible) {
  return {std::move(provider), {answer, {}}, Quote{}};
}
Offer with_issuer(Offer one, std::optional<bool> same) {
  one.quote->same_issuer = same;
  return one;
}
Offer with_days(Offer one, int promised) {
  one.quote->working_days = promised;
  return one;
}
Offer with_papers(Offer one, int papers) {
  one.quote->papers = papers;
  return one;
}
Offer with_package(Offer one, int months, std::int64_t minor, std::string currency = "VND") {
  Package package;
  package.code = one.provider + "-" + std::to_string(months);
  package.term_months = months;
  package.price = {minor, std::move(currency)};
  one.quote->packages.push_back(package);
  return one;
}

std::vector<std::string> places(const std::vector<RankedOffer>& ranked) {
  std::vector<std::string> names;
  for (const auto& one : ranked) names.push_back(one.offer.provider + " " + one.decided_by);
  return names;
}

// MIS-03: select the CA provider by the certificate, by policy, with reasons.
TEST(Providers, ThatMayRenewComeBeforeThoseThatCannotSayBeforeThoseThatMayNot) {
  const auto ranked = rank({offer("a", not_eligible), offer("b", cannot_say), offer("c", eligible)}, {});
  EXPECT_THAT(places(ranked), ElementsAre("c answer", "b answer", "a answer"));
  EXPECT_EQ(ranked[0].place, 1);
  EXPECT_EQ(ranked[2].place, 3);
}

TEST(Providers, AreRankedByTheWeightiestCriterionThatDiffers) {
  const auto ranked =
      rank({with_days(with_issuer(offer("quick"), false), 1), with_days(with_issuer(offer("same_slow"), true), 9),
            with_days(with_issuer(offer("same_quick"), true), 2)},
           {});
  EXPECT_THAT(places(ranked), ElementsAre("same_quick earliest", "same_slow earliest", "quick same_issuer"));
}

TEST(Providers, FollowTheOrderOfCriteriaOfTheDeployment) {
  const auto dear_and_same = with_package(with_issuer(offer("same"), true), 12, 900);
  const auto cheap_and_other = with_package(with_issuer(offer("other"), false), 12, 500);
  RankingPolicy policy;
  policy.by = {Criterion::price, Criterion::same_issuer};
  EXPECT_THAT(places(rank({dear_and_same, cheap_and_other}, policy)), ElementsAre("other price", "same price"));
}

TEST(AnUnknownFigure, ComesAfterEveryKnownOne) {
  EXPECT_THAT(places(rank({offer("a"), with_days(offer("b"), 30)}, {})), ElementsAre("b earliest", "a earliest"));
  EXPECT_THAT(places(rank({offer("a"), with_papers(offer("b"), 5)}, {})), ElementsAre("b papers", "a papers"));
  EXPECT_THAT(places(rank({with_issuer(offer("no"), false), offer("unknown"), with_issuer(offer("yes"), true)}, {})),
              ElementsAre("yes same_issuer", "unknown same_issuer", "no same_issuer"));
}

TEST(AProviderWithoutAQuote, IsRankedByItsAnswerAndComesLastInTheRest) {
  auto silent = offer("a");
  silent.quote.reset();
  EXPECT_THAT(places(rank({silent, with_days(offer("b"), 9)}, {})), ElementsAre("b earliest", "a earliest"));
}

TEST(Prices, AreComparedByTheMonthInTheCheapestPackage) {
  const auto ranked = rank({with_package(with_package(offer("a"), 12, 1200), 36, 2400),  // 66.7 a month
                            with_package(offer("b"), 12, 840)},                          // 70 a month
                           {});
  EXPECT_THAT(places(ranked), ElementsAre("a price", "b price"));
  EXPECT_EQ(ranked[0].compared->code, "a-36");
}

TEST(Prices, OfATermThatThePolicyNamesAreComparedAlone) {
  RankingPolicy policy;
  policy.term_months = 12;
  const auto ranked =
      rank({with_package(with_package(offer("a"), 12, 1200), 36, 2400), with_package(offer("b"), 12, 840)}, policy);
  EXPECT_THAT(places(ranked), ElementsAre("b price", "a price"));
}

TEST(PricesOfTwoCurrencies, AreNeverComparedAndTheOfferSaysSo) {
  const auto ranked = rank({with_papers(with_package(offer("cny"), 12, 20000, "CNY"), 0),
                            with_papers(with_package(offer("vnd"), 12, 900000, "VND"), 1)},
                           {});
  EXPECT_THAT(places(ranked), ElementsAre("cny papers", "vnd papers"));
  for (const auto& one : ranked) {
    EXPECT_THAT(one.remarks, ElementsAre(Text{"ranking.currencies", {{"currencies", "CNY, VND"}}}));
  }
}

// With three offers a cheaper one of the same currency must not slip past because of the one in between.
TEST(PricesOfTwoCurrencies, DecideNothingAmongAllWhoMeetThere) {
  const auto ranked = rank({with_package(offer("a"), 12, 900, "VND"), with_package(offer("b"), 12, 1, "CNY"),
                            with_package(offer("c"), 12, 500, "VND")},
                           {});
  EXPECT_THAT(places(ranked), ElementsAre("a name", "b name", "c name"));
}

TEST(TheProviderOfTheConfiguration, IsFirstWhateverSpeaksForAnother) {
  RankingPolicy policy;
  policy.provider = "b";
  EXPECT_THAT(places(rank({with_issuer(offer("a"), true), offer("b", cannot_say)}, policy)),
              ElementsAre("b policy", "a policy"));
}

TEST(TheProviderOfTheConfiguration, IsNotFirstWhenItSaysNo) {
  RankingPolicy policy;
  policy.provider = "b";
  EXPECT_THAT(places(rank({offer("a"), offer("b", not_eligible)}, policy)), ElementsAre("a answer", "b answer"));
}

TEST(AReason, NamesTheOtherProvider) {
  const auto ranked = rank({with_days(offer("a"), 3), with_days(offer("b"), 5)}, {});
  EXPECT_EQ(ranked[0].reason, (Text{"ranking.before.earliest", {{"other", "b"}}}));
  EXPECT_EQ(ranked[1].reason, (Text{"ranking.behind.earliest", {{"other", "a"}}}));
}

TEST(TheOnlyProvider, NeedsNoReason) {
  const auto ranked = rank({offer("a")}, {});
  EXPECT_TRUE(ranked.at(0).reason.empty());
  EXPECT_EQ(ranked[0].place, 1);
}

TEST(Criteria, AreCalledAsTheConfigurationCallsThem) {
  for (const auto* name : {"same_issuer", "earliest", "price", "papers"}) {
    EXPECT_EQ(to_string(criterion_from(name).value()), name);
  }
  EXPECT_FALSE(criterion_from("cheapest"));
}

}  // namespace
}  // namespace reseal::workflow
