// SPDX-License-Identifier: Apache-2.0
// What happens at SZCA to an application for renewal: papers, the handler's identity check in WeChat, payment, review
// within three working days, 0.01 yuan with a random code, issuing. Staff, handler and customer act by themselves after
// a while, or on command only (StaffHabits).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "faults.h"
#include "outbox.h"
#include "registry.h"
#include "world.h"

namespace reseal::sandbox {

inline constexpr int kBankCodeTries = 3;  ///< wrong codes that one transfer stands

struct SzcaPackage {
  std::string code;
  int years = 0;
  Money price;
  Time valid_until;
};

/// An application is a record of kind "applications": what was sent, what contract/openapi.json shows of it, and what
/// only the hall knows (the random code, the CSR, times in milliseconds). Changed in place and written. Callers hold
/// the store's lock.
class SzcaDesk {
 public:
  SzcaDesk(const World& world, TimePoint portal_now);

  /// "non_tender", "tender_in_validity" or "tender_after_expiry".
  [[nodiscard]] std::string class_of(const RegisteredCertificate& certificate) const;
  [[nodiscard]] std::vector<SzcaPackage> packages(const RegisteredCertificate& certificate) const;
  [[nodiscard]] Time issuer_end() const;
  /// Why it is not renewed, in Chinese; empty: it is.
  [[nodiscard]] std::string why_not_renewable(const RegisteredCertificate& certificate) const;

  /// `asked` keeps to the contract's NewApplication.
  [[nodiscard]] Json open(const Json& asked, const RegisteredCertificate& certificate,
                          const SzcaPackage& package) const;
  void take_form(Json& application, const Json& scan) const;
  void start_identity_check(Json& application) const;
  void start_payment(Json& application) const;
  /// Whether this is the code of the newest transfer. A wrong one costs a try, once.
  [[nodiscard]] bool takes_code(Json& application, const std::string& code) const;
  void change_account(Json& application, const Json& account) const;
  void take_csr(Json& application, std::string_view csr) const;
  void confirm_update(Json& application) const;

  // People. Each throws Error(usage) when the application is not where it would have to be.
  void pass_identity(Json& application) const;
  /// Also finds a payment that was forgotten (fault `payment-forgotten`).
  void pay(Json& application) const;
  void approve(Json& application) const;
  void refuse(Json& application, std::string_view reason) const;
  void issue(Json& application) const;

  // Looking lets pass what time has brought about. Newest first.
  [[nodiscard]] std::optional<Json> find(const std::string& number) const;
  [[nodiscard]] std::vector<Json> all() const;
  [[nodiscard]] std::vector<Json> matching(std::string_view member, std::string_view value) const;

 private:
  void advance(Json& application) const;
  void send_money(Json& application) const;
  void tell_invoice(const Json& application) const;
  void move(Json& application, std::string_view status) const;
  void write(const Json& application) const;
  [[nodiscard]] Time seconds() const { return std::chrono::floor<Seconds>(now_); }

  const World& world_;
  Registry registry_;
  Faults faults_;
  Outbox outbox_;
  TimePoint now_;
};

/// Neither refused nor done.
[[nodiscard]] bool is_open_application(const Json& application);
/// As the contract shows it.
[[nodiscard]] Json application_view(const Json& application);

/// Which class a certificate was sold in; only the hall knows.
void set_tender_class(const RecordStore& records, const std::string& serial, bool tender);
/// Transfers into an account, newest first: {account, amount, from, remark, at}.
[[nodiscard]] Json bank_statement(const RecordStore& records, const std::string& account);

}  // namespace reseal::sandbox
