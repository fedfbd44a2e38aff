// SPDX-License-Identifier: Apache-2.0
// Is there a path from this certificate to a root that the deployment trusts, at a given time (RFC 5280 section 6)?
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reseal/crypto/certificate.h"

namespace reseal::crypto {

struct TrustAnchors {
  std::vector<Certificate> roots;
  std::vector<Certificate> intermediates;
};

struct PathResult {
  bool valid = false;
  std::vector<Certificate> chain;  ///< leaf first, as far as it could be built
  std::string problem;             ///< OpenSSL's reason, in English, when not valid
  int depth = 0;                   ///< where: 0 is the leaf
};

/// Old certificates are RSA-1024 and SHA-1 and must still be judged: no security level is demanded here (weakness is a
/// separate fact), and no strict mode (a real CA issued keyCertSign to end entities).
PathResult verify_path(const Certificate& leaf, const TrustAnchors& anchors, Time at);

/// The earliest end among the certificates above the leaf, as far as they are known (nothing when not even the issuer
/// is): a term beyond it means a second certificate.
std::optional<Time> issuer_end(const Certificate& leaf, const TrustAnchors& anchors);

/// Both questions for many certificates: what stands above an issuer is verified once. One thread at a time.
class PathVerifier {
 public:
  explicit PathVerifier(TrustAnchors anchors);
  PathVerifier(PathVerifier&&) noexcept;
  PathVerifier& operator=(PathVerifier&&) noexcept;
  ~PathVerifier();
  [[nodiscard]] PathResult verify(const Certificate& leaf, Time at);
  [[nodiscard]] std::optional<Time> issuer_end(const Certificate& leaf);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace reseal::crypto
