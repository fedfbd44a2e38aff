// SPDX-License-Identifier: Apache-2.0
// A remote signing service with the API of the Cloud Signature Consortium, version 2 (contract:
// core/remote/contract/openapi.json). The faults named "cloud-..." are what real services do differently.
#include <algorithm>
#include <array>

#include "faults.h"
#include "pem.h"
#include "reseal/failure.h"
#include "reseal/readable.h"
#include "reseal/schema.h"
#include "signing_desk.h"
#include "stand.h"

namespace reseal::sandbox {

std::string_view csc_contract(std::string_view name);  // embedded by the build

namespace {

constexpr std::array kCscOperations{
    Operation{"cscInfo", "POST", "/info", "", "Info", 200},
    Operation{"cscToken", "POST", "/oauth2/token", "", "Token", 200},
    Operation{"listCredentials", "POST", "/credentials/list", "ListRequest", "CredentialList", 200},
    Operation{"credentialInfo", "POST", "/credentials/info", "InfoRequest", "CredentialInfo", 200},
    Operation{"sendOtp", "POST", "/credentials/sendOTP", "OtpRequest", "Nothing", 200},
    Operation{"authorizeCredential", "POST", "/credentials/authorize", "AuthorizeRequest", "Authorization", 200},
    Operation{"authoriseCredential", "POST", "/credentials/authorise", "AuthorizeRequest", "Authorization", 200},
    Operation{"checkAuthorization", "POST", "/credentials/authorizeCheck", "CheckRequest", "Authorization", 200},
    Operation{"signHash", "POST", "/signatures/signHash", "SignRequest", "Signatures", 200},
};

PortalReply denied(int status, std::string_view error, std::string_view description) {
  return {status, {{"error", error}, {"error_description", description}}};
}

// "a=1&b=x%40y" (RFC 6749 appendix B).
std::map<std::string, std::string> form_fields(std::string_view body) {
  std::map<std::string, std::string> fields;
  while (!body.empty()) {
    const auto pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(body.size(), pair.size() + 1));
    std::string decoded;
    for (std::size_t i = 0; i < pair.size(); ++i) {
      if (pair[i] == '%' && i + 2 < pair.size()) {
        decoded += static_cast<char>(from_hex(pair.substr(i + 1, 2)).at(0));
        i += 2;
      } else {
        decoded += pair[i] == '+' ? ' ' : pair[i];
      }
    }
    const auto equals = decoded.find('=');
    if (equals != std::string::npos) fields[decoded.substr(0, equals)] = decoded.substr(equals + 1);
  }
  return fields;
}

std::string csc_time(const ASN1_TIME* time) { return local_text(time_of(time), Seconds(0), "%Y%m%d%H%M%SZ"); }

std::string der_of(const std::string& pem) { return to_base64(to_der(certificate_from_pem(pem).get())); }

Json csc_info() {
  return {{"specs", "2.0.0.2"},
          {"name", "MISA eSign RemoteSigning (Sandbox)"},
          {"logo", "https://misa.invalid/logo.png"},
          {"region", "VN"},
          {"lang", "vi-VN"},
          {"authType", {"oauth2client"}},
          {"methods",
           {"info", "oauth2/token", "credentials/list", "credentials/info", "credentials/sendOTP",
            "credentials/authorize", "credentials/authorizeCheck", "signatures/signHash"}}};
}

class SigningVisit {
 public:
  explicit SigningVisit(const World& world)
      : world_(world), keys_(world), desk_(world, portal_now(world)), faults_(world.records()) {}

  [[nodiscard]] bool deviates(std::string_view how) const { return faults_.find(how, "*").has_value(); }

  PortalReply token(const std::string& form) const {
    const auto fields = form_fields(form);
    const auto field = [&](const std::string& name) { return fields.contains(name) ? fields.at(name) : ""; };
    if (field("grant_type") != "client_credentials") {
      return denied(400, "unsupported_grant_type", "grant_type must be client_credentials");
    }
    const auto token = desk_.let_in(field("client_id"), field("client_secret"));
    if (token.empty()) return denied(401, "invalid_client", "Invalid client_id or client_secret");
    return {200, {{"access_token", token}, {"token_type", "Bearer"}, {"expires_in", SigningDesk::kTokenSeconds}}};
  }

  [[nodiscard]] bool let_in(const std::string& authorization, std::string_view operation) const {
    if (faults_.strike("token-expired", operation)) desk_.forget_tokens();
    constexpr std::string_view kBearer = "Bearer ";
    return authorization.starts_with(kBearer) && desk_.knows_token(authorization.substr(kBearer.size()));
  }

