// SPDX-License-Identifier: Apache-2.0
#include "token_maker.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "credit_code.h"
#include "pem.h"
#include "pkcs11_session.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"

namespace reseal::sandbox {
namespace {

constexpr std::size_t kLabelBytes = 32;
constexpr unsigned char kP256[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};

// A label is 32 bytes; Vietnamese takes up to three for a letter.
std::string fitting(std::string label) {
  if (label.size() <= kLabelBytes) return label;
  std::size_t size = kLabelBytes;
  while (size > 0 && (static_cast<unsigned char>(label[size]) & 0xC0U) == 0x80U) --size;
  label.resize(size);
  return label;
}

std::filesystem::path prepare_folder(const TokenPlan& plan) {
  std::filesystem::create_directories(plan.folder / "tokens");
  auto conf = plan.folder / "softhsm2.conf";
  if (!std::filesystem::exists(conf)) {
    replace_file(conf, "directories.tokendir = " + to_utf8(plan.folder / "tokens") +
                           "\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = true\n");
  }
  return conf;
}

CK_SLOT_ID make_empty_token(const Pkcs11Module& module, const std::string& label, const std::string& pin) {
  for (const auto slot : module.slots_with_token()) {
    if ((module.token_info(slot).flags & CKF_TOKEN_INITIALIZED) != 0) continue;
    std::string padded(label);
    padded.resize(kLabelBytes, ' ');
    auto so_pin = random_digits(12);
    require_ok(module.functions().C_InitToken(slot, reinterpret_cast<CK_UTF8CHAR_PTR>(so_pin.data()), so_pin.size(),
                                              reinterpret_cast<CK_UTF8CHAR_PTR>(padded.data())),
               "C_InitToken");
    const Pkcs11Session session(module, slot);
    session.login(CKU_SO, so_pin);
    auto user_pin = pin;
    require_ok(module.functions().C_InitPIN(session.handle(), reinterpret_cast<CK_UTF8CHAR_PTR>(user_pin.data()),
                                            user_pin.size()),
               "C_InitPIN");
    require_ok(module.functions().C_Logout(session.handle()), "C_Logout");
    return slot;
  }
  throw Error(ErrorCode::token_error, {{"token", label}, {"problem", "the module has no free slot"}});
}

std::optional<CK_SLOT_ID> slot_of(const Pkcs11Module& module, const std::string& label) {
  for (const auto slot : module.slots_with_token()) {
    const auto info = module.token_info(slot);
    if ((info.flags & CKF_TOKEN_INITIALIZED) != 0 && padded_text(info.label) == label) return slot;
  }
  return std::nullopt;
}

struct Attributes {
  std::vector<CK_ATTRIBUTE> list;
  void add(CK_ATTRIBUTE_TYPE type, const void* value, std::size_t size) {
    list.push_back({type, const_cast<void*>(value), static_cast<CK_ULONG>(size)});
  }
  void add(CK_ATTRIBUTE_TYPE type, const CK_BBOOL& value) { add(type, &value, sizeof value); }
  void add(CK_ATTRIBUTE_TYPE type, const CK_ULONG& value) { add(type, &value, sizeof value); }
  void add(CK_ATTRIBUTE_TYPE type, const Bytes& value) { add(type, value.data(), value.size()); }
  void add(CK_ATTRIBUTE_TYPE type, const std::string& value) { add(type, value.data(), value.size()); }
};

KeyHandle from_parameters(const char* type, OSSL_PARAM_BLD* builder) {
  const std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>> parameters(OSSL_PARAM_BLD_to_param(builder));
  const std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>> context(
      EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  require(context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
              EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) == 1,
          "EVP_PKEY_fromdata");
  return KeyHandle(key);
}

using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;

KeyHandle public_key(const Pkcs11Session& session, CK_OBJECT_HANDLE object, KeyAlgorithm algorithm) {
  const Builder builder(OSSL_PARAM_BLD_new());
  if (algorithm == KeyAlgorithm::rsa) {
    const auto number = [&](CK_ATTRIBUTE_TYPE type) {
      const auto octets = session.attribute(object, type);
      return Number(BN_bin2bn(octets.data(), static_cast<int>(octets.size()), nullptr));
    };
    const auto modulus = number(CKA_MODULUS);
    const auto exponent = number(CKA_PUBLIC_EXPONENT);
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
    return from_parameters("RSA", builder.get());
  }
  const auto wrapped = session.attribute(object, CKA_EC_POINT);  // an OCTET STRING around the point
  const auto* data = wrapped.data();
  const std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING_free>> point(
      d2i_ASN1_OCTET_STRING(nullptr, &data, static_cast<long>(wrapped.size())));
  require(point != nullptr, "d2i_ASN1_OCTET_STRING");
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, ASN1_STRING_get0_data(point.get()),
                                   static_cast<std::size_t>(ASN1_STRING_length(point.get())));
  return from_parameters("EC", builder.get());
}

KeyHandle make_key_on_token(const Pkcs11Session& session, const TokenPlan& plan, const Bytes& id,
                            const std::string& label) {
  const CK_BBOOL yes = CK_TRUE;
  const CK_BBOOL no = CK_FALSE;
  const bool rsa = plan.algorithm == KeyAlgorithm::rsa;
  const CK_ULONG bits = static_cast<CK_ULONG>(plan.old_weak ? 1024 : plan.bits);
  const Bytes exponent{0x01, 0x00, 0x01};
  const Bytes curve(std::begin(kP256), std::end(kP256));
  Attributes open;
  open.add(CKA_TOKEN, yes);
  open.add(CKA_PRIVATE, no);
  open.add(CKA_VERIFY, yes);
  open.add(CKA_ID, id);
  open.add(CKA_LABEL, label);
  if (rsa) {
    open.add(CKA_MODULUS_BITS, bits);
    open.add(CKA_PUBLIC_EXPONENT, exponent);
  } else {
    open.add(CKA_EC_PARAMS, curve);
  }
  Attributes secret;
  secret.add(CKA_TOKEN, yes);
  secret.add(CKA_PRIVATE, yes);
  secret.add(CKA_SENSITIVE, yes);
  secret.add(CKA_EXTRACTABLE, no);
  secret.add(CKA_SIGN, yes);
  secret.add(CKA_DECRYPT, rsa ? yes : no);
  secret.add(CKA_ID, id);
  secret.add(CKA_LABEL, label);
  CK_MECHANISM mechanism{rsa ? static_cast<CK_MECHANISM_TYPE>(CKM_RSA_PKCS_KEY_PAIR_GEN)
                             : static_cast<CK_MECHANISM_TYPE>(CKM_EC_KEY_PAIR_GEN),
                         nullptr, 0};
  CK_OBJECT_HANDLE public_object = 0;
  CK_OBJECT_HANDLE private_object = 0;
  require_ok(
      session.functions().C_GenerateKeyPair(session.handle(), &mechanism, open.list.data(), open.list.size(),
                                            secret.list.data(), secret.list.size(), &public_object, &private_object),
      "C_GenerateKeyPair");
  return public_key(session, public_object, plan.algorithm);
}

void write_certificate(const Pkcs11Session& session, X509* certificate, const Bytes& id, const std::string& label) {
  const CK_BBOOL yes = CK_TRUE;
  const CK_BBOOL no = CK_FALSE;
  const CK_ULONG object_class = CKO_CERTIFICATE;
  const CK_ULONG type = CKC_X_509;
  const auto der = to_der(certificate);
  const auto subject = name_der(X509_get_subject_name(certificate));
  const auto issuer = name_der(X509_get_issuer_name(certificate));
  unsigned char* octets = nullptr;
  const int size = i2d_ASN1_INTEGER(X509_get0_serialNumber(certificate), &octets);
  require(size > 0, "i2d_ASN1_INTEGER");
  const Bytes serial(octets, octets + size);
  OPENSSL_free(octets);
  Attributes attributes;
  attributes.add(CKA_CLASS, object_class);
  attributes.add(CKA_CERTIFICATE_TYPE, type);
  attributes.add(CKA_TOKEN, yes);
  attributes.add(CKA_PRIVATE, no);
  attributes.add(CKA_ID, id);
  attributes.add(CKA_LABEL, label);
  attributes.add(CKA_SUBJECT, subject);
  attributes.add(CKA_ISSUER, issuer);
  attributes.add(CKA_SERIAL_NUMBER, serial);
  attributes.add(CKA_VALUE, der);
  CK_OBJECT_HANDLE object = 0;
  require_ok(
      session.functions().C_CreateObject(session.handle(), attributes.list.data(), attributes.list.size(), &object),
      "C_CreateObject");
}

std::string percent_encoded(const std::string& text) {
  static constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string encoded;
  for (const char c : text) {
    if (kPlain.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      encoded += "%" + to_upper_hex(Bytes{static_cast<std::uint8_t>(c)});
    }
  }
  return encoded;
}

const char* default_label(const std::string& issuer) {
  if (of_viettel(issuer)) return "Viettel-CA";
  return of_szca(issuer) ? "SZCA UKey" : "MISA-CA eSign";
}

}  // namespace

