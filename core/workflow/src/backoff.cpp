// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "reseal/crypto/signing.h"
#include "reseal/workflow/engine.h"

namespace reseal::workflow {

using std::chrono::milliseconds;

std::string idempotency_key(const std::string& order, const std::string& effect) {
  return crypto::sha256_hex(as_bytes("reseal\n" + order + "\n" + effect)).substr(0, 32);
}

milliseconds backoff(const EngineSettings& settings, int attempt, double random, TimePoint now,
                     std::optional<TimePoint> deadline) {
  const auto first = static_cast<double>(milliseconds(settings.retry_first).count());
  const auto most = static_cast<double>(milliseconds(settings.retry_most).count());
  const double grown = std::min(most, first * std::pow(settings.retry_growth, std::max(0, attempt - 1)));
  const double jittered = grown * (1.0 + settings.jitter * (2.0 * random - 1.0));
  const milliseconds delay(static_cast<std::int64_t>(std::max(1.0, jittered)));
  if (!deadline) return delay;
  const milliseconds left = std::max(milliseconds(0), *deadline - now);
  if (delay <= left) return delay;
  // Halving for ever would make a storm of questions just before the deadline: the last one comes at the deadline.
  return left > milliseconds(2000) ? left / 2 : left;
}

}  // namespace reseal::workflow
