// SPDX-License-Identifier: Apache-2.0
// Signed XML forms: one enveloped XML signature (W3C XMLDSig 1.1), with XAdES-BES properties (ETSI TS 101 903, EN 319
// 132) when asked, as the tax and insurance portals of Viet Nam take them. libxml2 and OpenSSL stay behind this door.
//
// Link reseal::xml_signature. It is a library of its own, so that programs which sign no form do not load libxml2.
//
// Forms are UTF-8 XML 1.0 of at most 10 MiB, 50 levels, 400,000 elements, 256 attributes an element and 20 namespace
// declarations in force at one place: the worst form within these costs seconds, not hours. No DOCTYPE and so no entity
// of one's own; nothing is ever fetched.
//
// Paths name one element from the root: "/HSoThueDTu/CKyDTu". A step may say its namespace, "{urn:a}CKyDTu"; without
// one, any namespace fits. A path that fits several elements names none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reseal/base/bytes.h"
#include "reseal/crypto/certificate.h"
#include "reseal/crypto/signing.h"

namespace reseal::crypto {

struct XmlSignOptions {
  /// Path of what is signed, by "#id"; empty: the whole document, as URI="". Both without the Signature itself.
  std::string signed_element;
  /// The attribute (in no namespace) that holds the id of the signed element; portals differ: "Id", "id", "ID".
  std::string id_attribute = "Id";
  /// Given to a signed element that has no id; one that has an id keeps it.
  std::string new_id;
  /// Path of the element that gets the Signature as its last child.
  std::string signature_parent;

  /// `inclusive`: Canonical XML 1.0 and the enveloped transform alone, as the tax forms have it. `exclusive`: Exclusive
  /// XML Canonicalization 1.0, which survives being moved into an envelope.
  enum class Canonicalization { inclusive, exclusive };
  Canonicalization canonicalization = Canonicalization::inclusive;

  /// KeyInfo holds X509SubjectName and X509Certificate; with this, RSAKeyValue too (an EC key has none).
  bool key_value = false;
  /// X509SubjectName in the certificate's order ("C=VN,...,UID=MST:...") and not in the reverse of RFC 4514: the
  /// health-insurance portal reads that text.
  bool subject_in_certificate_order = false;

  /// XAdES-BES: SigningTime and the signing certificate's digest, signed by a second Reference.
  struct Xades {
    Time signing_time;
    /// v1: SigningCertificate with issuer and serial (TS 101 903); v2: SigningCertificateV2 (EN 319 132).
    enum class CertificateForm { v1, v2 };
    CertificateForm certificate_form = CertificateForm::v2;
  };
  std::optional<Xades> xades;
};

/// The form with its Signature: rsa-sha256 or ecdsa-sha256, by the key. UTF-8, not indented; text and attributes are as
/// they were, their quotes and line ends as libxml2 writes them. The result has been verified.
/// An old key may be weak and still sign (RSA-1024): the facts of its certificate say so, here and in xml_verify.
/// Throws Error(usage) for a form or a path that cannot be signed (it is signed already; comments in what is signed;
/// what xml_verify would refuse), Error(crypto_failed) for a certificate of another key; what the signer threw comes
/// out.
Bytes xml_sign(const SigningKey& key, const Certificate& certificate, ByteView form, const XmlSignOptions& options);

/// Why a form is not validly signed. One reason each, so that a person can be told what to do.
enum class XmlProblem {
  none,
  too_large,                ///< beyond the limits above
  encoding,                 ///< not UTF-8
  doctype,                  ///< has a DOCTYPE: entities, external or not, are never looked at
  malformed,                ///< not well-formed XML 1.0
  signature_missing,        ///< no Signature
  signature_repeated,       ///< more than one
  signature_elsewhere,      ///< not a child of the element that the caller names
  signature_malformed,      ///< an element that should be there is not, or the other way round
  element_missing,          ///< the caller's path names no element, or several
  duplicate_id,             ///< an id that the signature refers to stands on two elements
  reference_elsewhere,      ///< what is signed is not what the caller reads (signature wrapping), or is outside
  reference_unexpected,     ///< a Reference beyond the form and the XAdES properties
  transform_not_allowed,    ///< other than enveloped-signature and the two canonicalizations
  algorithm_not_allowed,    ///< unknown
  algorithm_weak,           ///< SHA-1 or MD5
  comment_inside,           ///< a comment in what is signed: programs would read other text than was signed
  certificate_missing,      ///< KeyInfo has no X509Certificate
  certificate_malformed,    ///< or not one that can be read
  certificate_mismatch,     ///< RSAKeyValue or the XAdES properties speak of another certificate
  signature_wrong,          ///< not made by the certificate's key, or SignedInfo was altered
  form_altered,             ///< the signed element is not what was signed
  properties_altered,       ///< the XAdES properties are not
  certificate_out_of_term,  ///< only when XmlVerifyOptions::signer_in_term asks for it
};
/// Stable and untranslated: "form_altered".
std::string_view to_string(XmlProblem problem);

struct XmlVerifyOptions {
  /// What the caller is going to read: exactly this element must be signed. Empty: the whole document.
  std::string signed_element;
  std::string id_attribute = "Id";
  std::string signature_parent;
  /// Of whoever takes a form in: the certificate has to be in its term now (the caller's time) and at the signing time,
  /// which is the signer's word only. A reader of old forms leaves it off, and looks at XmlVerification::term.
  bool signer_in_term = false;
};

struct XmlVerification {
  bool valid = false;
  XmlProblem problem = XmlProblem::none;
  std::string detail;  ///< English, for logs and support
  /// The signer's, as soon as it could be read, also when not valid. Whether it leads to a trusted root is another
  /// question (PathVerifier).
  std::optional<Certificate> certificate;
  /// The signer's word, signed; with XAdES only. Set when valid.
  std::optional<Time> signing_time;
  /// Was the certificate in its term at the signing time, else at the caller's? Does not make the signature invalid.
  enum class Term { in_force, not_yet_valid, expired };
  Term term = Term::in_force;
  /// The canonical form of what was signed, UTF-8. Whoever reads these bytes reads what was signed. Set when valid.
  Bytes signed_bytes;
};

/// Never throws for what is in the form. SHA-2 with RSA (PKCS#1 v1.5) or ECDSA (r || s) only; both canonicalizations.
/// Ids that the signature does not refer to may repeat (rows of real forms do). `at` is for forms that tell no time.
/// Throws Error(usage) for a path that is none.
XmlVerification xml_verify(ByteView form, const XmlVerifyOptions& options, Time at);

}  // namespace reseal::crypto
