// SPDX-License-Identifier: Apache-2.0
// Which provider first (MIS-03)? From each one's verdict and quote, by the deployment's policy, with the reason for
// each place. What is not known is never taken for good, and prices of two currencies are never compared.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reseal/verdict.h"

namespace reseal::workflow {

/// One provider's answers about one certificate.
struct Offer {
  std::string provider;  ///< its id
  Verdict verdict;
  std::optional<Quote> quote;  ///< absent: it was not asked, or has not answered
};

enum class Criterion {
  same_issuer,  ///< Quote::same_issuer: whoever trusts the old certificate trusts the new one
  earliest,     ///< Quote::working_days, fewer first
  price,        ///< of a month, in the cheapest package; of the package of `term_months` where the policy names a term
  papers,       ///< Quote::papers, fewer first
};
std::string_view to_string(Criterion criterion);  ///< "same_issuer", "earliest", "price", "papers"
std::optional<Criterion> criterion_from(std::string_view text);

struct RankingPolicy {
  std::vector<Criterion> by = {Criterion::same_issuer, Criterion::earliest, Criterion::price, Criterion::papers};
  std::string provider;            ///< overrules: it is first unless it says no; empty: none
  std::optional<int> term_months;  ///< prices of this term are compared; absent: the cheapest month
};

struct RankedOffer {
  Offer offer;
  int place = 0;                    ///< 1, 2, 3 ...
  std::string decided_by;           ///< what put it behind the one before (the first: before the second): a
                                    ///< criterion, "answer", "policy", or "name" where nothing else differs
  Text reason;                      ///< the same for a person; empty: it is the only one
  std::optional<Package> compared;  ///< the package whose price was compared
  std::vector<Text> remarks;        ///< "prices in CNY and VND are not compared"
};

/// Those that may renew first, then those that cannot say, then those that may not; within each by the policy. An
/// unknown figure comes after every known one. Where the prices that meet have more than one currency, price decides
/// nothing among them, and the remarks say so.
std::vector<RankedOffer> rank(std::vector<Offer> offers, const RankingPolicy& policy);

}  // namespace reseal::workflow
