// SPDX-License-Identifier: Apache-2.0
#include <openssl/x509v3.h>

#include <new>

#include "ossl.h"
#include "reseal/values.h"
#include "xml_algorithms.h"
#include "xml_document.h"

namespace reseal::crypto {
namespace {

using Canonicalization = XmlSignOptions::Canonicalization;
using xml::Refusal;

Error unusable(const std::string& problem) { return Error(ErrorCode::usage, {{"problem", problem}}, problem); }

Error failure(const std::string& problem) {
  return Error(ErrorCode::crypto_failed, {{"operation", "xml"}, {"problem", problem}}, problem);
}

template <typename T>
T* made(T* handle) {
  if (handle == nullptr) throw std::bad_alloc();
  return handle;
}

/// A new last child, in the namespace of its parent unless another is given. libxml2 escapes the content.
xmlNode* add(xmlNode* parent, const char* name, const std::string& content = {}, xmlNs* name_space = nullptr) {
  return made(xmlNewTextChild(parent, name_space, xml::text(name), content.empty() ? nullptr : xml::text(content)));
}

void set(xmlNode* element, const char* name, const std::string& value) {
  made(xmlNewProp(element, xml::text(name), xml::text(value)));
}

xmlNode* add_algorithm(xmlNode* parent, const char* name, const char* uri, xmlNs* name_space = nullptr) {
  xmlNode* element = add(parent, name, {}, name_space);
  set(element, "Algorithm", uri);
  return element;
}

const char* uri_of(Canonicalization method) {
  return method == Canonicalization::exclusive ? xml::kExclusive : xml::kInclusive;
}

std::string name_text(const X509_NAME* name, bool certificate_order) {
  // UTF-8 as it is: no reader of these forms undoes the escapes that RFC 2253 allows for it.
  unsigned long flags = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
  if (certificate_order) flags &= ~static_cast<unsigned long>(XN_FLAG_DN_REV);
  const auto out = ossl::checked(ossl::BioHandle(BIO_new(BIO_s_mem())), "xml");
  if (X509_NAME_print_ex(out.get(), name, 0, flags) < 0) throw ossl::failure("xml");
  return std::string(as_text(ossl::content(out.get())));
}

void add_key_value(xmlNode* key_info, EVP_PKEY* key) {
  xmlNode* value = add(add(key_info, "KeyValue"), "RSAKeyValue");
  for (const auto& [name, parameter] : {std::pair{"Modulus", "n"}, std::pair{"Exponent", "e"}}) {
    BIGNUM* raw = nullptr;
    const bool known = EVP_PKEY_get_bn_param(key, parameter, &raw) == 1;
    const ossl::BignumHandle number(raw);
    if (!known) throw ossl::failure("xml");
    Bytes bytes(static_cast<std::size_t>(BN_num_bytes(number.get())));
    BN_bn2bin(number.get(), bytes.data());
    add(value, name, to_base64(bytes));
  }
}

void add_key_info(xmlNode* signature, const Certificate& certificate, const XmlSignOptions& options) {
  xmlNode* key_info = add(signature, "KeyInfo");
  EVP_PKEY* key = X509_get0_pubkey(certificate.native());
  if (options.key_value && EVP_PKEY_is_a(key, "RSA") == 1) add_key_value(key_info, key);
  xmlNode* data = add(key_info, "X509Data");
  add(data, "X509SubjectName",
      name_text(X509_get_subject_name(certificate.native()), options.subject_in_certificate_order));
  add(data, "X509Certificate", to_base64(certificate.der()));
}

/// Object/QualifyingProperties; returns SignedProperties. TS 101 903 section 7, EN 319 132-1 section 5.
xmlNode* add_properties(xmlNode* signature, const Certificate& certificate, const XmlSignOptions::Xades& xades,
                        const std::string& id) {
  set(signature, "Id", "Signature-" + id);
  xmlNs* const dsig = signature->ns;
  xmlNode* object = add(signature, "Object");
  xmlNode* qualifying = add(object, "QualifyingProperties");
  xmlNs* const own = made(xmlNewNs(qualifying, xml::text(xml::kXades), xml::text("xades")));
  xmlSetNs(qualifying, own);
  set(qualifying, "Target", "#Signature-" + id);
  xmlNode* properties = add(qualifying, "SignedProperties");
  set(properties, "Id", "SignedProperties-" + id);
  xmlNode* about = add(properties, "SignedSignatureProperties");
  add(about, "SigningTime", to_iso(xades.signing_time));
  const bool v1 = xades.certificate_form == XmlSignOptions::Xades::CertificateForm::v1;
  xmlNode* one = add(add(about, v1 ? "SigningCertificate" : "SigningCertificateV2"), "Cert");
  xmlNode* digest = add(one, "CertDigest");
  add_algorithm(digest, "DigestMethod", xml::kSha256, dsig);
  add(digest, "DigestValue", to_base64(sha256(certificate.der())), dsig);
  if (v1) {
    xmlNode* issuer = add(one, "IssuerSerial");
    add(issuer, "X509IssuerName", name_text(X509_get_issuer_name(certificate.native()), false), dsig);
    add(issuer, "X509SerialNumber", certificate.facts().serial.decimal, dsig);
  }
  return properties;
}

/// Returns the DigestValue, to be filled in.
xmlNode* add_reference(xmlNode* signed_info, const std::string& uri, bool of_form, Canonicalization method) {
  xmlNode* reference = add(signed_info, "Reference");
  if (!of_form) set(reference, "Type", "http://uri.etsi.org/01903#SignedProperties");
  set(reference, "URI", uri);
  const bool exclusive = method == Canonicalization::exclusive;
  if (of_form || exclusive) {
    xmlNode* transforms = add(reference, "Transforms");
    // Tax portals want it also where the Signature stands outside of what is signed, and Canonical XML 1.0 unsaid.
    if (of_form) add_algorithm(transforms, "Transform", xml::kEnveloped);
    if (exclusive) add_algorithm(transforms, "Transform", xml::kExclusive);
  }
  add_algorithm(reference, "DigestMethod", xml::kSha256);
  return add(reference, "DigestValue");
}

void fill(xmlNode* element, ByteView bytes) { xmlNodeAddContent(element, xml::text(to_base64(bytes))); }

/// The URI of the form's Reference; gives the element its id where it has none.
std::string reference_to(xmlDoc* document, xmlNode* element, const XmlSignOptions& options) {
  if (element == nullptr) return "";
  auto id = xml::attribute(element, options.id_attribute);
  if (!id) {
    if (xmlValidateNCName(xml::text(options.new_id), 0) != 0 ||
        xmlValidateNCName(xml::text(options.id_attribute), 0) != 0) {
      throw unusable("the element to sign has no " + options.id_attribute);
    }
    set(element, options.id_attribute.c_str(), options.new_id);
    id = options.new_id;
  }
  if (xmlValidateNCName(xml::text(*id), 0) != 0) throw unusable("not an id: " + *id);
  if (xml::count_id(document, options.id_attribute, *id) != 1) throw Refusal(XmlProblem::duplicate_id, *id);
  return "#" + *id;
}

Bytes signature_value(const SigningKey& key, ByteView signed_info) {
  auto value = sign_bytes(key, signed_info);
  return EVP_PKEY_is_a(key.native(), "EC") == 1 ? xml::to_fixed_size(value, key.native()) : value;
}

Bytes written(xmlDoc* document) {
  xmlChar* raw = nullptr;
  int size = 0;
  xmlDocDumpMemoryEnc(document, &raw, &size, "UTF-8");
  const std::unique_ptr<xmlChar, void (*)(xmlChar*)> owner(raw, [](xmlChar* p) { xmlFree(p); });
  if (!owner) throw std::bad_alloc();
  return {raw, raw + size};
}

Bytes sign(const SigningKey& key, const Certificate& certificate, ByteView form, const XmlSignOptions& options) {
  const auto document = xml::parse(form);
  if (!xml::all(document.get(), "Signature", xml::kDsig).empty()) throw unusable("the form is signed already");
  xmlNode* element = options.signed_element.empty() ? nullptr : xml::find(document.get(), options.signed_element);
  xmlNode* parent = xml::find(document.get(), options.signature_parent);
  xml::demand_no_comments(element != nullptr ? element : xmlDocGetRootElement(document.get()));
  const auto uri = reference_to(document.get(), element, options);
  const auto method = options.canonicalization;

  xmlNode* signature = made(xmlNewChild(parent, nullptr, xml::text("Signature"), nullptr));
  xmlSetNs(signature, made(xmlNewNs(signature, xml::text(xml::kDsig), nullptr)));
  xmlNode* signed_info = add(signature, "SignedInfo");
  add_algorithm(signed_info, "CanonicalizationMethod", uri_of(method));
  const bool rsa = EVP_PKEY_is_a(key.native(), "RSA") == 1;
  add_algorithm(signed_info, "SignatureMethod", rsa ? xml::kRsaSha256 : xml::kEcdsaSha256);
  xmlNode* form_digest = add_reference(signed_info, uri, true, method);
  xmlNode* value = add(signature, "SignatureValue");
  add_key_info(signature, certificate, options);
  if (options.xades) {
    const auto id = random_id();
    xmlNode* properties = add_properties(signature, certificate, *options.xades, id);
    xmlNode* digest = add_reference(signed_info, "#SignedProperties-" + id, false, method);
    fill(digest, sha256(xml::canonical(document.get(), properties, nullptr, method)));
  }
  fill(form_digest, sha256(xml::canonical(document.get(), element, signature, method)));
  fill(value, signature_value(key, xml::canonical(document.get(), signed_info, nullptr, method)));
  return written(document.get());
}

}  // namespace

Bytes xml_sign(const SigningKey& key, const Certificate& certificate, ByteView form, const XmlSignOptions& options) {
  const xml::Quiet quiet;
  ERR_clear_error();
  if (certificate.spki() != key.spki()) throw failure("the certificate is of another key");
  Bytes result;
  try {
    result = sign(key, certificate, form, options);
  } catch (const Refusal& refusal) {
    throw unusable(std::string(to_string(refusal.problem())) + ": " + refusal.what());
  }
  // A token may answer nonsense, and what is written is parsed again by others: nobody gets a form that is not good.
  const auto check = xml_verify(result, {options.signed_element, options.id_attribute, options.signature_parent},
                                options.xades ? options.xades->signing_time : certificate.not_before());
  if (!check.valid) throw failure(std::string(to_string(check.problem)) + ": " + check.detail);
  return result;
}

}  // namespace reseal::crypto
