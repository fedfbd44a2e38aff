// SPDX-License-Identifier: Apache-2.0
// xmlsec1 verifies what we sign, and we verify what it signs.
#include <array>
#include <cstdio>
#include <memory>

#include "reseal/base/file.h"
#include "reseal/crypto/xml_signature.h"
#include "support/xml_form.h"
#include "unit/token/token_world.h"

namespace reseal::crypto {
namespace {

using test::kTaxForm;
using test::replaced;
using test::TestKey;
using Canonicalization = XmlSignOptions::Canonicalization;
using Xades = XmlSignOptions::Xades;

const Time kNow = test::at("2026-11-21T08:00:00Z");

struct Said {
  bool good = false;
  std::string text;
};

struct Xmlsec1 : token::TokenWorld {
  test::TestCa ca = test::TestCa::root();
  XmlSignOptions options = test::tax_form_options();

  [[nodiscard]] Certificate issue(const Bytes& spki) const { return ca.issue(token::for_key(spki)); }
  void put(const std::string& name, std::string_view content) const { write_file(hsm.folder() / name, content); }
  [[nodiscard]] Said run(const std::string& arguments) const {
    const std::string command = "cd '" + hsm.folder().string() + "' && xmlsec1 " + arguments + " 2>&1";
    std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), &pclose);
    Said said;
    std::array<char, 4096> buffer{};
    while (std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) said.text += buffer.data();
    said.good = pclose(pipe.release()) == 0;
    return said;
  }
  /// The ids are told to it by name, as to every verifier without a schema.
  const std::string ids =
      " --id-attr:id http://kekhaithue.gdt.gov.vn/TKhaiThue:HSoKhaiThue"
      " --id-attr:Id http://uri.etsi.org/01903/v1.3.2#:SignedProperties ";
  [[nodiscard]] Said judged(std::string_view form) const {
    put("root.pem", ca.certificate().pem());
    put("form.xml", form);
    return run("--verify --trusted-pem root.pem --enabled-key-data x509 --verification-time '2026-11-21 08:00:00'" +
               ids + "form.xml");
  }
  [[nodiscard]] std::string sign(const SigningKey& key, const Certificate& certificate) const {
    return std::string(as_text(xml_sign(key, certificate, as_bytes(kTaxForm), options)));
  }
  void accepts_ours(const SigningKey& key, const Certificate& certificate) {
    for (const bool whole_document : {false, true}) {
      for (const auto method : {Canonicalization::inclusive, Canonicalization::exclusive}) {
        for (const int xades : {0, 1, 2}) {
          using Form = Xades::CertificateForm;
          options.signed_element = whole_document ? "" : "/HSoThueDTu/HSoKhaiThue";
          options.canonicalization = method;
          options.xades.reset();
          if (xades != 0) options.xades = Xades{kNow, xades == 1 ? Form::v1 : Form::v2};
          const auto form = sign(key, certificate);
          const auto said = judged(form);
          EXPECT_TRUE(said.good) << said.text << form;
          EXPECT_FALSE(judged(replaced(form, "0101243150", "0101243151")).good);
          if (xades == 0) continue;
          EXPECT_FALSE(judged(replaced(form, "08:00:00Z", "08:00:01Z")).good);
        }
      }
    }
  }
};

TEST_F(Xmlsec1, AcceptsOurFormsWithAnRsaKeyOnAToken) {
  auto holder = open_and_log_in();
  const auto key = holder->make_key({token::KeySpec::Algorithm::rsa, 2048}, {0x0a}, "k");
  accepts_ours(holder->signing_key(key), issue(key.spki));
}

TEST_F(Xmlsec1, AcceptsOurFormsWithAnEcKeyOnAToken) {
  auto holder = open_and_log_in();
  const auto key = holder->make_key({token::KeySpec::Algorithm::ec, 256}, {0x0a}, "k");
  accepts_ours(holder->signing_key(key), issue(key.spki));
}

