// SPDX-License-Identifier: Apache-2.0
// Reads outside bytes. The Signature is read by structure and only at its own place, never by searching for an id: what
// an attacker puts elsewhere is not looked at, and what is looked at and unknown is refused.
#include <algorithm>
#include <array>

#include "ossl.h"
#include "reseal/values.h"
#include "xml_algorithms.h"
#include "xml_document.h"

namespace reseal::crypto {
namespace {

using xml::Refusal;
using Canonicalization = XmlSignOptions::Canonicalization;

constexpr std::size_t kMaxCertificates = 10;

constexpr std::array<std::string_view, 24> kProblems = {
    "none",
    "too_large",
    "encoding",
    "doctype",
    "malformed",
    "signature_missing",
    "signature_repeated",
    "signature_elsewhere",
    "signature_malformed",
    "element_missing",
    "duplicate_id",
    "reference_elsewhere",
    "reference_unexpected",
    "transform_not_allowed",
    "algorithm_not_allowed",
    "algorithm_weak",
    "comment_inside",
    "certificate_missing",
    "certificate_malformed",
    "certificate_mismatch",
    "signature_wrong",
    "form_altered",
    "properties_altered",
    "certificate_out_of_term",
};
static_assert(kProblems.size() == static_cast<std::size_t>(XmlProblem::certificate_out_of_term) + 1);

[[noreturn]] void malformed(const std::string& detail) { throw Refusal(XmlProblem::signature_malformed, detail); }

Bytes base64_of(const xmlNode* node) {
  try {
    return from_base64(xml::text_of(node));
  } catch (const Error&) {
    malformed("not base64");
  }
}

std::string algorithm_of(const xmlNode* element) {
  auto uri = xml::attribute(element, "Algorithm");
  if (!uri) malformed("no Algorithm");
  return *uri;
}

/// An HMACOutputLength or an InclusiveNamespaces would change what the algorithm does.
void demand_no_parameters(const xmlNode* element) {
  if (!xml::elements(element).empty()) {
    throw Refusal(XmlProblem::algorithm_not_allowed, "parameters of " + algorithm_of(element));
  }
}

/// One Reference: what it points to, how it is made canonical, and its digest.
struct Reference {
  std::string uri;
  bool of_properties = false;
  bool enveloped = false;
  Canonicalization method = Canonicalization::inclusive;  // what XMLDSig does when nothing is said
  const EVP_MD* digest = nullptr;
  Bytes value;
};

void read_transforms(Reference& reference, const xmlNode* transforms) {
  const auto steps = xml::elements(transforms);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!xml::is(steps[i], "Transform", xml::kDsig)) malformed("in Transforms");
    const auto uri = algorithm_of(steps[i]);
    const auto canonicalization = xml::canonicalization_of(uri);
    const bool last = i + 1 == steps.size();
    const bool enveloped = uri == xml::kEnveloped && i == 0;
    if (!xml::elements(steps[i]).empty() || (!enveloped && !(canonicalization && last))) {
      throw Refusal(XmlProblem::transform_not_allowed, "'" + uri.substr(0, 100) + "'");
    }
    if (enveloped) reference.enveloped = true;
    if (canonicalization) reference.method = *canonicalization;
  }
}

Reference read_reference(const xmlNode* element) {
  Reference reference;
  const auto uri = xml::attribute(element, "URI");
  if (!uri) throw Refusal(XmlProblem::reference_elsewhere, "a Reference without URI");
  reference.uri = *uri;
  reference.of_properties = xml::attribute(element, "Type") == "http://uri.etsi.org/01903#SignedProperties";
  for (const xmlNode* part : xml::elements(element)) {
    if (xml::is(part, "DigestMethod", xml::kDsig) || xml::is(part, "DigestValue", xml::kDsig)) continue;
    if (!xml::is(part, "Transforms", xml::kDsig)) malformed("more in a Reference than is known");
    read_transforms(reference, xml::only(element, "Transforms", xml::kDsig));
  }
  const auto* method = xml::only(element, "DigestMethod", xml::kDsig);
  demand_no_parameters(method);
  reference.digest = xml::digest_of(algorithm_of(method));
  reference.value = base64_of(xml::only(element, "DigestValue", xml::kDsig));
  return reference;
}

