// SPDX-License-Identifier: Apache-2.0
// A plan in the words of its reader.
#pragma once

#include <string>
#include <vector>

#include "app/deployment.h"
#include "reseal/workflow/plan.h"

namespace reseal::app {

class PlanWords {
 public:
  /// Deployment and request outlive it.
  PlanWords(const Deployment& deployment, const workflow::PlanRequest& request)
      : deployment_(deployment), words_(deployment.words()), request_(request) {}

  [[nodiscard]] std::string system(const std::string& id, const std::string& service = {}) const;
  [[nodiscard]] std::string use(const workflow::Use& use) const;
  [[nodiscard]] std::string step(const workflow::Milestone& milestone, const workflow::Use& use) const;
  /// The step with its moment.
  [[nodiscard]] std::string milestone(const workflow::Milestone& milestone, const workflow::Use& use) const;
  /// What nobody stated, and where it can be stated; empty when all is known.
  [[nodiscard]] std::string unknowns(const workflow::Unknowns& unknowns) const;
  [[nodiscard]] std::string outlook(const workflow::UsePlan& planned) const;
  [[nodiscard]] std::string signer(workflow::Signer signer) const;
  [[nodiscard]] std::string warning(const workflow::PlanWarning& warning) const;
  [[nodiscard]] std::string start(const workflow::Bound& bound) const;
  [[nodiscard]] static std::vector<std::string> unknown_names(const workflow::Unknowns& unknowns);

 private:
  const Deployment& deployment_;
  const Words& words_;
  const workflow::PlanRequest& request_;
};

}  // namespace reseal::app
