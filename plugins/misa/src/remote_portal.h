// SPDX-License-Identifier: Apache-2.0
// The operations of contract/openapi.json for remote signing, in types (see portal.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "portal.h"
#include "remote_kind.h"

namespace reseal::misa {

struct Invoice {
  std::string name, tax_code, address, email;
  bool operator==(const Invoice&) const = default;
};
void to_json(Json& json, const Invoice& invoice);
void from_json(const Json& json, Invoice& invoice);

/// The three groups that a person confirms one after another (MISA-R-30, -31, -32).
struct RemoteData {
  Holder subject;
  Invoice invoice;
  std::string payment_method;
  bool operator==(const RemoteData&) const = default;
};
void to_json(Json& json, const RemoteData& data);
void from_json(const Json& json, RemoteData& data);

struct AppliedCode {
  std::string kind;  ///< "discount", "referral"
  std::string code;
  int percent = 0;  ///< taken off the package's price
};

/// The renewal page, with what is inherited from the earlier purchase (MISA-R-11).
struct RemotePage {
  std::string request_id;
  Kind kind = Kind::organisation;
  RemoteData inherited;
  std::vector<AppliedCode> codes;
  [[nodiscard]] bool has(const std::string& kind_of_code, const std::string& code) const;
};

struct RemoteOrder : OrderAtMisa {
  enum class Status { placed, sent, issued, refused };
  Status status = Status::placed;
  Kind kind = Kind::organisation;
  RemoteData data;
  std::string declared_address;  ///< as it was declared in the app (MISA-R-36)
  Time valid_to;
  std::string new_serial;  ///< empty until issued
};

/// A signed application, as it is sent.
struct RemoteApplication {
  bool by_hand = false;
  std::string permanent_address;
  std::string media_type;
  std::string content;  ///< base64
};

class RemotePortal {
 public:
  RemotePortal(Host& host, const PortalContract& contract, const std::string& base_url);

  std::optional<RemotePage> find_page(const std::string& reference);
  PortalAnswer<RemotePage> open_page(const std::string& reference, const CertificateFacts& certificate,
                                     const std::string& app_version);
  PortalAnswer<RemotePage> apply_code(const std::string& request_id, const std::string& reference,
                                      const std::string& kind, const std::string& code, const std::string& effect);

  std::optional<RemoteOrder> find_order(const std::string& reference);
  PortalAnswer<RemoteOrder> place_order(const std::string& reference, const std::string& request_id,
                                        const std::string& package, const RemoteData& data, const std::string& effect);
  PortalAnswer<RemoteOrder> correct_order(const std::string& number, const std::string& reference,
                                          const RemoteData& data, const std::string& effect);
  PortalAnswer<RemoteOrder> submit_dossier(const std::string& number, const std::string& reference,
                                           const RemoteApplication& application, const std::string& effect);

 private:
  PortalClient client_;
};

}  // namespace reseal::misa
