// SPDX-License-Identifier: Apache-2.0
// The benchmarks, one function each; every one prints its line of the report.
#pragma once

#include <string>

#include "reseal/crypto/path.h"
#include "support/softhsm_token.h"

namespace reseal::bench {

void listing();
void journal_commits();
void whole_renewal();
void cold_start();
void plugin_loading();
void isolation_cost();
void idle_memory();
void fleet_deadlines();
void sign_with();

/// Puts `count` certificates of one RSA sub-CA, as real ones are, on the token; fills `anchors`.
void fill_with_certificates(test::SoftHsm& hsm, const test::SoftHsmToken& token, int count, Time now,
                            crypto::TrustAnchors& anchors);
/// Path of this program, and of the folder that holds the product's programs.
const std::string& program_path();
std::string product(const std::string& name);
/// Through the shell; exits the benchmark when the command fails.
void run_command(const std::string& command);

}  // namespace reseal::bench
