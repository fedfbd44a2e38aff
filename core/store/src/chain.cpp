// SPDX-License-Identifier: Apache-2.0
#include "chain.h"

#include "reseal/base/bytes.h"
#include "reseal/crypto/signing.h"

namespace reseal::store {

std::string hash_of(const StoredEntry& entry) {
  // None of the fields can hold a line break: JSON escapes it, ids and kinds are refused with one.
  std::string text = "reseal-journal-1\n";
  text.append(entry.previous_hash).append("\n");
  text.append(entry.order).append("\n");
  text.append(std::to_string(entry.seq)).append("\n");
  text.append(std::to_string(entry.at)).append("\n");
  text.append(entry.kind).append("\n");
  text.append(entry.body).append("\n");
  text.append(entry.projection).append("\n");
  return crypto::sha256_hex(as_bytes(text));
}

std::string first_break(const std::vector<StoredEntry>& entries, std::int64_t last_seq) {
  std::string previous;
  std::int64_t expected = 1;
  for (const auto& entry : entries) {
    const auto name = "entry " + std::to_string(entry.seq);
    if (entry.seq != expected) return "entry " + std::to_string(expected) + " is missing";
    if (entry.previous_hash != previous) return name + " does not follow the entry before it";
    if (entry.hash != hash_of(entry)) return name + " was changed after it was written";
    previous = entry.hash;
    ++expected;
  }
  if (expected <= last_seq) return "entry " + std::to_string(expected) + " is missing";
  if (expected - 1 > last_seq) return "entry " + std::to_string(expected - 1) + " is not known to the order's row";
  return {};
}

}  // namespace reseal::store
