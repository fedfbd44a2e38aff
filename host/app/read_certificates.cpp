// SPDX-License-Identifier: Apache-2.0
#include "app/read_certificates.h"

#include "reseal/base/error.h"
#include "reseal/base/file.h"

namespace reseal::app {

std::vector<crypto::Certificate> read_certificates(const std::vector<std::filesystem::path>& files) {
  std::vector<crypto::Certificate> certificates;
  for (const auto& file : files) {
    const auto content = read_file(file);
    try {
      for (auto& certificate : crypto::Certificate::read_all(as_bytes(content)))
        certificates.push_back(std::move(certificate));
    } catch (const Error& e) {
      throw Error(ErrorCode::file_unreadable, {{"file", to_utf8(file)}, {"problem", "it holds no certificate"}},
                  e.what());
    }
  }
  return certificates;
}

}  // namespace reseal::app
