// SPDX-License-Identifier: Apache-2.0
// The stories of the orders that an engine works on, kept as far as they were heard: a journal only grows, so each
// entry is read once and not again for every step.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "story.h"

namespace reseal::workflow {

/// May be used from many threads.
class Stories {
 public:
  explicit Stories(store::Store& store) : store_(store) {}

  /// As the journal tells it now. Throws Error(store_broken).
  [[nodiscard]] Story tell(const std::string& order);

 private:
  store::Store& store_;
  std::mutex mutex_;
  std::map<std::string, Teller> open_;  ///< orders that are not closed
};

}  // namespace reseal::workflow
