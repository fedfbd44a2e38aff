// SPDX-License-Identifier: Apache-2.0
// Makes virtual tokens: SoftHSM2 tokens that hold a key and a certificate of the sandbox's CA, near its end.
#pragma once

#include <filesystem>
#include <string>

#include "holder_certificate.h"
#include "world.h"

namespace reseal::sandbox {

struct TokenPlan : HolderPlan {
  std::filesystem::path folder;  ///< gets softhsm2.conf and the token's files
  std::filesystem::path module = "/usr/lib/softhsm/libsofthsm2.so";
  std::string label;               ///< empty: "MISA-CA eSign", "Viettel-CA" or "SZCA UKey", by the issuer
  std::filesystem::path pin_file;  ///< read when it exists; else written with a random PIN; empty: in the folder
  KeyAlgorithm algorithm = KeyAlgorithm::rsa;
  int bits = 2048;           ///< with old_weak: 1024 in any case
  bool again = false;        ///< another token of the same label
  bool on_existing = false;  ///< onto the token of this label that is there
  int count = 1;             ///< how many keys with certificates
};

/// Says what was made: module, softhsm2_conf, pin_file, label, token_serial, uri, serial, tax_code, certificate ...
/// Throws Error(usage) when a token of the label is there and neither `again` nor `on_existing` was said.
Json make_token(const World& world, const TokenPlan& plan);

}  // namespace reseal::sandbox
