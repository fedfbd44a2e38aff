// SPDX-License-Identifier: Apache-2.0
#include "support/softhsm_token.h"

#include <dlfcn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <p11-kit/pkcs11.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace reseal::test {
namespace {

constexpr CK_BBOOL kYes = CK_TRUE;
constexpr CK_BBOOL kNo = CK_FALSE;

void check(CK_RV value, const char* what) {
  if (value == CKR_OK) return;
  std::ostringstream text;
  text << what << ": 0x" << std::hex << value;
  throw std::runtime_error(text.str());
}

CK_FUNCTION_LIST* softhsm() {
  static CK_FUNCTION_LIST* functions = [] {
    void* library = dlopen(SoftHsm::module().c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw std::runtime_error(dlerror());
    CK_FUNCTION_LIST* list = nullptr;
    check(reinterpret_cast<CK_C_GetFunctionList>(dlsym(library, "C_GetFunctionList"))(&list), "C_GetFunctionList");
    return list;
  }();
  return functions;
}

class Initialised {
 public:
  Initialised() { check(softhsm()->C_Initialize(nullptr), "C_Initialize (is the module in use?)"); }
  ~Initialised() { softhsm()->C_Finalize(nullptr); }
  Initialised(const Initialised&) = delete;
  Initialised& operator=(const Initialised&) = delete;
};

std::vector<CK_SLOT_ID> slots() {
  CK_ULONG count = 0;
  check(softhsm()->C_GetSlotList(CK_TRUE, nullptr, &count), "C_GetSlotList");
  std::vector<CK_SLOT_ID> found(count);
  check(softhsm()->C_GetSlotList(CK_TRUE, found.data(), &count), "C_GetSlotList");
  found.resize(count);
  return found;
}

std::string serial_of(CK_SLOT_ID slot) {
  CK_TOKEN_INFO info{};
  check(softhsm()->C_GetTokenInfo(slot, &info), "C_GetTokenInfo");
  if ((info.flags & CKF_TOKEN_INITIALIZED) == 0) return {};
  std::string serial(reinterpret_cast<const char*>(info.serialNumber), sizeof info.serialNumber);
  serial.erase(serial.find_last_not_of(' ') + 1);
  return serial;
}

CK_SLOT_ID slot_of(const std::string& serial) {
  for (const CK_SLOT_ID slot : slots()) {
    if (serial_of(slot) == serial) return slot;
  }
  throw std::runtime_error("no such virtual token");
}

unsigned char* text(const std::string& value) {
  return reinterpret_cast<unsigned char*>(const_cast<char*>(value.data()));
}

class UserSession {
 public:
  explicit UserSession(const SoftHsmToken& token) {
    check(
        softhsm()->C_OpenSession(slot_of(token.serial), CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &handle),
        "C_OpenSession");
    check(softhsm()->C_Login(handle, CKU_USER, text(token.pin), token.pin.size()), "C_Login");
  }

 private:
  Initialised initialised_;  // finalising closes the session

 public:
  CK_SESSION_HANDLE handle = CK_INVALID_HANDLE;
};

Bytes value_of(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) {
  CK_ATTRIBUTE wanted{type, nullptr, 0};
  check(softhsm()->C_GetAttributeValue(session, object, &wanted, 1), "C_GetAttributeValue");
  Bytes value(wanted.ulValueLen);
  wanted.pValue = value.data();
  check(softhsm()->C_GetAttributeValue(session, object, &wanted, 1), "C_GetAttributeValue");
  return value;
}

template <typename T>
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, const T& value) {
  return {type, const_cast<T*>(&value), sizeof value};
}
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, const Bytes& value) {
  return {type, const_cast<std::uint8_t*>(value.data()), value.size()};
}
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, const std::string& value) {
  return {type, const_cast<char*>(value.data()), value.size()};
}

