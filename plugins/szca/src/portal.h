// SPDX-License-Identifier: Apache-2.0
// SZCA's online hall (网上营业厅) in types: one function for each question of contract/openapi.json, which also says
// what the values mean. Shapes are checked against that file; times, and whose application it is, here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reseal/certificate_facts.h"
#include "reseal/portal.h"

namespace reseal::szca {

struct CertificateStatus {
  std::string status;             ///< "active", "suspended", "revoked", "expired"
  std::string certificate_class;  ///< "non_tender", "tender_in_validity", "tender_after_expiry"
  std::string holder_name, holder_number;
  bool renewable = false;
  std::string reason;
  bool printed_form = false, identity_check = false, verification = false;
  int review_days = 0;
  std::optional<Time> issuer_ends;
  std::string open_application;  ///< empty: none
};

struct OfferedYears {
  std::string code;
  int years = 0;
  Money price;
  Time valid_until;
};

struct PriceList {
  std::vector<OfferedYears> packages;
  std::vector<std::string> payment_methods;
  [[nodiscard]] const OfferedYears* find(const std::string& code) const;
};

struct Person {
  std::string name, id_number, phone;
};

/// A company's basic account (基本户).
struct Account {
  std::string name, bank, number;
};

struct NewApplication {
  std::string package, applicant_name, applicant_number;
  Person handler, legal_person;
  std::string handler_email;
  std::optional<Account> account;  ///< where the class asks for none: absent
  std::string payment_method, invoice;
};

struct Application {
  enum class Status { papers, identity, payment, review, refused, verification, download, issuing, issued, done };
  struct Identity {
    std::string state, qr;
    std::optional<Time> expires_at;
    int round = 0;
  };
  struct Payment {
    std::string state, method, order_number, qr, transaction;
    Money amount;
    std::optional<Time> expires_at, paid_at;
    Account transfer_to;
    std::string remark;
    int round = 0;
  };
  struct Verification {
    std::string state, account_tail;
    int tries_left = 0;
    int round = 0;
  };
  std::string number;
  Status status = Status::papers;
  std::string words;  ///< the status as the hall says it: "待支付"
  Identity identity;
  Payment payment;
  Verification verification;
  std::optional<Time> review_due;
  std::string refusal, refund;
  std::string invoice_link, new_serial;
};

struct IssuedCertificate {
  std::string certificate;
  std::vector<std::string> chain;
};

/// Questions of one order about one certificate. All throw TryLater and PortalNonsense.
class Portal {
 public:
  Portal(Host& host, const PortalAccess& access, std::string serial, std::string reference);

  PortalAnswer<CertificateStatus> certificate_status() const;
  PortalAnswer<PriceList> packages() const;
  std::optional<Application> find() const;  ///< by our reference
  PortalAnswer<Application> submit(const NewApplication& wanted, const std::string& certificate,
                                   const std::string& effect) const;
  PortalAnswer<Application> application(const std::string& number) const;
  /// `scan`: {"name", "media_type", "base64"}, as a file field answers.
  PortalAnswer<Application> upload_form(const std::string& number, const Json& scan, const std::string& effect) const;
  PortalAnswer<Application> start_identity_check(const std::string& number, const std::string& effect) const;
  PortalAnswer<Application> start_payment(const std::string& number, const std::string& effect) const;
  PortalAnswer<Application> enter_code(const std::string& number, const std::string& code,
                                       const std::string& effect) const;
  PortalAnswer<Application> change_account(const std::string& number, const Account& account,
                                           const std::string& effect) const;
  PortalAnswer<Application> submit_csr(const std::string& number, const std::string& csr) const;
  PortalAnswer<IssuedCertificate> certificate(const std::string& number) const;
  PortalAnswer<Application> confirm_update(const std::string& number, const std::string& new_serial) const;

 private:
  PortalAnswer<Application> post(const std::string& path, const Json& body, const std::string& effect) const;
  Application application_of(const Json& json) const;
  PortalClient client_;
  std::string serial_, reference_;
};

}  // namespace reseal::szca