TEST_F(Xmlsec1, AcceptsOurFormsWithTheLongerCurves) {  // r and s of 48 and 66 bytes
  for (const char* curve : {"P-384", "P-521"}) {
    const auto key = TestKey::ec(curve);
    const auto said = judged(sign(key.signing_key(), issue(key.spki())));
    EXPECT_TRUE(said.good) << curve << said.text;
  }
}

/// What xmlsec1 fills in: the tax profile, or XAdES-less Exclusive C14N over the whole document.
std::string form_to_sign(const std::string& method, Canonicalization canonicalization, const std::string& uri) {
  const bool exclusive = canonicalization == Canonicalization::exclusive;
  const std::string c14n =
      exclusive ? "http://www.w3.org/2001/10/xml-exc-c14n#" : "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
  const std::string signature =
      "<CKyDTu><Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><SignedInfo><CanonicalizationMethod "
      "Algorithm=\"" +
      c14n + "\"/><SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#" + method +
      "\"/><Reference URI=\"" + uri +
      "\"><Transforms><Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>" +
      (exclusive ? "<Transform Algorithm=\"" + c14n + "\"/>" : "") +
      "</Transforms><DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><DigestValue/></Reference>"
      "</SignedInfo><SignatureValue/><KeyInfo><X509Data><X509SubjectName/><X509Certificate/></X509Data></KeyInfo>"
      "</Signature></CKyDTu>";
  return replaced(kTaxForm, "<CKyDTu/>", signature);
}

TEST_F(Xmlsec1, SignsFormsThatWeVerify) {
  struct Case {
    TestKey key;
    std::string method;
  };
  for (const auto& [key, method] : {Case{TestKey::rsa(), "rsa-sha256"}, Case{TestKey::rsa(), "rsa-sha512"},
                                    Case{TestKey::ec(), "ecdsa-sha256"}, Case{TestKey::ec("P-384"), "ecdsa-sha384"}}) {
    const auto certificate = issue(key.spki());
    put("key.pem", key.private_pem());
    put("certificate.pem", certificate.pem());
    for (const auto canonicalization : {Canonicalization::inclusive, Canonicalization::exclusive}) {
      for (const bool whole_document : {false, true}) {
        options.signed_element = whole_document ? "" : "/HSoThueDTu/HSoKhaiThue";
        put("template.xml", form_to_sign(method, canonicalization, whole_document ? "" : "#_NODE_TO_SIGN"));
        const auto said =
            run("--sign --privkey-pem key.pem,certificate.pem --output signed.xml" + ids + "template.xml");
        ASSERT_TRUE(said.good) << said.text;
        const auto form = read_file(hsm.folder() / "signed.xml");
        const auto result = xml_verify(as_bytes(form), test::reading(options), kNow);
        EXPECT_TRUE(result.valid) << method << ": " << to_string(result.problem) << ": " << result.detail << form;
        EXPECT_EQ(result.certificate, certificate);
        const auto altered = replaced(form, "0101243150", "0101243151");
        EXPECT_EQ(xml_verify(as_bytes(altered), test::reading(options), kNow).problem, XmlProblem::form_altered);
      }
    }
  }
}

TEST_F(Xmlsec1, SignsWithSha1WhatWeRefuseAsWeak) {  // as the tax office's own notices of 2019 were signed
  const auto key = TestKey::rsa();
  put("key.pem", key.private_pem());
  put("certificate.pem", issue(key.spki()).pem());
  put("template.xml",
      replaced(form_to_sign("rsa-sha256", Canonicalization::inclusive, "#_NODE_TO_SIGN"),
               "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2000/09/xmldsig#rsa-sha1"));
  const auto said = run("--sign --privkey-pem key.pem,certificate.pem --output signed.xml" + ids + "template.xml");
  ASSERT_TRUE(said.good) << said.text;
  const auto form = read_file(hsm.folder() / "signed.xml");
  EXPECT_EQ(xml_verify(as_bytes(form), test::reading(options), kNow).problem, XmlProblem::algorithm_weak);
}

}  // namespace
}  // namespace reseal::crypto