/// All that SignedInfo says.
struct SignedInfo {
  xmlNode* element = nullptr;
  Canonicalization method = Canonicalization::inclusive;
  xml::SignatureMethod signature{};
  Reference form;
  std::optional<Reference> properties;
};

SignedInfo read_signed_info(const xmlNode* signature) {
  SignedInfo info;
  info.element = xml::only(signature, "SignedInfo", xml::kDsig);
  const auto* method = xml::only(info.element, "CanonicalizationMethod", xml::kDsig);
  const auto uri = algorithm_of(method);
  const auto canonicalization = xml::canonicalization_of(uri);
  if (!canonicalization) throw Refusal(XmlProblem::algorithm_not_allowed, "'" + uri.substr(0, 100) + "'");
  demand_no_parameters(method);
  info.method = *canonicalization;
  method = xml::only(info.element, "SignatureMethod", xml::kDsig);
  demand_no_parameters(method);
  info.signature = xml::signature_method_of(algorithm_of(method));
  std::optional<Reference> form;
  for (const xmlNode* one : xml::elements(info.element)) {
    if (xml::is(one, "CanonicalizationMethod", xml::kDsig) || xml::is(one, "SignatureMethod", xml::kDsig)) continue;
    if (!xml::is(one, "Reference", xml::kDsig)) malformed("more in SignedInfo than is known");
    auto reference = read_reference(one);
    auto& place = reference.of_properties ? info.properties : form;
    if (place) throw Refusal(XmlProblem::reference_unexpected, "'" + reference.uri.substr(0, 100) + "'");
    place = std::move(reference);
  }
  if (!form) malformed("no Reference to the form");
  info.form = *form;
  return info;
}

xmlNode* find_signature(const xmlDoc* document, const XmlVerifyOptions& options) {
  const auto found = xml::all(document, "Signature", xml::kDsig);
  if (found.empty()) throw Refusal(XmlProblem::signature_missing, "no Signature");
  if (found.size() > 1) throw Refusal(XmlProblem::signature_repeated, std::to_string(found.size()) + " Signatures");
  if (found.front()->parent != xml::find(document, options.signature_parent)) {
    throw Refusal(XmlProblem::signature_elsewhere, "not in " + options.signature_parent);
  }
  return found.front();
}

/// The element whose bytes the form's Reference covers (nullptr: the document), which is the one that the caller reads.
const xmlNode* find_signed(const xmlDoc* document, const xmlNode* signature, const Reference& reference,
                           const XmlVerifyOptions& options) {
  const auto elsewhere = [&] {
    return Refusal(XmlProblem::reference_elsewhere, "signed is '" + reference.uri.substr(0, 100) + "'");
  };
  if (options.signed_element.empty()) {
    if (!reference.uri.empty()) throw elsewhere();
    xml::demand_no_comments(xmlDocGetRootElement(document));
    return nullptr;
  }
  const xmlNode* element = xml::find(document, options.signed_element);
  const auto id = xml::attribute(element, options.id_attribute);
  if (!id || id->empty() || reference.uri != "#" + *id || xml::is_inside(element, signature)) throw elsewhere();
  if (xml::count_id(document, options.id_attribute, *id) != 1) throw Refusal(XmlProblem::duplicate_id, *id);
  xml::demand_no_comments(element);
  return element;
}

/// XAdES-BES, in the only Object of the Signature.
struct Properties {
  xmlNode* element = nullptr;
  std::optional<Time> signing_time;
  const EVP_MD* digest = nullptr;
  Bytes certificate_digest;
};

xmlNode* find_object(const xmlNode* signature) {
  xmlNode* object = nullptr;
  for (xmlNode* one : xml::elements(signature)) {
    if (xml::is(one, "SignedInfo", xml::kDsig) || xml::is(one, "SignatureValue", xml::kDsig) ||
        xml::is(one, "KeyInfo", xml::kDsig)) {
      continue;
    }
    if (!xml::is(one, "Object", xml::kDsig) || object != nullptr) malformed("more in the Signature than is known");
    object = one;
  }
  return object;
}