  PortalReply list(const Json& body) const {
    if (!body.contains("userID"))
      return denied(400, "invalid_request", "Missing (or invalid type) string parameter userID");
    auto ids = Json::array();
    for (const auto& credential : keys_.of(body.at("userID"))) {
      if (!credential.certificate.empty()) ids.push_back(credential.id);
    }
    return {200, {{"credentialIDs", ids}}};
  }

  PortalReply info(const Json& body) const {
    const auto known = keys_.find(body.at("credentialID"));
    if (!known || known->certificate.empty()) return unknown_credential();
    const auto certificate = certificate_from_pem(known->certificate);
    const auto* key = X509_get0_pubkey(certificate.get());
    const bool rsa = EVP_PKEY_is_a(key, "RSA") == 1;
    Json about_key{{"status", known->enabled ? "enabled" : "disabled"},
                   {"algo", rsa ? Json{"1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11"} : Json{"1.2.840.10045.4.3.2"}},
                   {"len", EVP_PKEY_get_bits(key)}};
    if (!rsa) about_key["curve"] = "1.2.840.10045.3.1.7";
    Json cert{{"status", time_of(X509_get0_notAfter(certificate.get())) < world_.now_seconds() ? "expired" : "valid"},
              {"certificates", {der_of(known->certificate)}},
              {"issuerDN", name_text(X509_get_issuer_name(certificate.get()))},
              {"serialNumber", serial_of(certificate.get())},
              {"subjectDN", name_text(X509_get_subject_name(certificate.get()))},
              {"validFrom", csc_time(X509_get0_notBefore(certificate.get()))},
              {"validTo", csc_time(X509_get0_notAfter(certificate.get()))}};
    if (body.value("certificates", "single") == "chain") {
      for (const auto& above : known->chain) cert["certificates"].push_back(der_of(above));
    }
    return {200,
            {{"description", "MISA eSign"},
             {"key", about_key},
             {"cert", cert},
             {"auth", asked_of(*known)},
             {"SCAL", "2"},
             {"multisign", 1}}};
  }

  PortalReply send_otp(const Json& body) const {
    const auto known = keys_.find(body.at("credentialID"));
    if (!known) return unknown_credential();
    desk_.send_otp(*known);
    return {200, Json::object()};
  }

  PortalReply authorize(const Json& body) const {
    const auto known = keys_.find(body.at("credentialID"));
    if (!known) return unknown_credential();
    if (!known->enabled) return denied(400, "invalid_request", "The credential is disabled");
    const auto& count = body.at("numSignatures");
    if (count.is_string() != deviates("cloud-text-numbers")) {
      return denied(400, "invalid_request", "Invalid parameter numSignatures");
    }
    const SigningWish wish{known->id, body.value(hashes_field(), std::vector<std::string>())};
    if (wish.hashes.size() != 1 || (count.is_string() ? count != "1" : count != 1)) {
      return denied(400, "invalid_request", "Invalid number of hashes");
    }
    if (deviates("cloud-phone")) return {200, {{"handle", desk_.ask_on_phone(wish)}}};
    const auto account = keys_.account(known->user).value();
    switch (desk_.check_pin(*known, given(body, "PIN"))) {
      case SigningDesk::Check::ok:
        break;
      case SigningDesk::Check::wrong:
      case SigningDesk::Check::locked: {
        auto reply = denied(400, "invalid_pin", "The PIN is invalid");
        reply.body["remainingAttempts"] = desk_.pin_tries_left(*known);
        return reply;
      }
    }
    if (account.asks != "pin" && !desk_.check_otp(*known, given(body, "OTP"))) {
      return denied(400, "invalid_otp", "The OTP is invalid or has expired");
    }
    return granted(wish);
  }

  PortalReply check(const Json& body) const {
    const auto answer = desk_.phone_answer(text(body, "handle"));
    if (!answer) return denied(400, "invalid_request", "Invalid parameter handle");
    if (answer->state == "pending") return {200, {{"handle", body.at("handle")}}};
    if (answer->state == "refused") return denied(400, "access_denied", "The user refused the signature");
    return granted(answer->wish);
  }

  PortalReply sign(const Json& body) const {
    const SigningWish wish{text(body, "credentialID"), body.value(hashes_field(), std::vector<std::string>())};
    const auto known = keys_.find(wish.credential);
    if (!known) return unknown_credential();
    if (!desk_.spend(text(body, "SAD"), wish)) return denied(400, "invalid_request", "Invalid parameter SAD");
    auto signatures = Json::array();
    for (const auto& hash : wish.hashes) {
      const auto signature = desk_.sign(wish.credential, hash_of(body), from_base64(hash));
      if (!signature) return denied(400, "invalid_request", "Invalid digest value length");
      signatures.push_back(to_base64(*signature));
    }
    return {200, {{"signatures", signatures}}};
  }

