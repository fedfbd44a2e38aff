// SPDX-License-Identifier: Apache-2.0
// Who vouches for a plugin: a publisher that this deployment trusts has signed a list of every file of its folder.
//   SHA256SUMS      lines "<64 hex digits>  <path>", as sha256sum writes them; paths relative to the folder
//   SHA256SUMS.p7s  CMS SignedData over it (RFC 5652), detached, DER
// What a publisher does: docs/plugin-authors/signing.md.
#pragma once

#include <filesystem>
#include <string>

#include "reseal/crypto/path.h"
#include "reseal/values.h"

namespace reseal::plugin {

inline constexpr const char* kSumsFile = "SHA256SUMS";
inline constexpr const char* kSignatureFile = "SHA256SUMS.p7s";

struct PublisherSignature {
  enum class State {
    none,     ///< nobody signed
    trusted,  ///< a publisher of this deployment signed, and every file is as it was then
    unknown,  ///< the files are as they were signed, by somebody whom this deployment does not know
    broken,   ///< a file was changed, added or removed since, or the signature is none
  };
  State state = State::none;
  std::string publisher;  ///< common name of whoever signed; from outside: not to be printed as it is
  std::string problem;    ///< in English: which file, or what is wrong with the signature
};

/// Whose signatures count in a deployment.
struct Publishers {
  crypto::TrustAnchors anchors;
  Time at;  ///< when their certificates have to be in force
};

/// Debug information (.debug/) is left out of account. `at`: when the publisher's certificate has to be in force.
PublisherSignature publisher_signature(const std::filesystem::path& folder, const crypto::TrustAnchors& publishers,
                                       Time at);

}  // namespace reseal::plugin
