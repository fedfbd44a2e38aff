// SPDX-License-Identifier: Apache-2.0
// The sandbox on the network: the portal over HTTPS, OCSP, CRL and CA certificates over plain HTTP; both on loopback.
#pragma once

#include <memory>

#include "tls_front.h"
#include "world.h"

namespace Poco::Net {
class HTTPServer;
}

namespace reseal::sandbox {

class Server {
 public:
  /// Listens when it is made. Throws Error(internal) when a port is taken.
  explicit Server(const World& world);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

 private:
  TlsFront tls_;
  std::unique_ptr<Poco::Net::HTTPServer> portal_;
  std::unique_ptr<Poco::Net::HTTPServer> plain_;
};

}  // namespace reseal::sandbox
