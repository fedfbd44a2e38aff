// SPDX-License-Identifier: Apache-2.0
// Any bytes as a certificate file: facts, or Error(certificate_malformed); nothing else.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "reseal/base/error.h"
#include "reseal/base/unicode.h"
#include "reseal/crypto/path.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace reseal;
  try {
    const auto all = crypto::Certificate::read_all(ByteView(data, size));
    crypto::PathVerifier verifier({{all.front()}, all});
    for (const auto& certificate : all) {
      const auto& facts = certificate.facts();
      for (const auto& attribute : facts.subject) {
        if (!is_valid_utf8(attribute.value)) std::abort();
      }
      static_cast<void>(crypto::compare_holders(facts, all.front().facts()));
      static_cast<void>(verifier.verify(certificate, certificate.not_after()));
      static_cast<void>(verifier.issuer_end(certificate));
      if (crypto::Certificate::from_pem(facts.pem) != certificate) std::abort();
    }
  } catch (const Error& error) {
    if (error.code() != ErrorCode::certificate_malformed) std::abort();
  }
  return 0;
}
