// SPDX-License-Identifier: Apache-2.0
// One HTTPS request to one of the portals (stand.h): read, counted, disturbed by faults, answered.
#pragma once

#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include "world.h"

namespace reseal::sandbox {

class PortalDoor final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit PortalDoor(const World& world) : world_(world) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& request) override;

 private:
  const World& world_;
};

/// OCSP, CRL and CA certificates.
class PlainDoor final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit PlainDoor(const World& world) : world_(world) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& request) override;

 private:
  const World& world_;
};

/// How often something happened, for tests to count with. The caller holds the store's lock.
void count(const RecordStore& records, std::string_view what, std::string_view which);

}  // namespace reseal::sandbox
