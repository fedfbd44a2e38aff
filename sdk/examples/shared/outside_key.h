// SPDX-License-Identifier: Apache-2.0
// A key pair for OpenSSL whose private half is not here. Its signatures are placeholders: OpenSSL then builds a whole
// message, and the host's signature over its signed part takes their place. What it is asked to decrypt, `decrypt`
// does.
#pragma once

#include <functional>
#include <string>

#include "der.h"

namespace example {

/// Gets and returns raw bytes; what it throws, OpenSSL reports as a failed decryption.
using Decrypt = std::function<std::string(const std::string& encrypted)>;

/// The key of `certificate`, RSA or EC. `decrypt` must outlive it; null: it decrypts nothing.
Key outside_key(X509* certificate, const Decrypt* decrypt = nullptr);

}  // namespace example
