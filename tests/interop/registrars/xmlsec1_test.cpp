// SPDX-License-Identifier: Apache-2.0
// xmlsec1 verifies the forms that the tax and e-invoice registrars have signed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "change_form.h"
#include "declaration.h"
#include "reseal/base/file.h"
#include "reseal/crypto/xml_signature.h"
#include "support/test_ca.h"
#include "support/xml_form.h"

namespace reseal {
namespace {

using test::replaced;
using test::TestKey;

const Time kNow = test::at("2026-11-21T08:00:00Z");

struct RegistrarForms : testing::TestWithParam<std::string> {
  RegistrarForms() {
    auto pattern = (std::filesystem::temp_directory_path() / "reseal-forms-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    folder = pattern;
  }
  ~RegistrarForms() override { std::filesystem::remove_all(folder); }
  RegistrarForms(const RegistrarForms&) = delete;
  RegistrarForms& operator=(const RegistrarForms&) = delete;

  [[nodiscard]] std::string sign(const std::string& form, const XmlPlace& place) const {
    crypto::XmlSignOptions options;
    options.signed_element = place.signed_element;
    options.id_attribute = place.id_attribute;
    options.signature_parent = place.signature_parent;
    options.key_value = place.key_value;
    options.xades = crypto::XmlSignOptions::Xades{kNow};
    return std::string(as_text(crypto::xml_sign(key.signing_key(), renewed, as_bytes(form), options)));
  }
  /// `ids`: the id attributes, named to it as to every verifier without a schema.
  [[nodiscard]] bool judged_good(const std::string& form, const std::string& ids) const {
    write_file(folder / "root.pem", ca.certificate().pem());
    write_file(folder / "form.xml", form);
    const std::string command = "cd '" + folder.string() +
                                "' && xmlsec1 --verify --trusted-pem root.pem --enabled-key-data x509 "
                                "--verification-time '2026-11-21 08:00:00' "
                                "--id-attr:Id http://uri.etsi.org/01903/v1.3.2#:SignedProperties " +
                                ids + " form.xml > said 2>&1";
    return std::system(command.c_str()) == 0;  // NOLINT(cert-env33-c): our own command
  }

  std::filesystem::path folder;
  TestKey key = GetParam() == "RSA" ? TestKey::rsa() : TestKey::ec(GetParam());
  test::TestCa ca = test::TestCa::root();
  CertificateFacts old = ca.issue().facts();
  crypto::Certificate renewed = ca.issue({.spki = key.spki()});
};
INSTANTIATE_TEST_SUITE_P(Keys, RegistrarForms, testing::Values("RSA", "P-256"),
                         [](const auto& one) { return one.param == "RSA" ? std::string("Rsa") : std::string("Ec"); });

// TAX-02
TEST_P(RegistrarForms, OfTheTaxAuthorityAreAccepted) {
  tax::ChangeData data{
      "Chi cục Thuế khu vực I",     "70125", "0101243150", "CÔNG TY <A> & B", "a@example.vn", "0912345678",
      {tax::kFiling, tax::kPayment}};
  const auto form = sign(tax::change_form(data, old, renewed.facts(), "2026-11-21"), tax::change_form_place());
  const std::string ids = "--id-attr:id http://kekhaithue.gdt.gov.vn/HSoDKy:DKyThue";
  EXPECT_TRUE(judged_good(form, ids)) << read_file(folder / "said") << form;
  EXPECT_FALSE(judged_good(replaced(form, "0101243150", "0101243151"), ids));
}

TEST_P(RegistrarForms, OfTheEInvoiceDeclarationAreAccepted) {
  e_invoice::DeclarationData data;
  data.tax_code = "0101243150";
  data.name = "CÔNG TY <A> & B";
  data.kinds = {"HDGTGT"};
  data.stop_old = true;
  const auto form =
      sign(e_invoice::declaration(data, old, renewed.facts(), "2026-11-21"), e_invoice::declaration_place());
  const std::string ids = "--id-attr:Id DLTKhai";
  EXPECT_TRUE(judged_good(form, ids)) << read_file(folder / "said") << form;
  EXPECT_FALSE(judged_good(replaced(form, "<HThuc>1</HThuc></CTS>", "<HThuc>2</HThuc></CTS>"), ids));
}

}  // namespace
}  // namespace reseal
