// SPDX-License-Identifier: Apache-2.0
// A small CA in memory, for tests: an EC root that issues whatever it is told to.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "reseal/crypto/certificate.h"
#include "reseal/crypto/path.h"

struct evp_pkey_st;

namespace reseal::test {

using Name = std::vector<std::pair<std::string, std::string>>;  ///< short name -> value

/// What goes into a certificate; the defaults are those of a company's seal.
struct CertificateOrder {
  Name subject = {
      {"C", "VN"}, {"O", "CÔNG TY TNHH THỬ NGHIỆM"}, {"CN", "CÔNG TY TNHH THỬ NGHIỆM"}, {"UID", "MST:0101243150"}};
  Time not_before{};
  Time not_after{};
  bool is_ca = false;
};

class MemoryCa {
 public:
  MemoryCa(const std::string& common_name, Time not_before, Time not_after);
  ~MemoryCa();
  MemoryCa(const MemoryCa&) = delete;
  MemoryCa& operator=(const MemoryCa&) = delete;

  [[nodiscard]] const crypto::Certificate& root() const { return *root_; }
  [[nodiscard]] crypto::TrustAnchors anchors() const { return {{*root_}, {}}; }
  /// Serial numbers go up by one and begin alike, as those of real CAs do.
  crypto::Certificate issue(ByteView spki, const CertificateOrder& order);

 private:
  std::shared_ptr<evp_pkey_st> key_;
  std::unique_ptr<crypto::Certificate> root_;
  unsigned issued_ = 0;
};

}  // namespace reseal::test