 private:
  static PortalReply unknown_credential() { return denied(400, "invalid_request", "Invalid parameter credentialID"); }

  [[nodiscard]] std::string hashes_field() const { return deviates("cloud-v1-fields") ? "hash" : "hashes"; }

  // What a person has to say before a signature, as credentials/info tells it.
  [[nodiscard]] Json asked_of(const CloudCredential& credential) const {
    if (deviates("cloud-phone")) return {{"mode", "implicit"}};
    Json objects{{{"type", "Password"}, {"id", "PIN"}, {"format", "N"}, {"label", "PIN"}}};
    const auto account = keys_.account(credential.user).value();
    if (account.asks == "pin") return {{"mode", "explicit"}, {"expression", "PIN"}, {"objects", objects}};
    objects.push_back({{"type", "Password"},
                       {"id", "OTP"},
                       {"format", "N"},
                       {"generator", "online"},
                       {"label", "OTP"},
                       {"description", account.phone.substr(account.phone.size() - 3)}});
    return {{"mode", "explicit"}, {"expression", "PIN AND OTP"}, {"objects", objects}};
  }

  [[nodiscard]] std::string given(const Json& body, const std::string& id) const {
    if (deviates("cloud-v1-fields")) return body.value(id, "");
    for (const auto& one : body.value("authData", Json::array())) {
      if (one.value("id", "") == id) return one.value("value", "");
    }
    return {};
  }

  [[nodiscard]] PortalReply granted(const SigningWish& wish) const {
    return {200, {{"SAD", desk_.authorize(wish)}, {"expiresIn", SigningDesk::kSadSeconds}}};
  }

  static std::string hash_of(const Json& body) {
    if (body.contains("hashAlgorithmOID")) return text(body, "hashAlgorithmOID");
    const auto algorithm = text(body, "signAlgo");
    if (algorithm == "1.2.840.113549.1.1.12" || algorithm == "1.2.840.10045.4.3.3") return "2.16.840.1.101.3.4.2.2";
    if (algorithm == "1.2.840.113549.1.1.13" || algorithm == "1.2.840.10045.4.3.4") return "2.16.840.1.101.3.4.2.3";
    return "2.16.840.1.101.3.4.2.1";
  }

  const World& world_;
  CloudKeys keys_;
  SigningDesk desk_;
  Faults faults_;
};

class CscStand final : public Stand {
 public:
  [[nodiscard]] std::string_view system() const override { return "csc"; }
  [[nodiscard]] std::string_view base_path() const override { return "/csc/v2"; }
  [[nodiscard]] std::string_view contract() const override { return csc_contract("openapi.json"); }
  [[nodiscard]] std::span<const Operation> operations() const override { return kCscOperations; }

  // Its own way: OAuth 2, no idempotency keys, errors in a form of their own.
  [[nodiscard]] PortalReply receive(const World& world, const PortalRequest& request) const override {
    const SigningVisit visit(world);
    const auto id = request.operation->id;
    if (id == "cscToken") return visit.token(request.body);
    if (id == "cscInfo") return {200, csc_info()};
    if (!visit.let_in(request.authorization, id)) return denied(401, "invalid_token", "The access token is not valid");
    const bool british = visit.deviates("cloud-authorise");
    if ((id == "authorizeCredential" && british) || (id == "authoriseCredential" && !british)) {
      return denied(404, "invalid_request", "No such method");
    }
    Json body;
    try {
      body = parse_json(request.body, "request");
    } catch (const MessageError& error) {
      return denied(400, "invalid_request", error.what());
    }
    const bool by_contract = !visit.deviates("cloud-v1-fields") && !visit.deviates("cloud-text-numbers");
    if (const auto problem = contract_problem(*this, request.operation->request, body);
        by_contract && !problem.empty()) {
      return denied(400, "invalid_request", problem);
    }
    return handle(world, request, body);
  }

  [[nodiscard]] PortalReply handle(const World& world, const PortalRequest& request, const Json& body) const override {
    const SigningVisit visit(world);
    const auto id = request.operation->id;
    if (id == "listCredentials") return visit.list(body);
    if (id == "credentialInfo") return visit.info(body);
    if (id == "sendOtp") return visit.send_otp(body);
    if (id == "checkAuthorization") return visit.check(body);
    if (id == "signHash") return visit.sign(body);
    return visit.authorize(body);
  }

  void tick(const World& /*world*/) const override {}
};

}  // namespace

const Stand& csc_stand() {
  static const CscStand stand;
  return stand;
}

}  // namespace reseal::sandbox
