// SPDX-License-Identifier: Apache-2.0
#include "reseal/base/file.h"

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <system_error>

#include "reseal/base/bytes.h"
#include "reseal/base/error.h"

#if !defined(_WIN32)
#include <fcntl.h>
#include <unistd.h>
#endif

namespace reseal {
namespace {

[[noreturn]] void cannot_write(const std::filesystem::path& path, int error) {
  const auto code = error == ENOSPC ? ErrorCode::disk_full : ErrorCode::file_unwritable;
  throw Error(code, {{"file", to_utf8(path)}, {"problem", std::generic_category().message(error)}});
}

}  // namespace

std::string read_file(const std::filesystem::path& path, std::size_t limit) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (error || !std::filesystem::exists(status)) {
    throw Error(ErrorCode::file_unreadable, {{"file", to_utf8(path)}, {"problem", "no such file"}});
  }
  if (std::filesystem::is_directory(status)) {
    throw Error(ErrorCode::file_unreadable, {{"file", to_utf8(path)}, {"problem", "is a folder"}});
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw Error(ErrorCode::file_unreadable,
                {{"file", to_utf8(path)}, {"problem", std::generic_category().message(errno)}});
  }
  std::string content;
  char buffer[16384];
  while (file.read(buffer, sizeof buffer) || file.gcount() > 0) {
    content.append(buffer, static_cast<std::size_t>(file.gcount()));
    if (content.size() > limit) {
      throw Error(ErrorCode::file_unreadable,
                  {{"file", to_utf8(path)}, {"problem", "longer than " + std::to_string(limit) + " bytes"}});
    }
  }
  return content;
}

void write_file(const std::filesystem::path& path, std::string_view content, bool private_to_owner) {
  auto beside = path;
  beside += ".new-" + to_hex(random_bytes(4));
#if defined(_WIN32)
  (void)private_to_owner;
  std::ofstream file(beside, std::ios::binary);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  file.close();
  if (!file) cannot_write(path, errno);
#else
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
  if (error == 0 && ::fsync(fd) != 0) error = errno;
  if (::close(fd) != 0 && error == 0) error = errno;
  if (error != 0) {
    ::unlink(beside.c_str());
    cannot_write(path, error);
  }
#endif
  std::error_code renamed;
  std::filesystem::rename(beside, path, renamed);
  if (renamed) {
    std::filesystem::remove(beside);
    cannot_write(path, renamed.value());
  }
}

std::string to_utf8(const std::filesystem::path& path) {
  const auto text = path.u8string();
  return {reinterpret_cast<const char*>(text.data()), text.size()};
}

std::filesystem::path path_from_utf8(std::string_view text) {
  return {std::u8string(reinterpret_cast<const char8_t*>(text.data()), text.size())};
}

}  // namespace reseal