struct Free {
  void operator()(OSSL_PARAM_BLD* p) const { OSSL_PARAM_BLD_free(p); }
  void operator()(OSSL_PARAM* p) const { OSSL_PARAM_free(p); }
  void operator()(EVP_PKEY_CTX* p) const { EVP_PKEY_CTX_free(p); }
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(BIGNUM* p) const { BN_free(p); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

// By OpenSSL, not by the room under test.
Bytes spki_of(const char* type, OSSL_PARAM_BLD* builder) {
  const Owned<OSSL_PARAM> params(OSSL_PARAM_BLD_to_param(builder));
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* made = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
    throw std::runtime_error("OpenSSL does not take the token's public key");
  }
  const Owned<EVP_PKEY> key(made);
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key.get(), &der);
  Bytes spki(der, der + size);
  OPENSSL_free(der);
  return spki;
}

Bytes rsa_spki(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key) {
  const Bytes modulus = value_of(session, key, CKA_MODULUS);
  const Bytes exponent = value_of(session, key, CKA_PUBLIC_EXPONENT);
  const Owned<BIGNUM> n(BN_bin2bn(modulus.data(), static_cast<int>(modulus.size()), nullptr));
  const Owned<BIGNUM> e(BN_bin2bn(exponent.data(), static_cast<int>(exponent.size()), nullptr));
  const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  return spki_of("RSA", builder.get());
}

Bytes ec_spki(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key, const char* group) {
  const Bytes point = value_of(session, key, CKA_EC_POINT);  // an OCTET STRING below 128 bytes
  const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data() + 2, point.size() - 2);
  return spki_of("EC", builder.get());
}

Bytes generate(const SoftHsmToken& token, KeyKind kind, const Bytes& id, const std::string& label, bool orphan) {
  const UserSession session(token);
  const bool ec = kind == KeyKind::ec_p256 || kind == KeyKind::ec_p384;
  const CK_ULONG bits = kind == KeyKind::rsa_1024 ? 1024 : kind == KeyKind::rsa_2048 ? 2048 : 3072;
  const Bytes exponent{1, 0, 1};
  const Bytes curve = kind == KeyKind::ec_p256 ? Bytes{0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07}
                                               : Bytes{0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22};
  std::vector<CK_ATTRIBUTE> open{attribute(CKA_TOKEN, kYes), attribute(CKA_PRIVATE, kNo), attribute(CKA_ID, id),
                                 attribute(CKA_LABEL, label)};
  if (ec) {
    open.push_back(attribute(CKA_EC_PARAMS, curve));
  } else {
    open.push_back(attribute(CKA_MODULUS_BITS, bits));
    open.push_back(attribute(CKA_PUBLIC_EXPONENT, exponent));
  }
  std::array secret{attribute(CKA_TOKEN, kYes),      attribute(CKA_PRIVATE, kYes), attribute(CKA_SENSITIVE, kYes),
                    attribute(CKA_EXTRACTABLE, kNo), attribute(CKA_SIGN, kYes),    attribute(CKA_ID, id),
                    attribute(CKA_LABEL, label)};
  CK_MECHANISM mechanism{ec ? CKM_EC_KEY_PAIR_GEN : CKM_RSA_PKCS_KEY_PAIR_GEN, nullptr, 0};
  CK_OBJECT_HANDLE public_key = CK_INVALID_HANDLE;
  CK_OBJECT_HANDLE private_key = CK_INVALID_HANDLE;
  check(softhsm()->C_GenerateKeyPair(session.handle, &mechanism, open.data(), open.size(), secret.data(), secret.size(),
                                     &public_key, &private_key),
        "C_GenerateKeyPair");
  Bytes spki = ec ? ec_spki(session.handle, public_key, kind == KeyKind::ec_p256 ? "P-256" : "P-384")
                  : rsa_spki(session.handle, public_key);
  if (orphan) check(softhsm()->C_DestroyObject(session.handle, public_key), "C_DestroyObject");
  return spki;
}

