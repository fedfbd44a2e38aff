// SPDX-License-Identifier: Apache-2.0
// Makes what a person with a key in the cloud has: an account, a credential, and its certificate near its end.
#pragma once

#include <filesystem>
#include <string>

#include "holder_certificate.h"
#include "world.h"

namespace reseal::sandbox {

struct CloudPlan : HolderPlan {
  std::string user;                ///< an e-mail address; an account that is there gets another credential
  std::filesystem::path pin_file;  ///< read when it exists; else written with a random PIN
  std::string phone = "0912345678";
  std::string asks = "pin+otp";   ///< before each signature: "pin" | "pin+otp"
  std::string algorithm = "rsa";  ///< "rsa" | "ec"
};

/// Says what was made: credential, serial, user, base_url, and how a program signs in: client_id, client_secret_file
/// ...
[[nodiscard]] Json make_cloud_credential(const World& world, const CloudPlan& plan);

/// The one program that the service lets in (OAuth 2 client credentials); the secret's file is made when it is missing.
inline constexpr const char* kCloudClient = "reseal";
[[nodiscard]] std::filesystem::path cloud_client_secret_file(const World& world);

}  // namespace reseal::sandbox
