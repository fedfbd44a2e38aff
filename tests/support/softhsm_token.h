// SPDX-License-Identifier: Apache-2.0
// Virtual tokens for tests: SoftHSM2 in a temporary folder of its own, so that tests run side by side.
//
// Fill the tokens before the program under test loads the module, or after it has let go of it: a PKCS#11 module has
// one state per process, and a second owner in it would not be a fair test. The functions throw when it is in use.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "reseal/base/bytes.h"

namespace reseal::test {

struct SoftHsmToken {
  std::string label;
  std::string pin;
  std::string so_pin;
  std::string serial;
};

enum class KeyKind { rsa_1024, rsa_2048, rsa_3072, ec_p256, ec_p384 };

class SoftHsm {
 public:
  /// Makes the folder and sets SOFTHSM2_CONF for this process and its children.
  SoftHsm();
  ~SoftHsm();
  SoftHsm(const SoftHsm&) = delete;
  SoftHsm& operator=(const SoftHsm&) = delete;

  /// Path of the module.
  [[nodiscard]] static std::string module();
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  /// `label`: at most 32 bytes of UTF-8.
  SoftHsmToken add_token(const std::string& label, const std::string& pin = "123456");
  /// A pair as a CA's own tool would make it. Returns its SubjectPublicKeyInfo.
  Bytes add_key(const SoftHsmToken& token, KeyKind kind, const Bytes& id, const std::string& label);
  /// Only the private half stays: what an interrupted program leaves.
  Bytes add_orphan_key(const SoftHsmToken& token, KeyKind kind, const Bytes& id, const std::string& label);
  void add_certificate(const SoftHsmToken& token, const Bytes& der, const Bytes& id, const std::string& label);
  /// Many in one session: for measuring.
  struct CertificateObject {
    Bytes der;
    Bytes id;
    std::string label;
  };
  void add_certificates(const SoftHsmToken& token, const std::vector<CertificateObject>& objects);
  /// Every attribute of every object that the token shows to its owner, as text, in a stable order: equal before and
  /// after means that nothing was touched.
  [[nodiscard]] std::string dump(const SoftHsmToken& token);

 private:
  std::filesystem::path folder_;
};

/// The shim in front of SoftHSM2 (see pkcs11_shim/README.md): what to load, and what it shall do.
class Shim {
 public:
  explicit Shim(const SoftHsm& hsm);  ///< sets RESEAL_SHIM_MODULE, _CONTROL and _LOG
  [[nodiscard]] static std::string module();
  void rules(const std::string& lines) const;  ///< from the next call on; replaces those before
  void forget() const;                         ///< counts of wrong PINs and of rules that fired
  [[nodiscard]] std::string log() const;       ///< one line a call: "C_Login 0xa0"

 private:
  std::filesystem::path control_;
  std::filesystem::path log_;
};

}  // namespace reseal::test