void read_signing_certificate(Properties& properties, const xmlNode* signed_signature) {
  const xmlNode* certificates = nullptr;
  for (const xmlNode* one : xml::elements(signed_signature)) {
    if (!xml::is(one, "SigningCertificate", xml::kXades) && !xml::is(one, "SigningCertificateV2", xml::kXades))
      continue;
    if (certificates != nullptr) malformed("more than one SigningCertificate");
    certificates = one;
  }
  const auto list = certificates != nullptr ? xml::elements(certificates) : std::vector<xmlNode*>{};
  if (list.empty() || !xml::is(list.front(), "Cert", xml::kXades)) malformed("no SigningCertificate");
  const auto* digest = xml::only(list.front(), "CertDigest", xml::kXades);  // the signer's is the first
  properties.digest = xml::digest_of(algorithm_of(xml::only(digest, "DigestMethod", xml::kDsig)));
  properties.certificate_digest = base64_of(xml::only(digest, "DigestValue", xml::kDsig));
}

std::optional<Properties> read_properties(const xmlDoc* document, const xmlNode* signature, const SignedInfo& info,
                                          const XmlVerifyOptions& options) {
  const auto* object = find_object(signature);
  if ((object != nullptr) != info.properties.has_value()) {
    malformed(object != nullptr ? "an Object that is not signed" : "no Object for the properties");
  }
  if (object == nullptr) return std::nullopt;
  const auto* qualifying = xml::only(object, "QualifyingProperties", xml::kXades);
  if (xml::elements(object).size() != 1) malformed("more in the Object than is known");
  Properties properties;
  properties.element = xml::only(qualifying, "SignedProperties", xml::kXades);
  const auto id = xml::attribute(properties.element, "Id");
  const auto own_id = xml::attribute(signature, "Id");
  if (!id || id->empty() || info.properties->uri != "#" + *id) {
    throw Refusal(XmlProblem::reference_elsewhere, "signed is '" + info.properties->uri.substr(0, 100) + "'");
  }
  if (xml::count_id(document, options.id_attribute, *id) != 1) throw Refusal(XmlProblem::duplicate_id, *id);
  if (!own_id || xml::attribute(qualifying, "Target") != "#" + *own_id) malformed("properties of another Signature");
  if (info.properties->enveloped) throw Refusal(XmlProblem::transform_not_allowed, "enveloped SignedProperties");
  const auto* signed_signature = xml::only(properties.element, "SignedSignatureProperties", xml::kXades);
  const auto time = xml::text_of(xml::only(signed_signature, "SigningTime", xml::kXades));
  try {
    properties.signing_time = time_from_iso(time);
  } catch (const std::exception&) {
    malformed("SigningTime " + time.substr(0, 40));
  }
  read_signing_certificate(properties, signed_signature);
  return properties;
}

std::vector<Certificate> read_certificates(const xmlNode* key_info) {
  std::vector<Certificate> certificates;
  for (const xmlNode* data : xml::elements(key_info)) {
    if (!xml::is(data, "X509Data", xml::kDsig)) continue;
    for (const xmlNode* one : xml::elements(data)) {
      if (!xml::is(one, "X509Certificate", xml::kDsig)) continue;
      if (certificates.size() == kMaxCertificates) malformed("too many certificates");
      try {
        certificates.push_back(Certificate::from_der(base64_of(one)));
      } catch (const Error& error) {
        throw Refusal(XmlProblem::certificate_malformed, error.cause());
      }
    }
  }
  if (certificates.empty()) throw Refusal(XmlProblem::certificate_missing, "no X509Certificate");
  return certificates;
}

/// KeyInfo is not signed: of all that stands there only a certificate that fits the signature is believed.
Certificate find_signer(const xmlNode* signature, const SignedInfo& info, ByteView signed_info,
                        std::optional<Certificate>& first) {
  const auto certificates = read_certificates(xml::only(signature, "KeyInfo", xml::kDsig));
  first = certificates.front();
  const auto value = base64_of(xml::only(signature, "SignatureValue", xml::kDsig));
  const auto signer = std::find_if(certificates.begin(), certificates.end(), [&](const Certificate& one) {
    return xml::verify(X509_get0_pubkey(one.native()), info.signature, signed_info, value);
  });
  if (signer == certificates.end()) throw Refusal(XmlProblem::signature_wrong, "not by the key of the certificate");
  return *signer;
}

