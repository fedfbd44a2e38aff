// SPDX-License-Identifier: Apache-2.0
// The portal's memory: one JSON file per record, each written whole or not at all, so that `kill -9` at any point
// leaves a state that once was. Server, staff and fault commands are separate programs that share the folder under one
// lock.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "reseal/values.h"

namespace reseal::sandbox {

/// A member that a record or a body that keeps to its schema has, as text.
[[nodiscard]] inline std::string text(const Json& object, std::string_view member) {
  return object.at(member).get<std::string>();
}

/// Writes beside and renames over. Not flushed to disk: the sandbox need not survive a power cut, and journeys are
/// fast.
void replace_file(const std::filesystem::path& path, std::string_view content, bool private_to_owner = false);

class RecordStore {
 public:
  explicit RecordStore(std::filesystem::path folder);

  /// Held while a record is read and changed. One holder at a time, over all threads and programs.
  class Lock {
   public:
    explicit Lock(const std::filesystem::path& file);
    ~Lock();
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

   private:
    int fd_;
  };
  [[nodiscard]] Lock lock() const { return Lock(folder_ / "lock"); }

  [[nodiscard]] std::optional<Json> get(std::string_view kind, std::string_view id) const;
  void put(std::string_view kind, std::string_view id, const Json& record) const;
  /// Every record of a kind, in the order of their file names.
  [[nodiscard]] std::vector<Json> all(std::string_view kind) const;

 private:
  [[nodiscard]] std::filesystem::path file_of(std::string_view kind, std::string_view id) const;
  std::filesystem::path folder_;
};

/// "GH000001", "GH000002", ...: the next number of a kind, never given twice. The caller holds the store's lock.
[[nodiscard]] std::string next_number(const RecordStore& records, std::string_view kind);

}  // namespace reseal::sandbox
