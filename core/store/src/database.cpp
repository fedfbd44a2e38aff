// SPDX-License-Identifier: Apache-2.0
#include "database.h"

#include <Poco/Data/DataException.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Data/Statement.h>
#include <sqlite3.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>

#include "reseal/base/error.h"
#include "reseal/base/file.h"

#if !defined(_WIN32)
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace reseal::store {
namespace {

using namespace Poco::Data::Keywords;
namespace sqlite = Poco::Data::SQLite;
namespace fs = std::filesystem;

#if !defined(_WIN32)
[[noreturn]] void cannot_write(const fs::path& file, int error) {
  throw Error(error == ENOSPC ? ErrorCode::disk_full : ErrorCode::file_unwritable,
              {{"file", to_utf8(file)}, {"problem", std::generic_category().message(error)}});
}
#endif

void make_folder(const fs::path& folder) {
  std::error_code error;
  if (folder.empty() || !fs::create_directories(folder, error)) return;  // what is wrong shows when the file is opened
  fs::permissions(folder, fs::perms::owner_all, error);
}

// SQLite gives -wal and -shm the mode of the file itself, so it has to be right before SQLite first sees it.
void make_private([[maybe_unused]] const fs::path& file) {
#if !defined(_WIN32)
  // Never open an existing file here: closing it would drop the locks of other connections in this process (POSIX).
  const int fd = ::open(file.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) {
    ::close(fd);
    return;
  }
  if (errno != EEXIST) cannot_write(file, errno);
  for (const char* suffix : {"", "-wal", "-shm"}) {
    auto part = file;
    part += suffix;
    struct stat status {};
    if (::stat(part.c_str(), &status) == 0 && (status.st_mode & 077U) != 0) ::chmod(part.c_str(), 0600);
  }
#endif
}

// SQLite reports a full disk as an I/O error where it happens outside a plain write (shared memory, fsync).
bool disk_is_full(const fs::path& file) {
  constexpr std::uintmax_t kLeast = std::uintmax_t{64} * 1024;
  std::error_code error;
  const auto space = fs::space(fs::absolute(file).parent_path(), error);
  return !error && space.available < kLeast;
}

// How long a program waits for another one that writes.
constexpr std::chrono::milliseconds kPatience{10'000};

// Of programs that open a new file at once only one can change its mode. SQLite refuses the others at once, without its
// busy timeout: each holds the lock that the other one waits for, and it can't know that they will let go.
void write_ahead(Poco::Data::Session& session) {
  using namespace std::chrono_literals;
  const auto until = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    try {
      session << "PRAGMA journal_mode = WAL", now;
      return;
    } catch (const sqlite::DBLockedException&) {
      if (std::chrono::steady_clock::now() >= until) throw;
      std::this_thread::sleep_for(5ms);
    }
  }
}

[[noreturn]] void raise(ErrorCode code, const fs::path& file, const Poco::Exception& cause) {
  throw Error(code, {{"file", to_utf8(file)}, {"problem", cause.message()}}, cause.displayText());
}

}  // namespace

Poco::Data::Session open_session(const fs::path& file) {
  static std::once_flag registered;
  std::call_once(registered, [] { sqlite::Connector::registerConnector(); });
  make_folder(file.parent_path());
  make_private(file);
  Poco::Data::Session session(sqlite::Connector::KEY, to_utf8(file));
  // The busy timeout first: the others may already have to wait.
  session << "PRAGMA busy_timeout = " + std::to_string(kPatience.count()), now;
  write_ahead(session);
  for (const char* pragma : {"PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON", "PRAGMA trusted_schema = OFF"}) {
    session << pragma, now;
  }
  return session;
}

void rethrow_as_error(const fs::path& file) {
  try {
    throw;
  } catch (const sqlite::DBLockedException& e) {
    raise(ErrorCode::store_locked, file, e);
  } catch (const sqlite::TableLockedException& e) {
    raise(ErrorCode::store_locked, file, e);
  } catch (const sqlite::DatabaseFullException& e) {
    raise(ErrorCode::disk_full, file, e);
  } catch (const sqlite::IOErrorException& e) {
    raise(disk_is_full(file) ? ErrorCode::disk_full : ErrorCode::store_broken, file, e);
  } catch (const sqlite::CantOpenDBFileException& e) {
    raise(disk_is_full(file) ? ErrorCode::disk_full : ErrorCode::file_unwritable, file, e);
  } catch (const sqlite::ReadOnlyException& e) {
    raise(ErrorCode::file_unwritable, file, e);
  } catch (const sqlite::DBAccessDeniedException& e) {
    raise(ErrorCode::file_unwritable, file, e);
  } catch (const Poco::Data::ConnectionFailedException& e) {
    raise(ErrorCode::file_unwritable, file, e);
  } catch (const Poco::Exception& e) {
    raise(ErrorCode::store_broken, file, e);
  }
}

namespace {

void run(sqlite3* connection, const char* sql) {
  const int code = sqlite3_exec(connection, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) sqlite::Utility::throwException(connection, code);
}

}  // namespace

NotFlushed::NotFlushed(Poco::Data::Session& session) : connection_(sqlite::Utility::dbHandle(session)) {
  run(connection_, "PRAGMA synchronous = NORMAL");
}

NotFlushed::~NotFlushed() { (void)sqlite3_exec(connection_, "PRAGMA synchronous = FULL", nullptr, nullptr, nullptr); }

Transaction::Transaction(Poco::Data::Session& session) : connection_(sqlite::Utility::dbHandle(session)) {
  run(connection_, "BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (!open_) return;
  // May fail: after some errors (disk full) SQLite has rolled back by itself.
  (void)sqlite3_exec(connection_, "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  run(connection_, "COMMIT");
  open_ = false;
}

}  // namespace reseal::store
