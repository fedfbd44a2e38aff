// SPDX-License-Identifier: Apache-2.0
// MISA's renewal portal in types: one function for each question of contract/openapi.json. Shapes are checked against
// that file; what JSON Schema cannot know (times, whose order it is, absurd amounts) is checked here.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "reseal/certificate_facts.h"
#include "reseal/portal.h"
#include "reseal/values.h"

namespace reseal::misa {

struct Holder {
  std::string name, tax_code, address, representative, email, phone;
  bool operator==(const Holder&) const = default;
};
void to_json(Json& json, const Holder& holder);
void from_json(const Json& json, Holder& holder);

struct CertificateStatus {
  std::string status;  ///< "active", "suspended", "revoked", "expired"
  bool renewable = false;
  std::string reason;
  std::optional<Time> issuer_ends;
  std::string open_order;  ///< number of an order that is open already; else empty
};

struct OfferedPackage {
  std::string code;
  std::map<std::string, std::string> names;  ///< by language
  int term_months = 0;
  Money price;
  Time valid_until;
};

struct PriceList {
  std::vector<OfferedPackage> packages;
  Money extra_token_price;
  std::vector<std::string> payment_methods;
  [[nodiscard]] const OfferedPackage* find(const std::string& code) const;
};

struct OrderPage {
  std::string request_id;
  Holder holder;  ///< filled in by the portal (MISA-T-06)
};

struct NewOrder {
  std::string request_id, package, discount_code, salesperson_code, payment_method;
  std::int64_t extra_tokens = 0;
  Holder holder;
};

struct CertificateData {
  std::string subject, issuer;
  Holder holder;
  Time valid_from, valid_to;
};

/// What every order at MISA has, whatever holds the key.
struct OrderAtMisa {
  std::string number;
  std::string message;
  struct Payment {
    Money amount;
    std::string instructions;
    std::string qr;
    bool paid = false;
  } payment;
  std::string refusal_reason, refund;
};
/// Reads those. Throws PortalNonsense for another reference than `reference`.
void read_order(const Json& json, const std::string& reference, OrderAtMisa& out);

struct PlacedOrder : OrderAtMisa {
  enum class Status { placed, contacted, approved, accepted, issuing, issued, completed, refused };
  Status status = Status::placed;
  std::optional<CertificateData> certificate_data;
};

struct IssuedCertificate {
  std::string certificate;
  std::vector<std::string> chain;
  std::string serial;  ///< empty when the portal does not say
};

// For the portal's classes.
Time time_of(const Json& json, const char* name);
void require_ours(const Json& json, const std::string& reference);
template <typename Read>
auto answer_of(const PortalReply& reply, Read read) -> PortalAnswer<decltype(read(reply.body))> {
  if (!reply.ok()) return {{}, reply.code, reply.message};
  return {read(reply.body), {}, {}};
}

class Portal {
 public:
  Portal(Host& host, const PortalContract& contract, const std::string& base_url);

  PortalAnswer<CertificateStatus> certificate_status(const std::string& serial);
  PortalAnswer<PriceList> packages(const std::string& serial);

  std::optional<OrderPage> find_renewal_request(const std::string& reference);
  PortalAnswer<OrderPage> request_renewal(const std::string& reference, const CertificateFacts& certificate);

  std::optional<PlacedOrder> find_order(const std::string& reference);
  PortalAnswer<PlacedOrder> place_order(const std::string& reference, const NewOrder& order, const std::string& effect);
  PortalAnswer<PlacedOrder> order(const std::string& number, const std::string& reference);
  PortalAnswer<PlacedOrder> accept_data(const std::string& number, const std::string& reference);
  PortalAnswer<PlacedOrder> submit_csr(const std::string& number, const std::string& reference, const std::string& csr);
  PortalAnswer<IssuedCertificate> certificate(const std::string& number);
  PortalAnswer<PlacedOrder> confirm_installation(const std::string& number, const std::string& reference,
                                                 const std::string& serial);

 private:
  PortalClient client_;
};

}  // namespace reseal::misa
