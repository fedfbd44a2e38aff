// SPDX-License-Identifier: Apache-2.0
#include "signing_desk.h"

#include <openssl/rsa.h>

#include <array>

#include "cloud_maker.h"
#include "faults.h"
#include "outbox.h"
#include "pem.h"

namespace reseal::sandbox {
namespace {

constexpr auto kTokens = "cloud-tokens";
constexpr auto kPins = "cloud-pins";
constexpr auto kPasswords = "cloud-otps";
constexpr auto kSads = "cloud-sads";
constexpr auto kQuestions = "cloud-phone";
constexpr int kOtpSeconds = 180;

Json wish_json(const SigningWish& wish) { return {{"credential", wish.credential}, {"hashes", wish.hashes}}; }

const EVP_MD* digest_named(const std::string& oid) {
  if (oid == "2.16.840.1.101.3.4.2.1") return EVP_sha256();
  if (oid == "2.16.840.1.101.3.4.2.2") return EVP_sha384();
  if (oid == "2.16.840.1.101.3.4.2.3") return EVP_sha512();
  return nullptr;
}

}  // namespace

Json SigningDesk::until(int seconds) const { return (now_ + Seconds(seconds)).time_since_epoch().count(); }
bool SigningDesk::is_past(const Json& record) const {
  return record.at("until").get<std::int64_t>() < now_.time_since_epoch().count();
}

std::string SigningDesk::let_in(std::string_view client, std::string_view secret) const {
  if (client != kCloudClient || secret != secret_in(cloud_client_secret_file(world_), 24)) return {};
  auto token = to_hex(random_bytes(16));
  world_.records().put(kTokens, token, {{"until", until(kTokenSeconds)}});
  return token;
}

bool SigningDesk::knows_token(std::string_view token) const {
  const auto record = world_.records().get(kTokens, token);
  return record && !is_past(*record);
}

void SigningDesk::forget_tokens() const { std::filesystem::remove_all(world_.folder() / "records" / kTokens); }

void SigningDesk::send_otp(const CloudCredential& credential) const {
  const auto account = keys_.account(credential.user).value();
  const auto code = random_digits(6);
  world_.records().put(kPasswords, credential.id, {{"code", code}, {"until", until(kOtpSeconds)}});
  const Faults faults(world_.records());
  if (faults.strike("sms-lost", "sendOtp")) return;
  const auto shown = faults.strike("sms-wrong-code", "sendOtp") ? (code == "000000" ? "000001" : "000000") : code;
  Outbox(world_.folder() / "outbox")
      .sms(next_number(world_.records(), "OTP"), account.phone, "MISA eSign: Ma xac thuc ky so la " + shown + ".");
}

SigningDesk::Check SigningDesk::check_pin(const CloudCredential& credential, std::string_view pin) const {
  if (pin_tries_left(credential) == 0) return Check::locked;
  if (keys_.account(credential.user).value().pin == pin) {
    world_.records().put(kPins, credential.id, {{"wrong", 0}});
    return Check::ok;
  }
  const int left = pin_tries_left(credential) - 1;
  world_.records().put(kPins, credential.id, {{"wrong", kPinTries - left}});
  return left == 0 ? Check::locked : Check::wrong;
}

int SigningDesk::pin_tries_left(const CloudCredential& credential) const {
  const auto record = world_.records().get(kPins, credential.id);
  return kPinTries - (record ? record->at("wrong").get<int>() : 0);
}

bool SigningDesk::check_otp(const CloudCredential& credential, std::string_view otp) const {
  const auto record = world_.records().get(kPasswords, credential.id);
  if (!record || is_past(*record) || record->at("code") != std::string(otp)) return false;
  world_.records().put(kPasswords, credential.id, {{"code", ""}, {"until", 0}});
  return true;
}

std::string SigningDesk::authorize(const SigningWish& wish) const {
  auto sad = to_hex(random_bytes(16));
  auto record = wish_json(wish);
  record["until"] = until(kSadSeconds);
  record["spent"] = false;
  world_.records().put(kSads, sad, record);
  return sad;
}

bool SigningDesk::spend(std::string_view sad, const SigningWish& wish) const {
  auto record = world_.records().get(kSads, sad);
  if (!record || is_past(*record) || record->at("spent").get<bool>()) return false;
  if (record->at("credential") != wish.credential || record->at("hashes") != Json(wish.hashes)) return false;
  (*record)["spent"] = true;
  world_.records().put(kSads, sad, *record);
  return true;
}

std::string SigningDesk::ask_on_phone(const SigningWish& wish) const {
  auto handle = next_number(world_.records(), "ASK");
  auto record = wish_json(wish);
  record["handle"] = handle;
  const auto fault = Faults(world_.records()).find("cloud-phone", "*");
  record["state"] = fault && fault->value == "confirms"  ? "confirmed"
                    : fault && fault->value == "refuses" ? "refused"
                                                         : "pending";
  world_.records().put(kQuestions, handle, record);
  return handle;
}

std::optional<SigningDesk::PhoneAnswer> SigningDesk::phone_answer(std::string_view handle) const {
  const auto record = world_.records().get(kQuestions, handle);
  if (!record) return std::nullopt;
  return PhoneAnswer{record->at("state"), {record->at("credential"), record->at("hashes")}};
}

int SigningDesk::answer_phone(bool confirm) const {
  int answered = 0;
  for (auto record : world_.records().all(kQuestions)) {
    if (record.at("state") != "pending") continue;
    record["state"] = confirm ? "confirmed" : "refused";
    world_.records().put(kQuestions, record.at("handle").get<std::string>(), record);
    ++answered;
  }
  return answered;
}

std::optional<Bytes> SigningDesk::sign(const std::string& credential, const std::string& hash_oid,
                                       ByteView digest) const {
  const auto* algorithm = digest_named(hash_oid);
  if (algorithm == nullptr || digest.size() != static_cast<std::size_t>(EVP_MD_get_size(algorithm)))
    return std::nullopt;
  const auto key = keys_.private_key(credential);
  const std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>> context(
      EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  require(context && EVP_PKEY_sign_init(context.get()) == 1, "EVP_PKEY_sign_init");
  if (EVP_PKEY_is_a(key.get(), "RSA") == 1) {
    require(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1, "EVP_PKEY_CTX_set_rsa_padding");
  }
  require(EVP_PKEY_CTX_set_signature_md(context.get(), algorithm) == 1, "EVP_PKEY_CTX_set_signature_md");
  std::size_t size = 0;
  require(EVP_PKEY_sign(context.get(), nullptr, &size, digest.data(), digest.size()) == 1, "EVP_PKEY_sign");
  Bytes signature(size);
  require(EVP_PKEY_sign(context.get(), signature.data(), &size, digest.data(), digest.size()) == 1, "EVP_PKEY_sign");
  signature.resize(size);
  return signature;
}

}  // namespace reseal::sandbox