void demand_same_key_value(const xmlNode* signature, const Certificate& signer) {
  for (const xmlNode* key_value : xml::elements(xml::only(signature, "KeyInfo", xml::kDsig))) {
    if (!xml::is(key_value, "KeyValue", xml::kDsig)) continue;
    for (const xmlNode* rsa : xml::elements(key_value)) {
      if (!xml::is(rsa, "RSAKeyValue", xml::kDsig)) continue;
      for (const auto& [name, parameter] : {std::pair{"Modulus", "n"}, std::pair{"Exponent", "e"}}) {
        const auto bytes = base64_of(xml::only(rsa, name, xml::kDsig));
        const ossl::BignumHandle told(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
        BIGNUM* raw = nullptr;
        EVP_PKEY_get_bn_param(X509_get0_pubkey(signer.native()), parameter, &raw);
        const ossl::BignumHandle real(raw);
        if (!told || !real || BN_cmp(told.get(), real.get()) != 0) {
          throw Refusal(XmlProblem::certificate_mismatch, "RSAKeyValue is another key");
        }
      }
    }
  }
}

void demand_digest(const Reference& reference, ByteView bytes, XmlProblem problem) {
  if (xml::digest(reference.digest, bytes) != reference.value) {
    throw Refusal(problem, "the digest of '" + reference.uri.substr(0, 100) + "' differs");
  }
}

XmlVerification::Term term_of(const Certificate& certificate, Time at) {
  if (at < certificate.not_before()) return XmlVerification::Term::not_yet_valid;
  return at > certificate.not_after() ? XmlVerification::Term::expired : XmlVerification::Term::in_force;
}

void verify_into(XmlVerification& result, ByteView form, const XmlVerifyOptions& options, Time at) {
  const auto document = xml::parse(form);
  const auto* signature = find_signature(document.get(), options);
  xml::demand_no_comments(signature);
  const auto info = read_signed_info(signature);
  const auto* element = find_signed(document.get(), signature, info.form, options);
  const auto properties = read_properties(document.get(), signature, info, options);

  const auto signed_info = xml::canonical(document.get(), info.element, nullptr, info.method);
  const auto signer = find_signer(signature, info, signed_info, result.certificate);
  result.certificate = signer;
  result.term = term_of(signer, properties ? properties->signing_time.value_or(at) : at);
  demand_same_key_value(signature, signer);

  auto bytes = xml::canonical(document.get(), element, info.form.enveloped ? signature : nullptr, info.form.method);
  demand_digest(info.form, bytes, XmlProblem::form_altered);
  if (properties) {
    const auto own = xml::canonical(document.get(), properties->element, nullptr, info.properties->method);
    demand_digest(*info.properties, own, XmlProblem::properties_altered);
    if (xml::digest(properties->digest, signer.der()) != properties->certificate_digest) {
      throw Refusal(XmlProblem::certificate_mismatch, "the signature names another certificate");
    }
  }
  const bool in_term =
      result.term == XmlVerification::Term::in_force && term_of(signer, at) == XmlVerification::Term::in_force;
  if (options.signer_in_term && !in_term) {
    throw Refusal(XmlProblem::certificate_out_of_term, "the signer's certificate has ended, or has not begun");
  }
  if (properties) result.signing_time = properties->signing_time;
  result.signed_bytes = std::move(bytes);
  result.valid = true;
}

}  // namespace

std::string_view to_string(XmlProblem problem) { return kProblems.at(static_cast<std::size_t>(problem)); }

XmlVerification xml_verify(ByteView form, const XmlVerifyOptions& options, Time at) {
  xml::demand_path(options.signature_parent);
  if (!options.signed_element.empty()) xml::demand_path(options.signed_element);
  const xml::Quiet quiet;
  XmlVerification result;
  try {
    verify_into(result, form, options, at);
  } catch (const Refusal& refusal) {
    result.problem = refusal.problem();
    result.detail = refusal.what();
  }
  ERR_clear_error();
  return result;
}

}  // namespace reseal::crypto
