// SPDX-License-Identifier: Apache-2.0
// The hash chain that ties the entries of one order together.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace reseal::store {

/// An entry as it lies in the database: the texts that were hashed, byte for byte.
struct StoredEntry {
  std::string order;
  std::int64_t seq = 0;
  std::int64_t at = 0;  ///< milliseconds since 1970
  std::string kind;
  std::string body;
  std::string projection;
  std::string previous_hash;
  std::string hash;
};

/// SHA-256, lower-case hex, over the canonical text (core/store/README.md).
std::string hash_of(const StoredEntry& entry);

/// Empty: the chain is whole from the first entry to `last_seq`. Else what is wrong first.
std::string first_break(const std::vector<StoredEntry>& entries, std::int64_t last_seq);

}  // namespace reseal::store
