// SPDX-License-Identifier: Apache-2.0
// Any bytes as a portal's answer: either it is what the contract says, or it is refused in words; never more.
#include <cstddef>
#include <cstdint>
#include <string>

#include "reseal/failure.h"
#include "reseal/portal.h"

namespace {

class Portal final : public reseal::Host {
 public:
  Portal(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return;
    response_.status = 200 + (data[0] % 4) * 100 + data[0] / 4;  // every class of answers
    response_.headers["content-type"] = data[0] % 2 == 0 ? "application/json" : "application/json; charset=utf-8";
    response_.body.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
  }
  reseal::HttpResponse http(const reseal::HttpRequest& /*request*/) override { return response_; }
  void log(reseal::LogLevel /*level*/, std::string_view /*message*/) override {}
  reseal::Time now() override { return {}; }

 private:
  reseal::HttpResponse response_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const reseal::PortalContract contract(RESEAL_CONTRACT_FILE);
  Portal portal(data, size);
  const reseal::PortalClient client(portal, contract, "https://portal.invalid/misa/v1");
  for (const auto* schema : {"Order", "Packages", "CertificateStatus", "Issued"}) {
    try {
      (void)client.get("/anything", schema);
    } catch (const reseal::TryLater&) {
    } catch (const reseal::PortalNonsense&) {
    }
  }
  return 0;
}
