// SPDX-License-Identifier: Apache-2.0
// The portal's TLS side: which certificate it shows, by the faults that are on when a client connects.
#pragma once

#include <Poco/Net/Context.h>

#include <map>
#include <string>

#include "faults.h"
#include "openssl_handles.h"
#include "world.h"

namespace reseal::sandbox {

class TlsFront {
 public:
  explicit TlsFront(const World& world);
  ~TlsFront();
  TlsFront(const TlsFront&) = delete;
  TlsFront& operator=(const TlsFront&) = delete;
  /// TLS 1.2 or later. Lives no longer than this object.
  [[nodiscard]] Poco::Net::Context::Ptr context() const { return context_; }

 private:
  struct Identity {
    CertificateHandle certificate;
    KeyHandle key;
  };
  static int choose(SSL* connection, void* self);
  Faults faults_;
  std::map<std::string, Identity, std::less<>> identities_;
  Poco::Net::Context::Ptr context_;
};

}  // namespace reseal::sandbox
