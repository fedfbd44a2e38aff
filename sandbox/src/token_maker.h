// SPDX-License-Identifier: Apache-2.0
// Makes virtual tokens: SoftHSM2 tokens that hold a key and a certificate of the sandbox's CA, near its end.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "ca.h"
#include "world.h"

namespace reseal::sandbox {

struct TokenPlan {
  std::filesystem::path folder;  ///< gets softhsm2.conf and the token's files
  std::filesystem::path module = "/usr/lib/softhsm/libsofthsm2.so";
  std::string label;               ///< empty: "MISA-CA eSign", or "Viettel-CA" on a token of its own
  std::filesystem::path pin_file;  ///< read when it exists; else written with a random PIN; empty: in the folder
  KeyAlgorithm algorithm = KeyAlgorithm::rsa;
  int bits = 2048;
  bool old_weak = false;           ///< RSA-1024 and SHA-1, as before 2021
  std::string issuer = "misa-ca";  ///< one of the world's issuers
  std::string subject;             ///< RFC 4514 text; empty: a company with a random tax code
  std::string name;                ///< of the default subject
  std::string tax_code;            ///< of the default subject
  std::optional<Time> not_before;
  std::optional<Time> not_after;
  std::optional<double> days_left;    ///< none: 20; a Viettel-CA certificate ends with its CA
  std::optional<Time> contract_ends;  ///< none: a year after the certificate
  bool contract_known = true;         ///< false: the CA has no contract for it
  bool again = false;                 ///< another token of the same label
  bool on_existing = false;           ///< onto the token of this label that is there
  int count = 1;                      ///< how many keys with certificates
};

/// Says what was made: module, softhsm2_conf, pin_file, label, token_serial, uri, serial, tax_code, certificate ...
/// Throws Error(usage) when a token of the label is there and neither `again` nor `on_existing` was said.
Json make_token(const World& world, const TokenPlan& plan);

}  // namespace reseal::sandbox
