// SPDX-License-Identifier: Apache-2.0
#include "server.h"

#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureServerSocket.h>

#include "portal_door.h"
#include "reseal/base/error.h"

namespace reseal::sandbox {
namespace {

Poco::Net::SocketAddress loopback(int port) { return {"127.0.0.1", static_cast<Poco::UInt16>(port)}; }

Poco::Net::HTTPServerParams::Ptr parameters() {
  Poco::Net::HTTPServerParams::Ptr params(new Poco::Net::HTTPServerParams);
  params->setMaxThreads(8);
  params->setMaxQueued(64);
  params->setTimeout(Poco::Timespan(10, 0));
  // Every answer ends its connection: a fault belongs to one request.
  params->setKeepAlive(false);
  return params;
}

template <typename Make>
auto listening(int port, Make make) {
  try {
    return make();
  } catch (const Poco::Net::NetException& error) {
    throw Error(ErrorCode::internal,
                {{"problem", "cannot listen on 127.0.0.1:" + std::to_string(port) + ": " + error.displayText()}});
  }
}

}  // namespace

Server::Server(const World& world) : tls_(world) {
  const auto secure = listening(
      world.port(), [&] { return Poco::Net::SecureServerSocket(loopback(world.port()), 64, tls_.context()); });
  const auto plain =
      listening(world.http_port(), [&] { return Poco::Net::ServerSocket(loopback(world.http_port()), 64); });
  portal_ = std::make_unique<Poco::Net::HTTPServer>(new PortalDoor(world), secure, parameters());
  plain_ = std::make_unique<Poco::Net::HTTPServer>(new PlainDoor(world), plain, parameters());
  portal_->start();
  plain_->start();
}

Server::~Server() {
  portal_->stopAll(true);
  plain_->stopAll(true);
}

}  // namespace reseal::sandbox
