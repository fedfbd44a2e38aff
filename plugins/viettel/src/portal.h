// SPDX-License-Identifier: Apache-2.0
// Viettel-CA's compensation portal in types: one function for each question of contract/openapi.json, which also says
// what the values mean. Shapes are checked against that file; times, and whose certificate it is, here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reseal/certificate_facts.h"
#include "reseal/portal.h"

namespace reseal::viettel {

struct CertificateStatus {
  std::string status;  ///< "active", "suspended", "revoked", "expired"
  std::optional<Time> contract_ends;
  std::string compensated_by, open_request;  ///< empty: none
};

/// A request for compensation, as the portal has it.
struct Request {
  enum class Status { requested, approved, refused, issuing, issued, installed };
  std::string number, reference;
  Status status = Status::requested;
  bool needs_code = false;  ///< it was made "by request": a text message holds the code
  std::string phone_tail;
  int code_tries_left = 0;
  std::string refusal;  ///< the portal's words
  std::string new_serial;
};

struct IssuedCertificate {
  std::string certificate;
  std::vector<std::string> chain;
};

/// Questions about one certificate. All throw TryLater and PortalNonsense.
class Portal {
 public:
  Portal(Host& host, const PortalAccess& access, std::string serial);

  PortalAnswer<CertificateStatus> certificate_status() const;
  std::vector<Request> requests() const;  ///< newest first
  PortalAnswer<Request> ask(const std::string& reference, const CertificateFacts& certificate,
                            const std::string& campaign, const std::string& phone, const std::string& effect) const;
  PortalAnswer<Request> request(const std::string& number) const;
  PortalAnswer<Request> send_message(const Request& request, const std::string& effect) const;
  PortalAnswer<Request> submit_csr(const Request& request, const std::string& csr, const std::string& code,
                                   const std::string& effect) const;
  PortalAnswer<IssuedCertificate> certificate(const std::string& number) const;
  PortalAnswer<Request> confirm_installation(const std::string& number, const std::string& new_serial) const;

 private:
  PortalAnswer<Request> answer(const PortalReply& reply) const;
  PortalClient client_;
  std::string serial_;
};

}  // namespace reseal::viettel
