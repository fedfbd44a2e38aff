// SPDX-License-Identifier: Apache-2.0
// A virtual token behind the shim, a CA, and the room under test.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "reseal/base/error.h"
#include "reseal/token/key_holder.h"
#include "support/softhsm_token.h"
#include "support/test_ca.h"

namespace reseal::token {

/// The code of the Error that `call` throws; fails the test when it throws none.
template <typename Call>
ErrorCode code_of(const Call& call) {
  try {
    (void)call();
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "nothing was thrown";
  return ErrorCode::internal;
}

/// An ordinary certificate for this key.
inline test::CertificateSpec for_key(const Bytes& spki) {
  test::CertificateSpec spec;
  spec.spki = spki;
  return spec;
}

struct TokenWorld : testing::Test {
  test::SoftHsm hsm;
  test::Shim shim{hsm};
  test::SoftHsmToken token = hsm.add_token("Công ty Thử Nghiệm");
  std::unique_ptr<KeyHolderSource> source;

  KeyHolderSource& open_source() {
    if (!source) source = pkcs11_source({test::Shim::module()});
    return *source;
  }
  TokenIdentity identity_of(const test::SoftHsmToken& wanted) {
    for (const TokenStatus& status : open_source().list().tokens) {
      if (status.identity.serial == wanted.serial) return status.identity;
    }
    throw std::runtime_error("the token is not listed");
  }
  std::unique_ptr<KeyHolder> open(const test::SoftHsmToken& wanted) { return open_source().open(identity_of(wanted)); }
  std::unique_ptr<KeyHolder> open() { return open(token); }
  std::unique_ptr<KeyHolder> open_and_log_in() {
    auto holder = open();
    if (holder->login(Secret(token.pin)) != LoginResult::ok) throw std::runtime_error("login");
    return holder;
  }
};

inline std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

}  // namespace reseal::token
