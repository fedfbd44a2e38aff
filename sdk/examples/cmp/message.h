// SPDX-License-Identifier: Apache-2.0
// A CMP message as bytes: the part that its protection covers, and the signature in it.
#pragma once

#include <string>

namespace example {

/// RFC 9810, 5.1: PKIMessage ::= SEQUENCE { header, body, protection [0] OPTIONAL, extraCerts [1] OPTIONAL }
struct CmpMessage {
  std::string protected_part;  ///< SEQUENCE { header, body }: what is signed (5.1.3)
  std::string behind;          ///< extraCerts with its tag, or nothing
  /// Throws std::runtime_error when it is no such message.
  static CmpMessage of(const std::string& der);
  /// The whole message, with this signature as its protection.
  [[nodiscard]] std::string with(const std::string& signature) const;
};

}  // namespace example
