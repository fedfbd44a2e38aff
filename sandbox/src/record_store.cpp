// SPDX-License-Identifier: Apache-2.0
#include "record_store.h"

#include <fcntl.h>
#include <openssl/sha.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>

#include "reseal/base/bytes.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"

namespace reseal::sandbox {
namespace {

[[noreturn]] void cannot_write(const std::filesystem::path& path, int error) {
  throw Error(ErrorCode::file_unwritable,
              {{"file", to_utf8(path)}, {"problem", std::generic_category().message(error)}});
}

bool plain(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
  });
}

// Ids come from the network: what is not plain becomes a digest, so that no id can name another file.
std::string file_name(std::string_view id) {
  if (plain(id)) return std::string(id) + ".json";
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(id.data()), id.size(), digest.data());
  return "sha256-" + to_hex(digest) + ".json";
}

}  // namespace

void replace_file(const std::filesystem::path& path, std::string_view content, bool private_to_owner) {
  auto beside = path;
  beside += ".new-" + to_hex(random_bytes(4));
  const int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, private_to_owner ? 0600 : 0644);
  if (fd < 0) cannot_write(path, errno);
  int error = 0;
  while (!content.empty() && error == 0) {
    const auto written = ::write(fd, content.data(), content.size());
    if (written < 0) {
      error = errno;
    } else {
      content.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  ::close(fd);
  if (error == 0 && ::rename(beside.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(beside.c_str());
    cannot_write(path, error);
  }
}

RecordStore::RecordStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

RecordStore::Lock::Lock(const std::filesystem::path& file)
    : fd_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (fd_ < 0) cannot_write(file, errno);
  while (::flock(fd_, LOCK_EX) != 0) {
    if (errno != EINTR) {
      const int error = errno;
      ::close(fd_);
      cannot_write(file, error);
    }
  }
}

RecordStore::Lock::~Lock() { ::close(fd_); }

std::filesystem::path RecordStore::file_of(std::string_view kind, std::string_view id) const {
  return folder_ / kind / file_name(id);
}

std::optional<Json> RecordStore::get(std::string_view kind, std::string_view id) const {
  std::ifstream file(file_of(kind, id), std::ios::binary);
  if (!file) return std::nullopt;
  return Json::parse(file);
}

void RecordStore::put(std::string_view kind, std::string_view id, const Json& record) const {
  std::filesystem::create_directories(folder_ / kind);
  replace_file(file_of(kind, id), record.dump(1), true);
}

std::vector<Json> RecordStore::all(std::string_view kind) const {
  std::vector<std::filesystem::path> files;
  if (std::error_code error; std::filesystem::is_directory(folder_ / kind, error)) {
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / kind)) {
      if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  std::vector<Json> records;
  records.reserve(files.size());
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    records.push_back(Json::parse(file));
  }
  return records;
}

std::string next_number(const RecordStore& records, std::string_view kind) {
  auto sequence = records.get("settings", "sequence").value_or(Json::object());
  const int next = sequence.value(std::string(kind), 0) + 1;
  sequence[std::string(kind)] = next;
  records.put("settings", "sequence", sequence);
  std::array<char, 16> digits{};
  std::snprintf(digits.data(), digits.size(), "%06d", next);
  return std::string(kind) + digits.data();
}

}  // namespace reseal::sandbox
