// SPDX-License-Identifier: Apache-2.0
// PKCS#10 (RFC 2986).
#include <openssl/pem.h>

#include "malformed.h"
#include "ossl.h"
#include "reseal/base/unicode.h"
#include "reseal/crypto/signing.h"

namespace reseal::crypto {
namespace {

bool is_ascii(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

/// Explicit types, past OpenSSL's table: its upper bound of 64 characters would refuse real company names.
int string_type(const ASN1_OBJECT* attribute, std::string_view value) {
  if (is_ascii(value)) {
    const int nid = OBJ_obj2nid(attribute);
    if (nid == NID_countryName) return V_ASN1_PRINTABLESTRING;
    if (nid == NID_pkcs9_emailAddress) return V_ASN1_IA5STRING;
  }
  return V_ASN1_UTF8STRING;
}

ossl::X509NameHandle to_name(const std::vector<NameAttribute>& attributes) {
  auto name = ossl::checked(ossl::X509NameHandle(X509_NAME_new()), "subject");
  for (const auto& attribute : attributes) {
    const std::string& type = attribute.oid.empty() ? attribute.key : attribute.oid;
    const auto bad = [&](const std::string& problem) {
      return Error(ErrorCode::usage, {{"problem", "subject " + type + ": " + problem}});
    };
    const ossl::ObjectHandle object(OBJ_txt2obj(type.c_str(), attribute.oid.empty() ? 0 : 1));
    if (!object) throw bad("unknown attribute");
    if (attribute.value.empty()) throw bad("empty");
    if (!is_valid_utf8(attribute.value)) throw bad("not UTF-8");
    if (X509_NAME_add_entry_by_OBJ(name.get(), object.get(), string_type(object.get(), attribute.value),
                                   reinterpret_cast<const unsigned char*>(attribute.value.data()),
                                   static_cast<int>(attribute.value.size()), -1, 0) != 1) {
      throw ossl::failure("subject " + type);
    }
  }
  return name;
}

void demand_strength(const EVP_PKEY* key) {
  const int bits = EVP_PKEY_get_bits(key);
  const bool rsa = EVP_PKEY_is_a(key, "RSA") == 1;
  if (bits >= (rsa ? 2048 : 256)) return;
  const auto problem = (rsa ? "RSA-" : "EC-") + std::to_string(bits);
  throw Error(ErrorCode::key_weak, {{"problem", problem}}, problem);
}

ossl::X509ReqHandle parse_request(std::string_view text) {
  const ByteView bytes = as_bytes(text);
  if (!bytes.empty() && bytes[0] == 0x30) {
    const unsigned char* at = bytes.data();
    return ossl::X509ReqHandle(d2i_X509_REQ(nullptr, &at, static_cast<long>(bytes.size())));
  }
  const auto source = ossl::reader(bytes);
  return ossl::X509ReqHandle(PEM_read_bio_X509_REQ(source.get(), nullptr, nullptr, nullptr));
}

}  // namespace

std::string make_csr(const SigningKey& key, const std::vector<NameAttribute>& subject) {
  ERR_clear_error();
  demand_strength(key.native());
  const auto name = to_name(subject);
  const auto request = ossl::checked(ossl::X509ReqHandle(X509_REQ_new()), "csr");
  if (X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) != 1 ||
      X509_REQ_set_subject_name(request.get(), name.get()) != 1 ||
      X509_REQ_set_pubkey(request.get(), key.native()) != 1) {
    throw ossl::failure("csr");
  }
  const bool done = X509_REQ_sign(request.get(), key.native(), ossl::digest_for(key.native())) > 0;
  key.rethrow_signer_error();
  if (!done) throw ossl::failure("csr");
  const auto out = ossl::checked(ossl::BioHandle(BIO_new(BIO_s_mem())), "csr");
  if (PEM_write_bio_X509_REQ(out.get(), request.get()) != 1) throw ossl::failure("csr");
  return std::string(as_text(ossl::content(out.get())));
}

CsrFacts read_csr(std::string_view pem) {
  ERR_clear_error();
  const auto request = parse_request(pem);
  if (!request) throw malformed("not a certificate request: " + ossl::take_error());
  CsrFacts facts;
  facts.subject = ossl::to_attributes(X509_REQ_get_subject_name(request.get()));
  const X509_PUBKEY* key = X509_REQ_get_X509_PUBKEY(request.get());
  facts.key = ossl::to_key_facts(key);
  facts.spki = ossl::encode(&i2d_X509_PUBKEY, key);
  EVP_PKEY* native = X509_REQ_get0_pubkey(request.get());
  facts.signature_valid = native != nullptr && X509_REQ_verify(request.get(), native) == 1;
  ERR_clear_error();
  return facts;
}

}  // namespace reseal::crypto