Json make_token(const World& world, const TokenPlan& asked) {
  auto plan = asked;
  check_issuer(world, plan.issuer);
  plan.folder = std::filesystem::absolute(plan.folder);
  if (plan.label.empty()) plan.label = default_label(plan.issuer);
  plan.label = fitting(plan.label);
  if (plan.pin_file.empty()) plan.pin_file = plan.folder / "pin.txt";
  const auto conf = prepare_folder(plan);
  ::setenv("SOFTHSM2_CONF", conf.c_str(), 1);  // read by the module when it is loaded
  const auto pin = secret_in(plan.pin_file, 8);
  const Pkcs11Module module(plan.module);
  auto slot = slot_of(module, plan.label);
  if (slot && !plan.again && !plan.on_existing) {
    throw Error(ErrorCode::usage,
                {{"problem", "there is a token '" + plan.label + "' already: say --again or --on-existing"}});
  }
  if (!slot || plan.again) slot = make_empty_token(module, plan.label, pin);

  const Pkcs11Session session(module, *slot);
  session.login(CKU_USER, pin);
  auto serials = Json::array();
  CertificateHandle last;
  for (int made = 0; made < plan.count; ++made) {
    const auto id = random_bytes(20);
    const auto key = make_key_on_token(session, plan, id, plan.label);
    last = issue_to_holder(world, plan, key.get());
    write_certificate(session, last.get(), id, plan.label);
    serials.push_back(serial_of(last.get()));
  }
  const auto info = module.token_info(*slot);
  const auto uri = "pkcs11:token=" + percent_encoded(padded_text(info.label)) +
                   ";manufacturer=" + percent_encoded(padded_text(info.manufacturerID)) +
                   ";serial=" + percent_encoded(padded_text(info.serialNumber)) +
                   ";model=" + percent_encoded(padded_text(info.model));
  return {{"module", to_utf8(plan.module)},
          {"softhsm2_conf", to_utf8(conf)},
          {"pin_file", to_utf8(std::filesystem::absolute(plan.pin_file))},
          {"label", plan.label},
          {"token_serial", padded_text(info.serialNumber)},
          {"uri", uri},
          {"serial", serials.back()},
          {"serials", serials},
          {"subject", name_text(X509_get_subject_name(last.get()))},
          {"credit_code", credit_code_of(last.get())},
          {"tax_code", tax_code_of(X509_get_subject_name(last.get()))},
          {"not_after", to_iso(time_of(X509_get0_notAfter(last.get())))},
          {"certificate", to_pem(last.get())}};
}

}  // namespace reseal::sandbox
