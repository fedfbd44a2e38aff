// SPDX-License-Identifier: Apache-2.0
#include "faults.h"

#include <algorithm>
#include <charconv>

#include "reseal/base/error.h"
#include "stand.h"

namespace reseal::sandbox {
namespace {

[[noreturn]] void refuse(const std::string& problem) { throw Error(ErrorCode::usage, {{"problem", problem}}); }

const FaultKind& kind_of(std::string_view name) {
  for (const auto& kind : fault_catalogue()) {
    if (kind.name == name) return kind;
  }
  std::string known;
  for (const auto& kind : fault_catalogue()) known += " " + std::string(kind.name);
  refuse("no fault '" + std::string(name) + "'; known:" + known);
}

std::string operation_named(std::string_view text) {
  if (text == "*") return "*";
  if (const auto* operation = find_operation_by_name(text)) return std::string(operation->id);
  std::string known;
  for (const auto* stand : stands()) {
    for (const auto& operation : stand->operations()) known += " " + std::string(operation.id);
  }
  refuse("no operation '" + std::string(text) + "'; known:" + known);
}

bool concerns(const Fault& fault, std::string_view name, std::string_view operation) {
  return fault.name == name && fault.left != 0 && (fault.operation == "*" || fault.operation == operation);
}

}  // namespace

const std::vector<FaultKind>& fault_catalogue() {
  static const std::vector<FaultKind> kinds{
      {"reply-lost", "", false, "the state changes, then the connection is cut before a reply"},
      {"request-lost", "", false, "the connection is cut before anything happens"},
      {"error-after", "", false, "the state changes, then the answer is 500"},
      {"status-500", "", false, "answers 500; nothing happens"},
      {"status-503", "Retry-After in seconds", false, "answers 503; nothing happens"},
      {"status-429", "Retry-After in seconds", false, "answers 429; nothing happens"},
      {"delay", "milliseconds", true, "waits before it looks at the request"},
      {"duplicate-submit", "", true, "idempotency keys are ignored: a second POST is answered 409"},
      {"forgets-idempotency", "", true, "idempotency keys are ignored and a second POST makes a second order"},
      {"malformed-json", "", false, "the body is not JSON"},
      {"truncated-json", "", false, "Content-Length is right, the connection is cut in the middle of the body"},
      {"wrong-content-type", "", false, "200 text/html: the portal's web page instead of an answer"},
      {"contract-break", "member", false, "a member that the contract requires is missing"},
      {"cert-other-key", "", false, "the certificate is for another key"},
      {"cert-other-subject", "", false, "the certificate is for another company"},
      {"cert-same-serial", "", false, "the certificate has the old one's serial"},
      {"cert-expired", "", false, "the certificate has run out"},
      {"cert-not-yet-valid", "", false, "the certificate begins in thirty days"},
      {"cert-other-ca", "", false, "the certificate is from a CA that nobody trusts"},
      {"cert-weak", "sha1 or rsa1024", false, "SHA-1 signature, or an RSA-1024 key"},
      {"refusal", "reason", false, "staff refuse the dossier"},
      {"payment-refused", "reason", false, "the payment does not go through"},
      {"sms-lost", "", false, "the text message with the code never comes"},
      {"sms-wrong-code", "", false, "the text message carries a wrong code"},
      {"identity-unfinished", "", true, "the handler never passes SZCA's liveness check"},
      {"payment-forgotten", "", false, "the money has left, and SZCA's hall does not know of it"},
      {"real-name-failed", "", false, "the telecom operator knows the number under another name"},
      {"bank-code-lost", "", false, "the 0.01 yuan never comes"},
      {"registration-refused", "[CODE:]REASON", false, "the agency refuses the registration sent next"},
      {"registration-unanswered", "", false, "nobody ever answers the registration sent next"},
      {"registration-conflict", "", false, "the agency says that it has been updated already and cannot be again"},
      {"token-expired", "", false, "the signing service knows no access token any more"},
      {"cloud-authorise", "", true, "the signing service spells it /credentials/authorise"},
      {"cloud-text-numbers", "", true, "the signing service wants numSignatures as a string"},
      {"cloud-v1-fields", "", true, "the signing service wants PIN, OTP and hash, as version 1 of its API"},
      {"cloud-phone", "asks, confirms or refuses", true, "the person is asked on the phone, and answers so"},
      {"clock-off", "seconds", true, "the portal's clock is wrong"},
      {"ocsp-revoked", "", true, "OCSP says revoked"},
      {"ocsp-suspended", "", true, "OCSP says revoked with reason certificateHold"},
      {"ocsp-unknown", "", true, "OCSP says unknown"},
      {"ocsp-down", "", true, "OCSP cuts the connection"},
      {"ocsp-bad-signature", "", true, "OCSP answers with a signature that does not verify"},
      {"crl-down", "", true, "the CRL address cuts the connection"},
      {"tls-untrusted", "", true, "a TLS certificate of another CA"},
      {"tls-expired", "", true, "a TLS certificate that has run out"},
  };
  return kinds;
}

Fault parse_fault(std::string_view text) {
  Fault fault;
  std::string_view count;
  if (const auto star = text.rfind('*'); star != std::string_view::npos) {
    count = text.substr(star + 1);
    text = text.substr(0, star);
  }
  std::string_view operation;
  if (const auto at = text.rfind('@'); at != std::string_view::npos) {
    operation = text.substr(at + 1);
    text = text.substr(0, at);
  }
  const auto equals = text.find('=');
  fault.name = text.substr(0, equals);
  const auto& kind = kind_of(fault.name);
  if (equals != std::string_view::npos) fault.value = text.substr(equals + 1);
  if (kind.value.empty() && !fault.value.empty() && operation.empty()) {
    operation = std::string_view(text).substr(equals + 1);
    fault.value.clear();
  }
  if (!operation.empty()) fault.operation = operation_named(operation);
  fault.left = kind.always ? -1 : 1;
  if (count == "always") {
    fault.left = -1;
  } else if (!count.empty()) {
    const auto [end, error] = std::from_chars(count.data(), count.data() + count.size(), fault.left);
    if (error != std::errc{} || end != count.data() + count.size() || fault.left < 1) {
      refuse("not a count: '" + std::string(count) + "'");
    }
  }
  return fault;
}

std::vector<Fault> Faults::read() const {
  std::vector<Fault> faults;
  const auto record = records_.get("settings", "faults");
  if (!record) return faults;
  for (const auto& entry : *record)
    faults.push_back({entry.at("name"), entry.at("operation"), entry.at("value"), entry.at("left")});
  return faults;
}

void Faults::write(const std::vector<Fault>& faults) const {
  auto record = Json::array();
  for (const auto& fault : faults) {
    record.push_back(
        {{"name", fault.name}, {"operation", fault.operation}, {"value", fault.value}, {"left", fault.left}});
  }
  records_.put("settings", "faults", record);
}

void Faults::add(const Fault& fault) const {
  auto faults = read();
  std::erase_if(faults,
                [&](const Fault& other) { return other.name == fault.name && other.operation == fault.operation; });
  faults.push_back(fault);
  write(faults);
}

void Faults::clear() const { write({}); }

std::vector<Fault> Faults::list() const { return read(); }

std::optional<Fault> Faults::strike(std::string_view name, std::string_view operation) const {
  auto faults = read();
  const auto found = std::ranges::find_if(faults, [&](const Fault& fault) { return concerns(fault, name, operation); });
  if (found == faults.end()) return std::nullopt;
  const auto fault = *found;
  if (fault.left > 0) {
    if (--found->left == 0) faults.erase(found);
    write(faults);
  }
  return fault;
}

std::optional<Fault> Faults::find(std::string_view name, std::string_view operation) const {
  for (const auto& fault : read()) {
    if (concerns(fault, name, operation)) return fault;
  }
  return std::nullopt;
}

}  // namespace reseal::sandbox
