// SPDX-License-Identifier: Apache-2.0
// SCEP (RFC 8894): a renewal request in CMS, encrypted for the CA and signed with the old key; the answer comes back
// encrypted for that key, so it has to be an RSA key that may decrypt.
#include <openssl/cms.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "../shared/der.h"
#include "../shared/outside_key.h"
#include "../shared/renewal.h"

namespace {

using example::Certificate;
using example::Owned;
using Cms = Owned<CMS_ContentInfo, &CMS_ContentInfo_free>;
using Object = Owned<ASN1_OBJECT, &ASN1_OBJECT_free>;

constexpr const char* kMessageType = "2.16.840.1.113733.1.9.2";
constexpr const char* kStatus = "2.16.840.1.113733.1.9.3";
constexpr const char* kFailure = "2.16.840.1.113733.1.9.4";
constexpr const char* kSenderNonce = "2.16.840.1.113733.1.9.5";
constexpr const char* kTransaction = "2.16.840.1.113733.1.9.7";
constexpr const char* kRenewalReq = "17";
constexpr const char* kCertPoll = "20";

Object object(const char* oid) { return Object(OBJ_txt2obj(oid, 1)); }

example::Bio reader(const std::string& bytes) {
  return example::Bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}
std::string content(BIO* memory) {
  char* text = nullptr;
  const auto size = BIO_get_mem_data(memory, &text);
  return {text, static_cast<std::size_t>(size)};
}
std::string encoded(const CMS_ContentInfo* cms) { return example::encoded(&i2d_CMS_ContentInfo, cms); }

/// Old servers encrypt with DES, which OpenSSL keeps in its legacy provider: in a context of its own, so that nothing
/// else in this process gets it. Made while the plugin is loaded: afterwards a plugin's process opens no files.
OSSL_LIB_CTX* context_with_des() {
  auto* const context = OSSL_LIB_CTX_new();
  OSSL_PROVIDER_load(context, "default");
  OSSL_PROVIDER_load(context, "legacy");
  return context;
}
OSSL_LIB_CTX* const kWithDes = context_with_des();

std::string attribute(const CMS_SignerInfo* signer, const char* oid) {
  const auto* const text = static_cast<const ASN1_STRING*>(
      CMS_signed_get0_data_by_OBJ(signer, object(oid).get(), -3, V_ASN1_PRINTABLESTRING));
  if (text == nullptr) return {};
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

/// The signed attributes as they are signed (RFC 5652, 5.4): a SET OF, in DER's order.
std::string signed_attributes(const CMS_SignerInfo* signer) {
  auto* const attributes = sk_X509_ATTRIBUTE_new_null();
  for (int i = 0; i < CMS_signed_get_attr_count(signer); ++i) {
    sk_X509_ATTRIBUTE_push(attributes, CMS_signed_get_attr(signer, i));
  }
  unsigned char* raw = nullptr;
  const int size = ASN1_item_i2d(reinterpret_cast<ASN1_VALUE*>(attributes), &raw, ASN1_ITEM_rptr(PKCS7_ATTR_SIGN));
  sk_X509_ATTRIBUTE_free(attributes);
  std::string bytes(reinterpret_cast<char*>(raw), static_cast<std::size_t>(std::max(size, 0)));
  OPENSSL_free(raw);
  return bytes;
}

/// RFC 8894, 3.3.3: whose request is asked about.
std::string issuer_and_subject(X509* ca, const X509_REQ* request) {
  auto* const names = sk_ASN1_TYPE_new_null();
  for (const auto* name : {X509_get_subject_name(ca), X509_REQ_get_subject_name(request)}) {
    const auto der = example::encoded(&i2d_X509_NAME, name);
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    sk_ASN1_TYPE_push(names, d2i_ASN1_TYPE(nullptr, &at, static_cast<long>(der.size())));
  }
  const auto bytes = example::encoded(&i2d_ASN1_SEQUENCE_ANY, static_cast<const ASN1_SEQUENCE_ANY*>(names));
  sk_ASN1_TYPE_pop_free(names, ASN1_TYPE_free);
  return bytes;
}

class Scep final : public example::Renewal {
 public:
  explicit Scep(const reseal::PluginContext& context) : Renewal("scep", context) {}

 private:
  [[nodiscard]] bool takes(const reseal::PublicKeyFacts& key) const override { return key.algorithm == "RSA"; }

  /// The CA's certificate, known by its fingerprint: what GetCACert brings is not signed.
  Certificate ca_certificate(reseal::Host& host) const {
    reseal::HttpRequest get;
    get.url = setting("base_url") + "?operation=GetCACert";
    const auto response = host.http(get);
    if (response.status != 200) throw reseal::TryLater("GetCACert: " + std::to_string(response.status));
    auto ca = example::decoded<X509, &X509_free>(&d2i_X509, example::bytes_of(response));
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (!ca || X509_digest(ca.get(), EVP_sha256(), digest, &size) != 1) {
      throw reseal::PortalNonsense("GetCACert brings no single certificate");
    }
    static constexpr const char* kHex = "0123456789abcdef";
    std::string hex;
    for (unsigned int i = 0; i < size; ++i) hex += {kHex[digest[i] >> 4U], kHex[digest[i] & 15U]};
    if (hex != setting("ca_sha256")) throw reseal::PortalNonsense("GetCACert brings another CA: " + hex);
    return ca;
  }

  std::string message(const char* type, const std::string& transaction, const std::string& what, X509* ca, X509* old,
                      reseal::Host& host) const {
    auto* const readers = sk_X509_new_null();
    sk_X509_push(readers, ca);
    const Cms enveloped(CMS_encrypt(readers, reader(what).get(), EVP_aes_128_cbc(), CMS_BINARY));
    sk_X509_free(readers);
    const auto content_to_sign = encoded(enveloped.get());
    const auto inside = reader(content_to_sign);
    const auto key = example::outside_key(old);
    const Cms cms(CMS_sign(nullptr, nullptr, nullptr, inside.get(), CMS_PARTIAL | CMS_BINARY));
    auto* const signer = CMS_add1_signer(cms.get(), old, key.get(), EVP_sha256(), CMS_BINARY | CMS_NOSMIMECAP);
    unsigned char nonce[16];
    RAND_bytes(nonce, sizeof nonce);
    const auto put = [&](const char* oid, int kind, const void* bytes, std::size_t size) {
      return CMS_signed_add1_attr_by_OBJ(signer, object(oid).get(), kind, bytes, static_cast<int>(size)) == 1;
    };
    const bool built = signer != nullptr && put(kMessageType, V_ASN1_PRINTABLESTRING, type, 2) &&
                       put(kTransaction, V_ASN1_PRINTABLESTRING, transaction.data(), transaction.size()) &&
                       put(kSenderNonce, V_ASN1_OCTET_STRING, nonce, sizeof nonce) &&
                       CMS_final(cms.get(), inside.get(), nullptr, CMS_BINARY) == 1;
    if (!built) throw std::runtime_error("OpenSSL cannot build the SCEP message");
    const auto signature =
        example::from_base64(host.sign_message({.protocol = reseal::MessageToSign::Protocol::scep,
                                                .key = reseal::HolderKey::old_key,
                                                .bytes = reseal::base64_encoded(signed_attributes(signer))}));
    ASN1_STRING_set(CMS_SignerInfo_get0_signature(signer), signature.data(), static_cast<int>(signature.size()));
    return encoded(cms.get());
  }

  /// The content that was encrypted for the old key.
  static std::string opened(const std::string& enveloped, X509* old, reseal::Host& host) {
    const example::Decrypt decrypt = [&](const std::string& encrypted) {
      return example::from_base64(
          host.decrypt_key({.key = reseal::HolderKey::old_key, .bytes = reseal::base64_encoded(encrypted)}));
    };
    auto* read = CMS_ContentInfo_new_ex(kWithDes, nullptr);
    const auto* at = reinterpret_cast<const unsigned char*>(enveloped.data());
    const Cms cms(d2i_CMS_ContentInfo(&read, &at, static_cast<long>(enveloped.size())));
    const example::Bio out(BIO_new(BIO_s_mem()));
    const auto key = example::outside_key(old, &decrypt);
    if (!cms || CMS_decrypt(cms.get(), key.get(), old, nullptr, out.get(), CMS_BINARY) != 1) {
      throw reseal::PortalNonsense("the CA's answer is not encrypted for the old key");
    }
    return content(out.get());
  }

  reseal::Step enrol(const reseal::Order& order, const std::string& csr, reseal::Host& host) override {
    const auto ca = ca_certificate(host);
    const auto old = example::certificate_of(order.old.certificate.pem);
    const auto request = example::request_of(csr);
    const bool polls = order.memory.value("pending", false);
    const auto& transaction = order.result_of("make_key")->at("spki_sha256").get_ref<const std::string&>();
    const auto what = polls ? issuer_and_subject(ca.get(), request.get())
                            : example::encoded(&i2d_X509_REQ, static_cast<const X509_REQ*>(request.get()));
    reseal::HttpRequest post;
    post.method = "POST";
    post.url = setting("base_url") + "?operation=PKIOperation";
    post.headers = {{"Content-Type", "application/x-pki-message"}};
    post.body =
        reseal::base64_encoded(message(polls ? kCertPoll : kRenewalReq, transaction, what, ca.get(), old.get(), host));
    post.base64 = true;
    post.effect =
        polls ? "CertPoll" : "RenewalReq";  // the transaction is the key's: the CA knows it when it comes again
    const auto response = host.http(post);
    if (response.status != 200) throw reseal::TryLater("the CA answers " + std::to_string(response.status));
    return judged(example::bytes_of(response), transaction, csr, ca.get(), old.get(), host);
  }

  reseal::Step judged(const std::string& answer, const std::string& transaction, const std::string& csr, X509* ca,
                      X509* old, reseal::Host& host) const {
    const Cms cms(example::decoded<CMS_ContentInfo, &CMS_ContentInfo_free>(&d2i_CMS_ContentInfo, answer));
    auto* const signers = sk_X509_new_null();
    sk_X509_push(signers, ca);
    const example::Bio inside(BIO_new(BIO_s_mem()));
    const bool genuine = cms && CMS_verify(cms.get(), signers, nullptr, nullptr, inside.get(),
                                           CMS_BINARY | CMS_NOINTERN | CMS_NO_SIGNER_CERT_VERIFY) == 1;
    sk_X509_free(signers);
    ERR_clear_error();
    if (!genuine) throw reseal::PortalNonsense("the answer is not signed by the CA");
    const auto* const signer = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms.get()), 0);
    if (attribute(signer, kTransaction) != transaction) throw reseal::PortalNonsense("the answer to another request");
    const auto status = attribute(signer, kStatus);
    if (status == "2") return refuse("failInfo " + attribute(signer, kFailure));
    if (status == "3") {
      auto step = wait(reseal::Seconds(60));
      step.remember = {{"pending", true}};
      return step;
    }
    const auto issued = example::issued_for(csr, opened(content(inside.get()), old, host));
    if (issued.certificate.empty()) throw reseal::PortalNonsense("no certificate for our key in the CA's answer");
    return {"install", reseal::Install{issued.certificate, {example::pem_of(ca)}}};
  }
};

}  // namespace

RESEAL_PLUGIN(Scep)
