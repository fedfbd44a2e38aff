// SPDX-License-Identifier: Apache-2.0
#include "reseal/workflow/ranking.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <span>
#include <utility>

namespace reseal::workflow {
namespace {

constexpr std::array<std::pair<Criterion, std::string_view>, 4> kCriteria{{{Criterion::same_issuer, "same_issuer"},
                                                                           {Criterion::earliest, "earliest"},
                                                                           {Criterion::price, "price"},
                                                                           {Criterion::papers, "papers"}}};

constexpr double kUnknown = std::numeric_limits<double>::infinity();

double months_price(const Package& package) {
  return static_cast<double>(package.price.minor) / static_cast<double>(package.term_months);
}

std::optional<Package> compared_package(const Offer& offer, const RankingPolicy& policy) {
  if (!offer.quote) return std::nullopt;
  std::optional<Package> best;
  for (const auto& package : offer.quote->packages) {
    if (package.term_months <= 0 || (policy.term_months && package.term_months != *policy.term_months)) continue;
    if (!best || months_price(package) < months_price(*best)) best = package;
  }
  return best;
}

class Ranking {
 public:
  Ranking(std::vector<Offer> offers, const RankingPolicy& policy) : policy_(policy) {
    for (auto& offer : offers) {
      RankedOffer ranked;
      ranked.compared = compared_package(offer, policy);
      ranked.offer = std::move(offer);
      all_.push_back(std::move(ranked));
    }
  }

  std::vector<RankedOffer> run() {
    decided_.resize(all_.size());
    std::sort(all_.begin(), all_.end(),
              [](const auto& a, const auto& b) { return a.offer.provider < b.offer.provider; });
    refine(all_, 0);
    for (std::size_t i = 0; i < all_.size(); ++i) {
      all_[i].place = static_cast<int>(i) + 1;
      if (all_.size() > 1) explain(i);
    }
    return std::move(all_);
  }

 private:
  using Group = std::span<RankedOffer>;

  /// Criteria in their order: what the answers are, what the deployment wants first, then its policy.
  [[nodiscard]] std::size_t steps() const { return policy_.by.size() + 2; }
  [[nodiscard]] std::string name_of(std::size_t step) const {
    if (step == 0) return "policy";
    if (step == 1) return "answer";
    return step < steps() ? std::string(to_string(policy_.by[step - 2])) : "name";
  }

  /// Less is better.
  [[nodiscard]] double weight(const RankedOffer& one, std::size_t step) const {
    const auto answer = one.offer.verdict.answer;
    if (step == 0) {
      const bool wanted = one.offer.provider == policy_.provider && answer != Verdict::Answer::not_eligible;
      return wanted ? 0 : 1;
    }
    if (step == 1) return answer == Verdict::Answer::eligible ? 0 : answer == Verdict::Answer::cannot_say ? 1 : 2;
    const auto& quote = one.offer.quote;
    switch (policy_.by[step - 2]) {
      case Criterion::same_issuer:
        if (!quote || !quote->same_issuer) return 1;
        return *quote->same_issuer ? 0 : 2;
      case Criterion::earliest:
        return quote && quote->working_days ? *quote->working_days : kUnknown;
      case Criterion::price:
        return one.compared ? months_price(*one.compared) : kUnknown;
      case Criterion::papers:
        return quote && quote->papers ? *quote->papers : kUnknown;
    }
    return kUnknown;
  }

  /// More than one currency among those that meet here: then price says nothing about any of them.
  bool currencies_differ(Group group) {
    std::set<std::string> currencies;
    for (const auto& one : group) {
      if (one.compared) currencies.insert(one.compared->price.currency);
    }
    if (currencies.size() < 2) return false;
    std::string names;
    for (const auto& currency : currencies) names += (names.empty() ? "" : ", ") + currency;
    for (auto& one : group) one.remarks.push_back({"ranking.currencies", {{"currencies", names}}});
    return true;
  }

  /// Sorts the group by this step, and each part that is equal in it by the next ones.
  void refine(Group group, std::size_t step) {
    if (group.size() < 2) return;
    const auto at = [&](std::size_t i) { return static_cast<std::size_t>(&group[i] - all_.data()); };
    if (step == steps()) {
      for (std::size_t i = 1; i < group.size(); ++i) decided_[at(i)] = step;  // by name, as they stand
      return;
    }
    const bool skipped = step >= 2 && policy_.by[step - 2] == Criterion::price && currencies_differ(group);
    if (skipped) return refine(group, step + 1);
    std::stable_sort(group.begin(), group.end(),
                     [&](const auto& a, const auto& b) { return weight(a, step) < weight(b, step); });
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= group.size(); ++i) {
      if (i < group.size() && weight(group[i], step) == weight(group[begin], step)) continue;
      if (begin > 0) decided_[at(begin)] = step;
      refine(group.subspan(begin, i - begin), step + 1);
      begin = i;
    }
  }

  /// Place 1 stands before place 2 for the reason why place 2 stands behind it.
  void explain(std::size_t i) {
    const bool first = i == 0;
    all_[i].decided_by = name_of(decided_[first ? 1 : i]);
    const auto& other = all_[first ? 1 : i - 1].offer.provider;
    all_[i].reason = {std::string("ranking.") + (first ? "before." : "behind.") + all_[i].decided_by,
                      {{"other", other}}};
  }

  const RankingPolicy& policy_;
  std::vector<RankedOffer> all_;
  std::vector<std::size_t> decided_;  ///< by place: the step that put it behind the one before
};

}  // namespace

std::string_view to_string(Criterion criterion) {
  return std::find_if(kCriteria.begin(), kCriteria.end(), [&](const auto& one) { return one.first == criterion; })
      ->second;
}

std::optional<Criterion> criterion_from(std::string_view text) {
  for (const auto& [criterion, name] : kCriteria) {
    if (name == text) return criterion;
  }
  return std::nullopt;
}

std::vector<RankedOffer> rank(std::vector<Offer> offers, const RankingPolicy& policy) {
  return Ranking(std::move(offers), policy).run();
}

}  // namespace reseal::workflow