std::string described(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object) {
  static constexpr std::array<CK_ATTRIBUTE_TYPE, 30> kTypes = {CKA_CLASS,
                                                               CKA_TOKEN,
                                                               CKA_PRIVATE,
                                                               CKA_LABEL,
                                                               CKA_VALUE,
                                                               CKA_CERTIFICATE_TYPE,
                                                               CKA_ISSUER,
                                                               CKA_SUBJECT,
                                                               CKA_SERIAL_NUMBER,
                                                               CKA_TRUSTED,
                                                               CKA_KEY_TYPE,
                                                               CKA_ID,
                                                               CKA_SENSITIVE,
                                                               CKA_ENCRYPT,
                                                               CKA_DECRYPT,
                                                               CKA_WRAP,
                                                               CKA_UNWRAP,
                                                               CKA_SIGN,
                                                               CKA_VERIFY,
                                                               CKA_DERIVE,
                                                               CKA_START_DATE,
                                                               CKA_END_DATE,
                                                               CKA_MODULUS,
                                                               CKA_PUBLIC_EXPONENT,
                                                               CKA_EXTRACTABLE,
                                                               CKA_LOCAL,
                                                               CKA_NEVER_EXTRACTABLE,
                                                               CKA_ALWAYS_SENSITIVE,
                                                               CKA_EC_PARAMS,
                                                               CKA_EC_POINT};
  std::ostringstream out;
  for (const CK_ATTRIBUTE_TYPE type : kTypes) {
    try {
      out << std::hex << type << '=' << to_hex(value_of(session, object, type)) << ' ';
    } catch (const std::runtime_error&) {
      out << std::hex << type << "=- ";
    }
  }
  return out.str();
}

void create_certificate(CK_SESSION_HANDLE session, const Bytes& der, const Bytes& id, const std::string& label) {
  const unsigned char* cursor = der.data();
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      d2i_X509(nullptr, &cursor, static_cast<long>(der.size())), &X509_free);
  if (!certificate) throw std::runtime_error("not a certificate");
  const auto encoded = [](auto encode, const auto* value) {
    unsigned char* out = nullptr;
    const int size = encode(value, &out);
    Bytes bytes(out, out + size);
    OPENSSL_free(out);
    return bytes;
  };
  const Bytes subject = encoded(i2d_X509_NAME, X509_get_subject_name(certificate.get()));
  const Bytes issuer = encoded(i2d_X509_NAME, X509_get_issuer_name(certificate.get()));
  const Bytes serial = encoded(i2d_ASN1_INTEGER, X509_get0_serialNumber(certificate.get()));
  const CK_OBJECT_CLASS kind = CKO_CERTIFICATE;
  const CK_CERTIFICATE_TYPE type = CKC_X_509;
  std::array attributes{attribute(CKA_CLASS, kind),
                        attribute(CKA_CERTIFICATE_TYPE, type),
                        attribute(CKA_TOKEN, kYes),
                        attribute(CKA_PRIVATE, kNo),
                        attribute(CKA_SUBJECT, subject),
                        attribute(CKA_ISSUER, issuer),
                        attribute(CKA_SERIAL_NUMBER, serial),
                        attribute(CKA_VALUE, der),
                        attribute(CKA_ID, id),
                        attribute(CKA_LABEL, label)};
  CK_OBJECT_HANDLE created = CK_INVALID_HANDLE;
  check(softhsm()->C_CreateObject(session, attributes.data(), attributes.size(), &created), "C_CreateObject");
}

}  // namespace

