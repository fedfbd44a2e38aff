// SPDX-License-Identifier: Apache-2.0
// CMS SignedData. Signer certificates are judged by verify_path, so that one rule holds for all: a given time, no
// security level, no purpose that old certificates do not name.
#include <openssl/cms.h>
#include <openssl/ess.h>

#include <algorithm>
#include <utility>

#include "ossl.h"
#include "reseal/crypto/signing.h"

namespace reseal::crypto {
namespace {

using CmsHandle = ossl::Handle<CMS_ContentInfo, &CMS_ContentInfo_free>;
using SigningCertHandle = ossl::Handle<ESS_SIGNING_CERT, &ESS_SIGNING_CERT_free>;
using SigningCertV2Handle = ossl::Handle<ESS_SIGNING_CERT_V2, &ESS_SIGNING_CERT_V2_free>;

Error cms_failure(const std::string& problem) {
  return Error(ErrorCode::crypto_failed, {{"operation", "cms"}, {"problem", problem}}, problem);
}

template <typename HandleType, typename T>
HandleType signed_attribute(const CMS_SignerInfo* signer, int nid, T* (*d2i)(T**, const unsigned char**, long)) {
  auto* value = static_cast<ASN1_STRING*>(CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(nid), -3, V_ASN1_SEQUENCE));
  if (value == nullptr) return nullptr;
  const ByteView bytes = ossl::view(value);
  const unsigned char* at = bytes.data();
  return HandleType(d2i(nullptr, &at, static_cast<long>(bytes.size())));
}

/// CAdES: the signature names its certificate, so that no other with the same key can take its place (RFC 5035).
bool names_another_certificate(CMS_SignerInfo* signer, const Certificate& certificate) {
  const bool has_any = CMS_signed_get_attr_by_NID(signer, NID_id_smime_aa_signingCertificate, -1) >= 0 ||
                       CMS_signed_get_attr_by_NID(signer, NID_id_smime_aa_signingCertificateV2, -1) >= 0;
  if (!has_any) return false;
  const auto v1 =
      signed_attribute<SigningCertHandle>(signer, NID_id_smime_aa_signingCertificate, &d2i_ESS_SIGNING_CERT);
  const auto v2 =
      signed_attribute<SigningCertV2Handle>(signer, NID_id_smime_aa_signingCertificateV2, &d2i_ESS_SIGNING_CERT_V2);
  const auto chain = ossl::list_of({certificate});
  return OSSL_ESS_check_signing_certs(v1.get(), v2.get(), chain.get(), 1) != 1;
}

TrustAnchors with_embedded(const TrustAnchors& anchors, CMS_ContentInfo* message) {
  TrustAnchors all = anchors;
  const ossl::X509StackHandle inside(CMS_get1_certs(message));
  for (int i = 0; inside && i < sk_X509_num(inside.get()); ++i) {
    all.intermediates.push_back(ossl::to_certificate(sk_X509_value(inside.get(), i)));
  }
  return all;
}

/// Empty when this signer's certificate is what it should be.
std::string signer_problem(CMS_SignerInfo* signer, const TrustAnchors& anchors, Time at,
                           std::optional<Certificate>& first) {
  X509* native = nullptr;
  CMS_SignerInfo_get0_algs(signer, nullptr, &native, nullptr, nullptr);
  if (native == nullptr) return "the signer's certificate is not there";
  const Certificate certificate = ossl::to_certificate(native);
  if (!first) first = certificate;
  if (names_another_certificate(signer, certificate)) return "the signature names another certificate";
  const auto path = verify_path(certificate, anchors, at);
  return path.valid ? "" : path.problem + " (depth " + std::to_string(path.depth) + ")";
}

CmsHandle parse_cms(ByteView cms) {
  const unsigned char* at = cms.data();
  CmsHandle message(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(cms.size())));
  if (message && OBJ_obj2nid(CMS_get0_type(message.get())) != NID_pkcs7_signed) message.reset();
  return message;
}

void verify_into(CmsResult& result, CMS_ContentInfo* message, std::optional<ByteView> detached,
                 const TrustAnchors& anchors, Time at) {
  const auto all = with_embedded(anchors, message);
  const auto candidates = ossl::list_of(all.intermediates);
  const auto data = detached ? ossl::reader(*detached) : nullptr;
  const auto out = ossl::checked(ossl::BioHandle(BIO_new(BIO_s_mem())), "cms");
  const unsigned int flags = CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY;
  const bool intact = CMS_verify(message, candidates.get(), nullptr, data.get(), out.get(), flags) == 1;
  if (!intact) result.problem = ossl::take_error();
  STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(message);
  for (int i = 0; i < sk_CMS_SignerInfo_num(signers); ++i) {
    auto problem = signer_problem(sk_CMS_SignerInfo_value(signers, i), all, at, result.signer);
    if (result.problem.empty()) result.problem = std::move(problem);
  }
  result.valid = intact && result.problem.empty() && result.signer.has_value();
  if (intact) result.content = ossl::content(out.get());
}

}  // namespace

Bytes cms_sign(const SigningKey& key, const Certificate& certificate, const std::vector<Certificate>& chain,
               ByteView data, CmsOptions options) {
  ERR_clear_error();
  if (certificate.spki() != key.spki()) throw cms_failure("the certificate is of another key");
  std::vector<Certificate> others;
  for (const auto& one : chain) {
    if (one != certificate && std::find(others.begin(), others.end(), one) == others.end()) others.push_back(one);
  }
  const auto extra = ossl::list_of(others);
  const unsigned int flags = CMS_BINARY | CMS_PARTIAL | (options.detached ? CMS_DETACHED : 0U);
  const auto message = ossl::checked(CmsHandle(CMS_sign(nullptr, nullptr, extra.get(), nullptr, flags)), "cms");
  const auto content = ossl::reader(data);
  const unsigned int signer_flags = flags | CMS_NOSMIMECAP | (options.cades ? static_cast<unsigned>(CMS_CADES) : 0U);
  const bool done = CMS_add1_signer(message.get(), certificate.native(), key.native(), ossl::digest_for(key.native()),
                                    signer_flags) != nullptr &&
                    CMS_final(message.get(), content.get(), nullptr, flags) == 1;
  key.rethrow_signer_error();
  if (!done) throw ossl::failure("cms");
  return ossl::encode(&i2d_CMS_ContentInfo, static_cast<const CMS_ContentInfo*>(message.get()));
}

CmsResult cms_verify(ByteView cms, std::optional<ByteView> detached, const TrustAnchors& anchors, Time at) {
  ERR_clear_error();
  CmsResult result;
  const auto message = parse_cms(cms);
  if (!message) {
    result.problem = "not a CMS signature: " + ossl::take_error();
    return result;
  }
  try {
    verify_into(result, message.get(), detached, anchors, at);
  } catch (const Error& error) {  // a certificate inside that is none
    result.valid = false;
    result.problem = error.cause();
  }
  ERR_clear_error();
  return result;
}

}  // namespace reseal::crypto
