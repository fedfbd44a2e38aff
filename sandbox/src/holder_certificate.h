// SPDX-License-Identifier: Apache-2.0
// The certificate that a holder has had for a while, wherever the key is: on a token, or with the CA.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "ca.h"
#include "world.h"

namespace reseal::sandbox {

struct HolderPlan {
  std::string issuer = "misa-ca";  ///< one of the world's issuers
  std::string kind;                ///< one of kHolderKinds; empty: an organisation, and nobody wrote it down
  std::string subject;             ///< RFC 4514 text; empty: the default, with a random number
  std::string name;                ///< of the default subject
  std::string tax_code;            ///< of the default subject; of an individual: the citizen number
  std::optional<Time> not_before;
  std::optional<Time> not_after;
  std::optional<double> days_left;    ///< none: 20; a Viettel-CA certificate ends with its CA
  std::optional<Time> contract_ends;  ///< none: a year after the certificate
  bool contract_known = true;         ///< false: the CA has no contract for it
  std::string credit_code;            ///< of a Chinese company; empty: a random one
  bool tender = true;                 ///< SZCA: of the class for tenders
  bool old_weak = false;              ///< signed with SHA-1, as before 2021
};

/// A manager and an employee are persons in an organisation (MISA-R-04).
inline constexpr const char* kHolderKinds[] = {"organisation", "individual", "manager", "employee"};

/// Throws Error(usage) when the world has no such issuer: asked before a key is made.
void check_issuer(const World& world, const std::string& issuer);

/// Issues for the key, registers, and tells the customer when the end is near (MISA-T-18). Takes the store's lock.
[[nodiscard]] CertificateHandle issue_to_holder(const World& world, const HolderPlan& plan, EVP_PKEY* key);

/// The secret in this file, without its line end; a file that is not there yet is written (0600) with random digits.
[[nodiscard]] std::string secret_in(const std::filesystem::path& file, std::size_t digits);
[[nodiscard]] std::string random_digits(std::size_t count);

}  // namespace reseal::sandbox
