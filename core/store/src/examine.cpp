// SPDX-License-Identifier: Apache-2.0
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Data/Statement.h>
#include <Poco/Exception.h>
#include <sqlite3.h>

#include <string>

#include "database.h"
#include "migrations.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/store/store.h"

namespace reseal::store {

void examine_sqlite(const std::filesystem::path& file, std::chrono::milliseconds patience) {
  using namespace Poco::Data::Keywords;
  try {
    // Not open_session(): that makes the file, and sets what it is to be.
    Poco::Data::SQLite::Connector::registerConnector();
    Poco::Data::Session session(Poco::Data::SQLite::Connector::KEY, to_utf8(file));
    session << "PRAGMA busy_timeout = " + std::to_string(patience.count()), now;
    const Transaction lock(session);                                                         // let go without a commit
    if (sqlite3_db_readonly(Poco::Data::SQLite::Utility::dbHandle(session), "main") == 1) {  // locks are no matter then
      throw Error(ErrorCode::file_unwritable, {{"file", to_utf8(file)}, {"problem", "it may only be read"}});
    }
    (void)require_ours(session, known_migrations(), file);
    std::string whole;
    session << "PRAGMA quick_check(1)", into(whole), now;
    if (whole != "ok") throw Error(ErrorCode::store_broken, {{"file", to_utf8(file)}, {"problem", whole}});
  } catch (const Poco::Exception&) {
    rethrow_as_error(file);
  }
}

}  // namespace reseal::store
