// SPDX-License-Identifier: Apache-2.0
// Certificates from the files that a configuration or a command line names.
#pragma once

#include <filesystem>
#include <vector>

#include "reseal/crypto/certificate.h"

namespace reseal::app {

/// PEM, DER or p7b. Throws Error(file_unreadable), also for a file that holds no certificate.
std::vector<crypto::Certificate> read_certificates(const std::vector<std::filesystem::path>& files);

}  // namespace reseal::app
