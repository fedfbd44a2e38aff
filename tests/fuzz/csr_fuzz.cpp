// SPDX-License-Identifier: Apache-2.0
// Any bytes as a certificate request: facts, or Error(certificate_malformed); nothing else.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "reseal/base/error.h"
#include "reseal/crypto/signing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace reseal;
  try {
    static_cast<void>(crypto::read_csr(as_text(ByteView(data, size))));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::certificate_malformed) std::abort();
  }
  return 0;
}