SoftHsm::SoftHsm() {
  std::string pattern = (std::filesystem::temp_directory_path() / "reseal-token-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
  folder_ = pattern;
  std::filesystem::create_directory(folder_ / "tokens");
  std::ofstream(folder_ / "softhsm2.conf") << "directories.tokendir = " << (folder_ / "tokens").string()
                                           << "\nobjectstore.backend = file\nlog.level = ERROR\n";
  setenv("SOFTHSM2_CONF", (folder_ / "softhsm2.conf").c_str(), 1);
}

SoftHsm::~SoftHsm() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string SoftHsm::module() {
  if (const char* path = std::getenv("RESEAL_TEST_SOFTHSM")) return path;
  return "/usr/lib/softhsm/libsofthsm2.so";
}

SoftHsmToken SoftHsm::add_token(const std::string& label, const std::string& pin) {
  if (label.size() > 32) throw std::runtime_error("a token's label has 32 bytes");
  SoftHsmToken token{label, pin, "12345678", {}};
  const Initialised initialised;
  std::vector<std::string> before;
  CK_SLOT_ID empty = 0;
  for (const CK_SLOT_ID slot : slots()) {
    before.push_back(serial_of(slot));
    if (before.back().empty()) empty = slot;
  }
  std::string padded = label;
  padded.resize(32, ' ');
  check(softhsm()->C_InitToken(empty, text(token.so_pin), token.so_pin.size(), text(padded)), "C_InitToken");
  for (const CK_SLOT_ID slot : slots()) {
    const std::string serial = serial_of(slot);
    if (!serial.empty() && std::ranges::find(before, serial) == before.end()) token.serial = serial;
  }
  CK_SESSION_HANDLE session = CK_INVALID_HANDLE;
  check(
      softhsm()->C_OpenSession(slot_of(token.serial), CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &session),
      "C_OpenSession");
  check(softhsm()->C_Login(session, CKU_SO, text(token.so_pin), token.so_pin.size()), "C_Login");
  check(softhsm()->C_InitPIN(session, text(pin), pin.size()), "C_InitPIN");
  return token;
}

Bytes SoftHsm::add_key(const SoftHsmToken& token, KeyKind kind, const Bytes& id, const std::string& label) {
  return generate(token, kind, id, label, false);
}

Bytes SoftHsm::add_orphan_key(const SoftHsmToken& token, KeyKind kind, const Bytes& id, const std::string& label) {
  return generate(token, kind, id, label, true);
}

void SoftHsm::add_certificate(const SoftHsmToken& token, const Bytes& der, const Bytes& id, const std::string& label) {
  add_certificates(token, {{der, id, label}});
}

void SoftHsm::add_certificates(const SoftHsmToken& token, const std::vector<CertificateObject>& objects) {
  const UserSession session(token);
  for (const CertificateObject& object : objects)
    create_certificate(session.handle, object.der, object.id, object.label);
}

std::string SoftHsm::dump(const SoftHsmToken& token) {
  const UserSession session(token);
  check(softhsm()->C_FindObjectsInit(session.handle, nullptr, 0), "C_FindObjectsInit");
  std::vector<std::string> lines;
  for (;;) {
    CK_OBJECT_HANDLE object = CK_INVALID_HANDLE;
    CK_ULONG count = 0;
    check(softhsm()->C_FindObjects(session.handle, &object, 1, &count), "C_FindObjects");
    if (count == 0) break;
    lines.push_back(described(session.handle, object));
  }
  std::ranges::sort(lines);
  std::string all;
  for (const std::string& line : lines) all += line + "\n";
  return all;
}

Shim::Shim(const SoftHsm& hsm) : control_(hsm.folder() / "shim.rules"), log_(hsm.folder() / "shim.log") {
  rules("");
  setenv("RESEAL_SHIM_MODULE", SoftHsm::module().c_str(), 1);
  setenv("RESEAL_SHIM_CONTROL", control_.c_str(), 1);
  setenv("RESEAL_SHIM_LOG", log_.c_str(), 1);
}

std::string Shim::module() { return RESEAL_SHIM_PATH; }

void Shim::rules(const std::string& lines) const {
  // Renamed into place: the program under test may read it at any moment.
  const std::filesystem::path fresh = control_.string() + ".new";
  std::ofstream(fresh) << lines << '\n';
  std::filesystem::rename(fresh, control_);
}

void Shim::forget() const { std::filesystem::remove(control_.string() + ".state"); }

std::string Shim::log() const {
  std::ostringstream text;
  text << std::ifstream(log_).rdbuf();
  return text.str();
}

}  // namespace reseal::test
