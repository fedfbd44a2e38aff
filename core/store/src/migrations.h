// SPDX-License-Identifier: Apache-2.0
// Numbered changes of the schema, each run in one transaction of its own.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>

#include <Poco/Data/Session.h>

#include "reseal/base/clock.h"

namespace reseal::store {

struct Migration {
  int number = 0;  ///< 1, 2, 3 ...
  std::string_view sql;
};

/// All that this program knows, in order.
std::span<const Migration> known_migrations();

/// Brings the file up to the last of `migrations`. Throws Error(store_newer) when it is further already, and
/// Error(store_broken) when it is a database of something else. Safe when two programs do it at once.
void migrate(Poco::Data::Session& session, std::span<const Migration> migrations, const std::filesystem::path& file,
             const Clock& clock);

/// 0 for an empty file.
int schema_version(Poco::Data::Session& session);

/// The file's version, which may be older than `migrations`. Throws Error(store_newer), or Error(store_broken) for the
/// database of another program.
int require_ours(Poco::Data::Session& session, std::span<const Migration> migrations,
                 const std::filesystem::path& file);

}  // namespace reseal::store
