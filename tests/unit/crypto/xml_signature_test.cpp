// SPDX-License-Identifier: Apache-2.0
// Forms that we sign, and forms that others give us: each attack is told from the others by its reason.
// tests/interop/crypto has the foreign judge.
#include "reseal/crypto/xml_signature.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reseal/base/error.h"
#include "support/test_ca.h"
#include "support/xml_form.h"

namespace reseal::crypto {
namespace {

using test::at;
using test::CertificateSpec;
using test::kTaxForm;
using test::part;
using test::replaced;
using test::TestCa;
using test::TestKey;
using testing::HasSubstr;
using testing::Not;
using Canonicalization = XmlSignOptions::Canonicalization;
using Xades = XmlSignOptions::Xades;

const Time kXmlTime = at("2026-11-21T08:00:00Z");

struct XmlForm : testing::Test {
  TestKey key = TestKey::ec();
  TestCa ca = TestCa::root();
  Certificate certificate = issue(key);
  XmlSignOptions options = test::tax_form_options();

  [[nodiscard]] Certificate issue(const TestKey& of) const {
    CertificateSpec spec;
    spec.spki = of.spki();
    return ca.issue(spec);
  }
  [[nodiscard]] std::string sign(const std::string& form = kTaxForm) const {
    return std::string(as_text(xml_sign(key.signing_key(), certificate, as_bytes(form), options)));
  }
  [[nodiscard]] XmlVerification verify(const std::string& form, Time when = kXmlTime) const {
    return xml_verify(as_bytes(form), test::reading(options), when);
  }
  [[nodiscard]] XmlProblem problem_of(const std::string& form) const {
    const auto result = verify(form);
    EXPECT_EQ(result.valid, result.problem == XmlProblem::none);
    EXPECT_TRUE(result.valid || result.signed_bytes.empty());
    EXPECT_TRUE(result.valid || !result.detail.empty());
    return result.problem;
  }
  [[nodiscard]] ErrorCode code_of_signing(const std::string& form) const {
    try {
      static_cast<void>(sign(form));
    } catch (const Error& error) {
      return error.code();
    }
    ADD_FAILURE() << "it was signed";
    return ErrorCode::internal;
  }
};

struct Profile {
  std::string name;
  std::string key;
  Canonicalization canonicalization;
  bool whole_document;
  std::optional<Xades::CertificateForm> xades;
};

struct XmlProfile : XmlForm, testing::WithParamInterface<Profile> {
  XmlProfile() {
    const auto& profile = GetParam();
    key = profile.key == "RSA" ? TestKey::rsa() : TestKey::ec(profile.key);
    certificate = issue(key);
    options.canonicalization = profile.canonicalization;
    if (profile.whole_document) options.signed_element.clear();
    if (profile.xades) options.xades = Xades{kXmlTime, *profile.xades};
  }
};
INSTANTIATE_TEST_SUITE_P(
    Kinds, XmlProfile,
    testing::Values(Profile{"TaxRsa", "RSA", Canonicalization::inclusive, false, {}},
                    Profile{"TaxEc", "P-256", Canonicalization::inclusive, false, {}},
                    Profile{"InsuranceRsa", "RSA", Canonicalization::inclusive, true, {}},
                    Profile{"ExclusiveP384", "P-384", Canonicalization::exclusive, false, {}},
                    Profile{"ExclusiveP521", "P-521", Canonicalization::exclusive, true, {}},
                    Profile{"XadesV1Rsa", "RSA", Canonicalization::inclusive, false, Xades::CertificateForm::v1},
                    Profile{"XadesV2Ec", "P-256", Canonicalization::exclusive, true, Xades::CertificateForm::v2}),
    [](const auto& one) { return one.param.name; });

TEST_P(XmlProfile, IsVerifiedWithItsSignerAndTheBytesThatWereSigned) {
  const auto result = verify(sign());
  EXPECT_TRUE(result.valid) << to_string(result.problem) << ": " << result.detail;
  EXPECT_EQ(result.certificate, certificate);
  EXPECT_THAT(std::string(as_text(result.signed_bytes)), HasSubstr("<tenNNT>CÔNG TY TNHH A &amp; B</tenNNT>"));
  EXPECT_THAT(std::string(as_text(result.signed_bytes)), Not(HasSubstr("SignatureValue")));
  EXPECT_EQ(result.signing_time, GetParam().xades ? std::optional(kXmlTime) : std::nullopt);
}

TEST_P(XmlProfile, IsRefusedWhenTheFormWasAltered) {
  EXPECT_EQ(problem_of(replaced(sign(), "0101243150", "0101243151")), XmlProblem::form_altered);
}

TEST_P(XmlProfile, IsRefusedWhenSignedInfoWasAltered) {
  const auto form = sign();
  const auto digest = part(form, "<DigestValue>", "</DigestValue>");
  auto other = digest;
  other[20] = other[20] == 'A' ? 'B' : 'A';
  EXPECT_EQ(problem_of(replaced(form, digest, other)), XmlProblem::signature_wrong);
}

TEST_F(XmlForm, KeepsWhatWasNotToBeTouched) {
  const auto form = sign();
  EXPECT_EQ(replaced(form, part(form, "<Signature ", "</Signature>"), "<KeepMe/>").size(),
            replaced(kTaxForm, "<CKyDTu/>", "<CKyDTu><KeepMe/></CKyDTu>").size());
  EXPECT_THAT(form, HasSubstr("<CKyDTu><Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\">"));
}

TEST_F(XmlForm, OfTheTaxOfficeHasOnlyTheEnvelopedTransformAndTheThreeKeyInfos) {
  key = TestKey::rsa();
  certificate = issue(key);
  const auto form = sign();
  EXPECT_THAT(form, HasSubstr("<Reference URI=\"#_NODE_TO_SIGN\"><Transforms><Transform "
                              "Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/></Transforms>"));
  EXPECT_THAT(form,
              HasSubstr("<CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"/>"));
  EXPECT_THAT(form, HasSubstr("<KeyInfo><KeyValue><RSAKeyValue><Modulus>"));
  EXPECT_THAT(form, HasSubstr("<X509Data><X509SubjectName>C=VN,L=HÀ NỘI,UID=MST:0101243150,CN=CÔNG TY TNHH THỬ NGHIỆM"
                              "</X509SubjectName><X509Certificate>"));
}

TEST_F(XmlForm, OfHealthInsuranceHasTheSubjectInTheOrderOfTheCertificate) {
  options.subject_in_certificate_order = true;
  EXPECT_THAT(sign(), HasSubstr("<X509SubjectName>CN=CÔNG TY TNHH THỬ NGHIỆM,UID=MST:0101243150,L=HÀ NỘI,C=VN</"));
}

TEST_F(XmlForm, WithoutAnIdGetsTheOneThatTheCallerGives) {
  const auto form = replaced(kTaxForm, " id=\"_NODE_TO_SIGN\"", "");
  EXPECT_EQ(code_of_signing(form), ErrorCode::usage);
  options.new_id = "NODETOSIGN";
  EXPECT_EQ(problem_of(sign(form)), XmlProblem::none);
  EXPECT_THAT(sign(form), HasSubstr("<HSoKhaiThue id=\"NODETOSIGN\">"));
  EXPECT_THAT(sign(), HasSubstr("<HSoKhaiThue id=\"_NODE_TO_SIGN\">"));
}

TEST_F(XmlForm, IsFoundByItsNamespaceWhenThePathSaysOne) {
  options.signature_parent = "/HSoThueDTu/{http://kekhaithue.gdt.gov.vn/TKhaiThue}CKyDTu";
  EXPECT_EQ(problem_of(sign()), XmlProblem::none);
  options.signature_parent = "/HSoThueDTu/{urn:other}CKyDTu";
  EXPECT_EQ(code_of_signing(kTaxForm), ErrorCode::usage);
}

TEST_F(XmlForm, IsSignedWithTheSignerOfATokenWhoseErrorsComeOutAsTheyWereThrown) {
  const SigningKey gone(key.spki(), [](const RawSign&) -> Bytes { throw Error(ErrorCode::token_removed, {}); });
  try {
    xml_sign(gone, certificate, as_bytes(kTaxForm), options);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::token_removed);
  }
}

TEST_F(XmlForm, IsNotGivenOutWhenTheTokenSignedSomethingElse) {
  const SigningKey broken(key.spki(), [this](RawSign request) {
    request.input[0] ^= 1U;
    return key.signer()(request);
  });
  try {
    xml_sign(broken, certificate, as_bytes(kTaxForm), options);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::crypto_failed);
  }
}

TEST_F(XmlForm, IsNotSignedWithACertificateOfAnotherKey) {
  certificate = issue(TestKey::ec());
  EXPECT_EQ(code_of_signing(kTaxForm), ErrorCode::crypto_failed);
}

TEST_F(XmlForm, IsNotSignedTwiceNorWithCommentsNorWithADoctypeNorWhereNoPathLeads) {
  EXPECT_EQ(code_of_signing(sign()), ErrorCode::usage);
  EXPECT_EQ(code_of_signing(replaced(kTaxForm, "0101", "01<!-- -->01")), ErrorCode::usage);
  EXPECT_EQ(code_of_signing(replaced(kTaxForm, "<HSoThueDTu", "<!DOCTYPE HSoThueDTu><HSoThueDTu")), ErrorCode::usage);
  EXPECT_EQ(code_of_signing(replaced(kTaxForm, "<CKyDTu/>", "<CKyDTu/><CKyDTu/>")), ErrorCode::usage);
  EXPECT_EQ(code_of_signing(replaced(kTaxForm, "<CKyDTu/>", "<CKyDTu Id=\"_NODE_TO_SIGN\"/>")), ErrorCode::usage);
  EXPECT_EQ(code_of_signing("nothing"), ErrorCode::usage);
  for (const char* path : {"", "/", "CKyDTu", "/HSoThueDTu//CKyDTu", "/{urn:a"}) {
    options.signature_parent = path;
    EXPECT_EQ(code_of_signing(kTaxForm), ErrorCode::usage) << path;
  }
}

// --- what others may do to a form ---

TEST_F(XmlForm, OfAnotherKeyIsRefused) {
  const auto other = issue(TestKey::ec());
  const auto form = replaced(sign(), to_base64(certificate.der()), to_base64(other.der()));
  EXPECT_EQ(problem_of(form), XmlProblem::signature_wrong);
  EXPECT_EQ(verify(form).certificate, other);
}

TEST_F(XmlForm, WithAForeignSignatureValueIsRefused) {
  const auto value = [](const std::string& form) { return part(form, "<SignatureValue>", "</SignatureValue>"); };
  const auto form = sign();
  EXPECT_EQ(problem_of(replaced(form, value(form), value(sign(replaced(kTaxForm, "0101", "0102"))))),
            XmlProblem::signature_wrong);
  EXPECT_EQ(problem_of(replaced(form, value(form), "<SignatureValue/>")), XmlProblem::signature_wrong);
  // DER in the place of r || s
  const auto der = to_base64(sign_bytes(key.signing_key(), as_bytes("x")));
  EXPECT_EQ(problem_of(replaced(form, value(form), "<SignatureValue>" + der + "</SignatureValue>")),
            XmlProblem::signature_wrong);
}

TEST_F(XmlForm, ThatWasExchangedWhileTheSignedOneStandsElsewhereIsRefused) {  // signature wrapping
  const auto form = sign();
  const auto signed_one = part(form, "<HSoKhaiThue ", "</HSoKhaiThue>");
  const auto forged = [&](const std::string& id) { return "<HSoKhaiThue" + id + "><mst>0</mst></HSoKhaiThue>"; };
  const auto wrapped = [&](const std::string& id) {
    return replaced(form, signed_one, forged(id) + "<Wrapper>" + signed_one + "</Wrapper>");
  };
  EXPECT_EQ(problem_of(wrapped("")), XmlProblem::reference_elsewhere);
  EXPECT_EQ(problem_of(wrapped(" id=\"other\"")), XmlProblem::reference_elsewhere);
  EXPECT_EQ(problem_of(wrapped(" Id=\"_NODE_TO_SIGN\"")), XmlProblem::reference_elsewhere);
  EXPECT_EQ(problem_of(wrapped(" id=\"_NODE_TO_SIGN\"")), XmlProblem::duplicate_id);
  EXPECT_EQ(problem_of(replaced(form, signed_one, signed_one + forged(" id=\"other\""))), XmlProblem::element_missing);
  EXPECT_EQ(problem_of(replaced(form, signed_one, "")), XmlProblem::element_missing);
  // the signed one inside the Signature
  const auto moved = replaced(form, signed_one, forged(" id=\"_NODE_TO_SIGN\""));
  EXPECT_EQ(problem_of(replaced(moved, "</Signature>", "<Object>" + signed_one + "</Object></Signature>")),
            XmlProblem::duplicate_id);
}

TEST_F(XmlForm, WhoseIdStandsOnASecondElementInAnyDisguiseIsRefused) {
  for (const char* attribute : {"id", "Id", "ID", "xml:id", "xsi:Id"}) {
    const auto form = replaced(sign(), "<CKyDTu", "<CKyDTu " + std::string(attribute) + "=\"_NODE_TO_SIGN\"");
    EXPECT_EQ(problem_of(form), XmlProblem::duplicate_id) << attribute;
  }
}

TEST_F(XmlForm, WhoseReferenceIsNotTheElementThatIsReadIsRefused) {
  for (const char* uri : {"", "#ID_1", "file:///etc/passwd", "http://127.0.0.1/x", "#xpointer(/)"}) {
    EXPECT_EQ(problem_of(replaced(sign(), "URI=\"#_NODE_TO_SIGN\"", "URI=\"" + std::string(uri) + "\"")),
              XmlProblem::reference_elsewhere)
        << uri;
  }
  EXPECT_EQ(problem_of(replaced(sign(), "URI=\"#_NODE_TO_SIGN\"", "")), XmlProblem::reference_elsewhere);
  auto part_only = options;
  options.signed_element.clear();  // the caller reads the whole document, a part is signed
  EXPECT_EQ(xml_verify(as_bytes(sign()), test::reading(part_only), kXmlTime).problem, XmlProblem::reference_elsewhere);
  std::swap(options, part_only);
  const auto form = sign();
  EXPECT_EQ(xml_verify(as_bytes(form), test::reading(part_only), kXmlTime).problem, XmlProblem::reference_elsewhere);
}

TEST_F(XmlForm, WithASecondReferenceIsRefused) {
  const auto form = sign();
  const auto reference = part(form, "<Reference ", "</Reference>");
  EXPECT_EQ(problem_of(replaced(form, reference, reference + reference)), XmlProblem::reference_unexpected);
  EXPECT_EQ(problem_of(replaced(form, reference, "")), XmlProblem::signature_malformed);
}

TEST_F(XmlForm, WithTwoSignaturesIsRefused) {
  const auto form = sign();
  const auto signature = part(form, "<Signature ", "</Signature>");
  EXPECT_EQ(problem_of(replaced(form, signature, signature + signature)), XmlProblem::signature_repeated);
  EXPECT_EQ(problem_of(replaced(form, "<mst>", signature + "<mst>")), XmlProblem::signature_repeated);
}

TEST_F(XmlForm, WithItsSignatureAtAnotherPlaceOrNowhereIsRefused) {
  const auto form = sign();
  const auto signature = part(form, "<Signature ", "</Signature>");
  const auto bare = replaced(form, signature, "");
  EXPECT_EQ(problem_of(replaced(bare, "</CKyDTu>", "</CKyDTu>" + signature)), XmlProblem::signature_elsewhere);
  EXPECT_EQ(problem_of(bare), XmlProblem::signature_missing);
  EXPECT_EQ(problem_of(kTaxForm), XmlProblem::signature_missing);
}

TEST_F(XmlForm, WithATransformThatChoosesWhatIsSignedIsRefused) {
  const std::string enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
  for (const char* other :
       {"http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/TR/1999/REC-xpath-19991116",
        "http://www.w3.org/2002/06/xmldsig-filter2", "http://www.w3.org/2000/09/xmldsig#base64"}) {
    EXPECT_EQ(problem_of(replaced(sign(), enveloped, other)), XmlProblem::transform_not_allowed) << other;
  }
  const auto transform = "<Transform Algorithm=\"" + enveloped + "\"/>";
  EXPECT_EQ(problem_of(replaced(sign(), transform, transform + transform)), XmlProblem::transform_not_allowed);
  options.canonicalization = Canonicalization::exclusive;
  const std::string exclusive = "<Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"";
  EXPECT_EQ(problem_of(replaced(sign(), exclusive + "/>",
                                exclusive + "><InclusiveNamespaces xmlns=\"http://www.w3.org/2001/10/xml-exc-c14n#\" "
                                            "PrefixList=\"xsi\"/></Transform>")),
            XmlProblem::transform_not_allowed);
}

TEST_F(XmlForm, WithSha1OrMd5IsRefusedAsWeak) {
  key = TestKey::rsa();
  certificate = issue(key);
  const std::string rsa = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
  for (const char* weak :
       {"http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2001/04/xmldsig-more#rsa-md5"}) {
    EXPECT_EQ(problem_of(replaced(sign(), rsa, weak)), XmlProblem::algorithm_weak) << weak;
  }
  EXPECT_EQ(
      problem_of(replaced(sign(), "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1")),
      XmlProblem::algorithm_weak);
}

TEST_F(XmlForm, WithAnAlgorithmThatIsNotOnTheListIsRefused) {
  const std::string ecdsa = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
  EXPECT_EQ(problem_of(replaced(sign(), ecdsa, "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")),
            XmlProblem::algorithm_not_allowed);
  EXPECT_EQ(problem_of(replaced(sign(), "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
                                "http://www.w3.org/2006/12/xml-c14n11")),
            XmlProblem::algorithm_not_allowed);
  const std::string method = "<SignatureMethod Algorithm=\"" + ecdsa + "\"";
  EXPECT_EQ(
      problem_of(replaced(sign(), method + "/>", method + "><HMACOutputLength>0</HMACOutputLength></SignatureMethod>")),
      XmlProblem::algorithm_not_allowed);
  // the other kind of key
  EXPECT_EQ(problem_of(replaced(sign(), ecdsa, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")),
            XmlProblem::signature_wrong);
}

TEST_F(XmlForm, WithACommentThatCutsASignedTextIsRefused) {
  // Without comments the canonical form is the same, so the signature would be good; many programs would read "0101".
  EXPECT_EQ(problem_of(replaced(sign(), "<mst>0101", "<mst>0101<!-- -->")), XmlProblem::comment_inside);
  EXPECT_EQ(problem_of(replaced(sign(), "<SignatureValue>", "<SignatureValue><!-- -->")), XmlProblem::comment_inside);
  EXPECT_EQ(problem_of(replaced(sign(), "<CKyDTu>", "<!-- outside --><CKyDTu>")), XmlProblem::none);
  options.signed_element.clear();
  EXPECT_EQ(problem_of(replaced(sign(), "<CKyDTu>", "<!-- --><CKyDTu>")), XmlProblem::comment_inside);
}

TEST_F(XmlForm, WithADoctypeIsRefusedBeforeAnyEntityIsLookedAt) {
  const auto with = [&](const std::string& doctype, const std::string& text) {
    return replaced(replaced(sign(), "<HSoThueDTu", doctype + "<HSoThueDTu"), "<mst>", "<mst>" + text);
  };
  std::string laughs = "<!DOCTYPE x [<!ENTITY a0 \"ha\">";
  for (int i = 1; i < 12; ++i) {
    laughs += "<!ENTITY a" + std::to_string(i) + " \"";
    for (int j = 0; j < 10; ++j) laughs += "&a" + std::to_string(i - 1) + ";";
    laughs += "\">";
  }
  EXPECT_EQ(problem_of(with(laughs + "]>", "&a11;")), XmlProblem::doctype);
  EXPECT_EQ(problem_of(with("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>", "&e;")), XmlProblem::doctype);
  EXPECT_EQ(problem_of(with("<!DOCTYPE x SYSTEM \"http://127.0.0.1:9/x.dtd\">", "")), XmlProblem::doctype);
  EXPECT_EQ(problem_of(with("<!DOCTYPE x [<!ATTLIST CKyDTu Id ID #IMPLIED>]>", "")), XmlProblem::doctype);
  EXPECT_EQ(problem_of(with("<!DOCTYPE x>", "")), XmlProblem::doctype);
  EXPECT_EQ(problem_of(with("", "&e;")), XmlProblem::malformed);
}

TEST_F(XmlForm, InAnotherEncodingIsRefused) {
  EXPECT_EQ(problem_of(replaced(sign(), "\"UTF-8\"", "\"ISO-8859-1\"")), XmlProblem::encoding);
  EXPECT_EQ(problem_of(replaced(sign(), "\"UTF-8\"", "'UTF-7'")), XmlProblem::encoding);
  EXPECT_EQ(problem_of(std::string("\xFF\xFE<\0x\0", 6)), XmlProblem::encoding);
  EXPECT_EQ(problem_of("\xEF\xBB\xBF" + sign()), XmlProblem::none);
  EXPECT_EQ(problem_of(replaced(sign(), "<mst>", "<mst>\xC3")), XmlProblem::malformed);
}

TEST_F(XmlForm, BeyondTheLimitsIsRefused) {
  const auto with = [&](const std::string& more) { return replaced(kTaxForm, "<CKyDTu/>", more); };
  const auto repeated = [](int count, auto one) {
    std::string text;
    for (int i = 0; i < count; ++i) text += one(i);
    return text;
  };
  EXPECT_EQ(problem_of(with(std::string(10U << 20U, ' '))), XmlProblem::too_large);
  EXPECT_EQ(problem_of(with(repeated(400'001, [](int) { return "<a/>"; }))), XmlProblem::too_large);
  EXPECT_EQ(problem_of(with(repeated(50, [](int) { return "<a>"; }))), XmlProblem::too_large);
  const auto attributes = [&](int count) {
    return with("<a " + repeated(count, [](int i) { return " a" + std::to_string(i) + " = '1'"; }) + "/>");
  };
  EXPECT_EQ(problem_of(attributes(257)), XmlProblem::too_large);
  EXPECT_EQ(problem_of(attributes(256)), XmlProblem::signature_missing);
  EXPECT_EQ(
      problem_of(with("<a " + repeated(19, [](int i) { return " xmlns:n" + std::to_string(i) + "='urn:n'"; }) + "/>")),
      XmlProblem::too_large);
}

TEST_F(XmlForm, ThatIsNoFormIsRefusedAndNothingIsThrown) {
  const auto form = sign();
  for (std::size_t size = 0; size + 1 < form.size(); size += 37) EXPECT_FALSE(verify(form.substr(0, size)).valid);
  EXPECT_EQ(problem_of(""), XmlProblem::malformed);
  EXPECT_EQ(problem_of(replaced(form, "version=\"1.0\"", "version=\"1.1\"")), XmlProblem::malformed);
  EXPECT_EQ(problem_of(replaced(form, "<mst>", "<mst><no:prefix/>")), XmlProblem::malformed);
  EXPECT_EQ(problem_of(replaced(form, "<SignatureValue>", "<SignatureValue>%")), XmlProblem::signature_malformed);
  EXPECT_EQ(problem_of(replaced(form, "<KeyInfo>", "<Unknown/><KeyInfo>")), XmlProblem::signature_malformed);
  EXPECT_EQ(problem_of(replaced(form, "</Signature>", "<Object/></Signature>")), XmlProblem::signature_malformed);
  EXPECT_EQ(problem_of(replaced(form, "<SignedInfo>", "<SignedInfo><Manifest/>")), XmlProblem::signature_malformed);
}

TEST_F(XmlForm, WithoutAReadableCertificateIsRefused) {
  const auto form = sign();
  const auto inside = part(form, "<X509Certificate>", "</X509Certificate>");
  EXPECT_EQ(problem_of(replaced(form, inside, "")), XmlProblem::certificate_missing);
  EXPECT_EQ(problem_of(replaced(form, inside, "<X509Certificate>AAAA</X509Certificate>")),
            XmlProblem::certificate_malformed);
}

TEST_F(XmlForm, WhoseKeyValueIsAnotherKeyIsRefused) {
  key = TestKey::rsa();
  certificate = issue(key);
  const auto form = sign();
  EXPECT_EQ(problem_of(replaced(form, "<Exponent>AQAB</Exponent>", "<Exponent>Aw==</Exponent>")),
            XmlProblem::certificate_mismatch);
}

// --- what is reported beside a good signature ---

TEST_F(XmlForm, OfAnExpiredCertificateIsReportedAtTheSigningTime) {
  using Term = XmlVerification::Term;
  const auto late = at("2029-01-01T00:00:00Z");
  const auto early = at("2025-01-01T00:00:00Z");
  const auto form = sign();
  EXPECT_EQ(verify(form, kXmlTime).term, Term::in_force);
  EXPECT_EQ(verify(form, late).term, Term::expired);
  EXPECT_EQ(verify(form, early).term, Term::not_yet_valid);
  EXPECT_TRUE(verify(form, late).valid);
  options.xades = Xades{late, {}};  // the signed time counts, not the reader's
  EXPECT_EQ(verify(sign(), kXmlTime).term, Term::expired);
  options.xades = Xades{kXmlTime, {}};
  EXPECT_EQ(verify(sign(), late).term, Term::in_force);
}

TEST_F(XmlForm, OfAnExpiredCertificateIsRefusedByWhoTakesItIn) {
  const auto late = at("2029-01-01T00:00:00Z");
  const auto early = at("2025-01-01T00:00:00Z");
  const auto taken_in = [&](const std::string& form, Time now) {
    auto strict = test::reading(options);
    strict.signer_in_term = true;
    return xml_verify(as_bytes(form), strict, now);
  };
  const auto form = sign();
  EXPECT_TRUE(taken_in(form, kXmlTime).valid);
  EXPECT_EQ(taken_in(form, late).problem, XmlProblem::certificate_out_of_term);
  EXPECT_EQ(taken_in(form, early).problem, XmlProblem::certificate_out_of_term);
  options.xades = Xades{kXmlTime, {}};  // dated back by its signer
  EXPECT_EQ(taken_in(sign(), late).problem, XmlProblem::certificate_out_of_term);
  options.xades = Xades{late, {}};
  EXPECT_EQ(taken_in(sign(), kXmlTime).problem, XmlProblem::certificate_out_of_term);
  EXPECT_TRUE(taken_in(sign(), late).signed_bytes.empty()) << "nothing of a refused form is handed out";
}

// --- XAdES-BES ---

struct XadesForm : XmlForm {
  XadesForm() { options.xades = Xades{kXmlTime, {}}; }
};

TEST_F(XadesForm, WhoseSigningTimeWasAlteredIsRefused) {
  EXPECT_EQ(problem_of(replaced(sign(), "2026-11-21T08:00:00Z", "2026-11-21T08:00:01Z")),
            XmlProblem::properties_altered);
  EXPECT_EQ(problem_of(replaced(sign(), "2026-11-21T08:00:00Z", "today")), XmlProblem::signature_malformed);
}

TEST_F(XadesForm, NamesItsCertificateSoThatATwinCannotTakeItsPlace) {
  CertificateSpec spec;
  spec.spki = key.spki();
  spec.not_after = at("2035-01-01T00:00:00Z");
  const auto twin = ca.issue(spec);
  EXPECT_EQ(problem_of(replaced(sign(), to_base64(certificate.der()), to_base64(twin.der()))),
            XmlProblem::certificate_mismatch);
}

TEST_F(XadesForm, WhosePropertiesStandElsewhereOrAreNotSignedIsRefused) {
  const auto form = sign();
  const auto properties = part(form, "<xades:SignedProperties ", "</xades:SignedProperties>");
  const auto id = part(properties, "Id=\"", "\">");
  const auto forged = replaced(properties, "08:00:00Z", "09:00:00Z");
  const auto wrapped = [&](const std::string& forged_id) {
    const auto moved = "<W xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\">" + properties + "</W>";
    return replaced(replaced(form, properties, replaced(forged, id, forged_id)), "<CKyDTu>", moved + "<CKyDTu>");
  };
  EXPECT_EQ(problem_of(wrapped("Id=\"other\">")), XmlProblem::reference_elsewhere);
  EXPECT_EQ(problem_of(wrapped(id)), XmlProblem::duplicate_id);
  const auto reference = part(form, "<Reference Type=", "</Reference>");
  EXPECT_EQ(problem_of(replaced(form, reference, "")), XmlProblem::signature_malformed);
  EXPECT_EQ(problem_of(replaced(form, part(form, "<Object>", "</Object>"), "")), XmlProblem::signature_malformed);
  EXPECT_EQ(problem_of(replaced(form, "Target=\"#", "Target=\"#x")), XmlProblem::signature_malformed);
}

TEST(XmlProblems, HaveNamesOfTheirOwn) {
  EXPECT_EQ(to_string(XmlProblem::none), "none");
  EXPECT_EQ(to_string(XmlProblem::comment_inside), "comment_inside");
  EXPECT_EQ(to_string(XmlProblem::properties_altered), "properties_altered");
}

}  // namespace
}  // namespace reseal::crypto
