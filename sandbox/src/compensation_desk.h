// SPDX-License-Identifier: Apache-2.0
// What happens at Viettel-CA to a request for a term's compensation: the campaign's rules, the decision (at once in the
// automatic mode, else by people), the text message with its code, issuing. Staff act by themselves after a while, or
// on command only (StaffHabits).
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

inline constexpr int kCodeTries = 5;    ///< wrong codes that one message stands
inline constexpr int kMostResends = 3;  ///< of the message with the result

struct NewCompensation {
  std::string reference;  ///< the client's own
  std::string serial;     ///< of the old certificate, upper-case hex
  std::string campaign;   ///< the client's name of it; kept, not judged
  bool automatic = true;
  std::string phone;  ///< national form; empty in the automatic mode
};

/// A request is a record of kind "compensations": {number, reference, serial, campaign, mode, phone, status: requested|
/// approved|refused|issuing|issued|installed, requested_ms, messages (how many were sent), message_sent_at, code,
/// tries_left, valid_to, csr, csr_ms, certificate, new_serial, refusal, events}. Changed in place and written. Callers
/// hold the store's lock.
class CompensationDesk {
 public:
  CompensationDesk(const World& world, TimePoint portal_now);

  /// Why the CA does not compensate this certificate, in Vietnamese; empty: it does. The dates are days in Viet Nam.
  [[nodiscard]] std::string why_not_eligible(const RegisteredCertificate& certificate) const;
  /// A new record; an automatic one is decided already.
  [[nodiscard]] Json open(const NewCompensation& asked) const;

  // People at the CA, and what follows. Each throws Error(usage) when the request is not where it would have to be.
  void approve(Json& request) const;
  void refuse(Json& request, std::string_view code, std::string_view reason) const;
  void issue(Json& request) const;

  /// The result by text message, with a new code when it is approved: older codes hold no longer.
  void send_message(Json& request) const;
  /// Whether this is the newest code and has tries left; a wrong one costs a try.
  [[nodiscard]] bool takes_code(Json& request, std::string_view code) const;
  void take_csr(Json& request, std::string_view csr) const;
  void confirm_installation(Json& request) const;

  // Looking lets pass what time has brought about. Newest first.
  [[nodiscard]] std::optional<Json> find(const std::string& number) const;
  [[nodiscard]] std::vector<Json> all() const;
  [[nodiscard]] std::vector<Json> of_reference(std::string_view reference) const {
    return matching("reference", reference);
  }
  [[nodiscard]] std::vector<Json> of_certificate(std::string_view serial) const { return matching("serial", serial); }

 private:
  void advance(Json& request) const;
  [[nodiscard]] std::vector<Json> matching(std::string_view member, std::string_view value) const;
  [[nodiscard]] RegisteredCertificate certificate_of(const Json& request) const;
  void move(Json& request, std::string_view status) const;
  void write(const Json& request) const;

  const World& world_;
  Registry registry_;
  Faults faults_;
  Outbox outbox_;
  TimePoint now_;
};

/// Neither refused nor installed.
[[nodiscard]] bool is_under_way(const Json& request);
/// As the contract shows it.
[[nodiscard]] Json compensation_view(const Json& request);

}  // namespace reseal::sandbox
