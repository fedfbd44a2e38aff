// SPDX-License-Identifier: Apache-2.0
// Keys that are somewhere else: requests, raw signatures and CMS, with the openssl program as a foreign judge.
#include "reseal/crypto/signing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "support/test_ca.h"

namespace reseal::crypto {
namespace {

using test::at;
using test::CertificateSpec;
using test::TestCa;
using test::TestKey;
using testing::ElementsAre;
using testing::HasSubstr;

const Time kSigningTime = at("2026-11-21T08:00:00Z");
const std::vector<NameAttribute> kSubject = {{"0.9.2342.19200300.100.1.1", "UID", "MST:0101243150"},
                                             {"2.5.4.3", "CN", "CÔNG TY CỔ PHẦN THỬ NGHIỆM"},
                                             {"2.5.4.6", "C", "VN"}};

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("reseal-crypto-" + random_id())) {
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  void put(const std::string& name, std::string_view content) const { write_file(path_ / name, content); }
  [[nodiscard]] bool run(const std::string& arguments) const {
    const std::string command = "cd '" + path_.string() + "' && openssl " + arguments + " >/dev/null 2>&1";
    return std::system(command.c_str()) == 0;
  }

 private:
  std::filesystem::path path_;
};

TestKey key_named(const std::string& name) {
  return name.starts_with("RSA-") ? TestKey::rsa(std::stoi(name.substr(4))) : TestKey::ec(name);
}

class RemoteKey : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Kinds, RemoteKey, testing::Values("RSA-2048", "P-256", "P-384", "P-521"), [](const auto& one) {
  std::string name = one.param;
  std::erase(name, '-');
  return name;
});

TEST_P(RemoteKey, SignsARequestThatOpensslAccepts) {
  const auto key = key_named(GetParam());
  const auto csr = make_csr(key.signing_key(), kSubject);
  const auto facts = read_csr(csr);
  EXPECT_TRUE(facts.signature_valid);
  EXPECT_EQ(facts.subject, kSubject);
  EXPECT_EQ(facts.spki, key.spki());
  const Folder folder;
  folder.put("a.csr", csr);
  EXPECT_TRUE(folder.run("req -in a.csr -verify -noout"));
}

TEST_P(RemoteKey, SignsBytesThatItsCertificateVerifies) {
  const auto key = key_named(GetParam());
  CertificateSpec spec;
  spec.spki = key.spki();
  const auto certificate = TestCa::root().issue(spec);
  auto signature = sign_bytes(key.signing_key(), as_bytes("một thách thức"));
  EXPECT_TRUE(verify_bytes(certificate, as_bytes("một thách thức"), signature));
  EXPECT_FALSE(verify_bytes(certificate, as_bytes("một thách thứ"), signature));
  signature.back() ^= 1U;
  EXPECT_FALSE(verify_bytes(certificate, as_bytes("một thách thức"), signature));
  EXPECT_FALSE(verify_bytes(certificate, as_bytes("một thách thức"), Bytes{}));
}

TEST_P(RemoteKey, SignsCadesThatOpensslAccepts) {
  const auto key = key_named(GetParam());
  const auto root = TestCa::root();
  const auto ca = root.sub_ca("MISA-CA");
  CertificateSpec spec;
  spec.spki = key.spki();
  const auto certificate = ca.issue(spec);
  const std::string text = "Đơn đề nghị gia hạn\r\nthứ hai\n";
  const auto cms = cms_sign(key.signing_key(), certificate, {certificate, ca.certificate(), ca.certificate()},
                            as_bytes(text), {.detached = true, .cades = true});
  const auto result = cms_verify(cms, as_bytes(text), {{root.certificate()}, {}}, kSigningTime);
  EXPECT_TRUE(result.valid) << result.problem;
  EXPECT_EQ(result.signer, certificate);
  EXPECT_EQ(as_text(result.content), text);
  const Folder folder;
  folder.put("sig.der", as_text(cms));
  folder.put("tbs.bin", text);
  folder.put("root.pem", root.certificate().pem());
  EXPECT_TRUE(
      folder.run("cms -verify -inform DER -in sig.der -content tbs.bin -binary -CAfile root.pem -purpose any "
                 "-cades -attime " +
                 std::to_string(kSigningTime.time_since_epoch().count())));
}

TEST(RemoteRsaKey, SignsPssThroughARawBlock) {
  const auto key = TestKey::rsa();
  std::vector<RawSign::Mechanism> asked;
  const SigningKey remote(key.spki(), [&](const RawSign& request) {
    asked.push_back(request.mechanism);
    return key.signer()(request);
  });
  const auto run = [](EVP_PKEY* pkey, bool verify, Bytes signature) {
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_PKEY_CTX* options = nullptr;
    const Bytes data(20, 1);
    std::size_t size = signature.size();
    bool good =
        (verify ? EVP_DigestVerifyInit : EVP_DigestSignInit)(context.get(), &options, EVP_sha256(), nullptr, pkey) == 1;
    good = good && EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1;
    good = good && (verify ? EVP_DigestVerify(context.get(), signature.data(), size, data.data(), data.size())
                           : EVP_DigestSign(context.get(), signature.data(), &size, data.data(), data.size())) == 1;
    return good ? signature : Bytes{};
  };
  const auto signature = run(remote.native(), false, Bytes(256));
  EXPECT_FALSE(signature.empty());
  EXPECT_FALSE(run(key.native(), true, signature).empty());
  EXPECT_THAT(asked, ElementsAre(RawSign::Mechanism::rsa_raw));
}

TEST(RemoteKeyFailure, ComesOutOfTheCallAsItWasThrown) {
  const auto root = TestCa::root();
  for (const auto& key : {TestKey::rsa(), TestKey::ec()}) {
    CertificateSpec spec;
    spec.spki = key.spki();
    const auto certificate = root.issue(spec);
    bool gone = true;
    const SigningKey remote(key.spki(), [&](const RawSign& request) -> Bytes {
      if (gone) throw Error(ErrorCode::token_removed, {{"token", "T"}});
      return key.signer()(request);
    });
    const auto code = [](auto call) {
      try {
        call();
      } catch (const Error& error) {
        return error.code();
      }
      return ErrorCode::internal;
    };
    EXPECT_EQ(code([&] { sign_bytes(remote, as_bytes("x")); }), ErrorCode::token_removed);
    EXPECT_EQ(code([&] { make_csr(remote, kSubject); }), ErrorCode::token_removed);
    EXPECT_EQ(code([&] { cms_sign(remote, certificate, {}, as_bytes("x"), {}); }), ErrorCode::token_removed);
    gone = false;  // and nothing of it is left for the next call
    EXPECT_TRUE(verify_bytes(certificate, as_bytes("x"), sign_bytes(remote, as_bytes("x"))));
  }
}

TEST(RemoteKeyFailure, IsToldWhenTheAnswerHasAWrongSize) {
  for (const auto& key : {TestKey::rsa(), TestKey::ec()}) {
    for (const std::size_t size : {0U, 1U, 1000U}) {
      const SigningKey remote(key.spki(), [size](const RawSign&) { return Bytes(size, 1); });
      EXPECT_THROW(sign_bytes(remote, as_bytes("x")), Error);
    }
  }
}

TEST(RemoteKeyKinds, AreRsaAndEcOnly) {
  EXPECT_THROW(SigningKey(Bytes{}, nullptr), Error);
  EXPECT_THROW(SigningKey(TestKey::ec("SM2").spki(), nullptr), Error);
}

TEST(Request, IsNeverMadeWithAWeakKey) {
  for (const auto& key : {TestKey::rsa(1024), TestKey::ec("secp224r1")}) {
    try {
      make_csr(key.signing_key(), kSubject);
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::key_weak);
    }
  }
}

TEST(Request, TakesTheLongNamesThatCompaniesHave) {
  std::string name;
  for (int i = 0; i < 30; ++i) name += "CÔNG TY ";
  const auto csr = make_csr(TestKey::ec().signing_key(), {{"", "CN", name}, {"", "C", "VN"}});
  EXPECT_EQ(read_csr(csr).subject.front().value, name);
}

TEST(Request, RefusesSubjectsThatAreNone) {
  const auto key = TestKey::ec();
  EXPECT_THROW(make_csr(key.signing_key(), {{"", "NoSuch", "x"}}), Error);
  EXPECT_THROW(make_csr(key.signing_key(), {{"", "CN", ""}}), Error);
  EXPECT_THROW(make_csr(key.signing_key(), {{"", "CN", "\xff"}}), Error);
}

TEST(Request, ThatWasChangedIsReadAsNotSigned) {
  auto csr = make_csr(TestKey::ec().signing_key(), kSubject);
  const auto begin = csr.find('\n') + 1;
  auto der = from_base64(csr.substr(begin, csr.rfind("-----END") - begin));
  der.back() ^= 1U;
  EXPECT_FALSE(read_csr(as_text(der)).signature_valid);
  EXPECT_THROW(read_csr("nothing"), Error);
  EXPECT_THROW(read_csr(""), Error);
}

class Cms : public testing::Test {
 protected:
  TestKey key_ = TestKey::ec();
  TestCa root_ = TestCa::root();
  Certificate certificate_ = issue();
  TrustAnchors anchors_{{root_.certificate()}, {}};
  [[nodiscard]] Certificate issue(CertificateSpec spec = {}) const {
    if (spec.spki.empty()) spec.spki = key_.spki();
    return root_.issue(spec);
  }
};

TEST_F(Cms, CarriesItsContentWhenAsked) {
  const auto cms = cms_sign(key_.signing_key(), certificate_, {}, as_bytes("nội dung"), {.detached = false});
  const auto result = cms_verify(cms, std::nullopt, anchors_, kSigningTime);
  EXPECT_TRUE(result.valid) << result.problem;
  EXPECT_EQ(as_text(result.content), "nội dung");
}

TEST_F(Cms, OverChangedContentIsNotValid) {
  const auto cms = cms_sign(key_.signing_key(), certificate_, {}, as_bytes("100"), {});
  const auto result = cms_verify(cms, as_bytes("900"), anchors_, kSigningTime);
  EXPECT_FALSE(result.valid);
  EXPECT_FALSE(result.problem.empty());
  EXPECT_EQ(result.signer, certificate_);
  EXPECT_FALSE(cms_verify(cms, std::nullopt, anchors_, kSigningTime).valid);
}

TEST_F(Cms, WithContentInsideIsNotValidForOtherContent) {
  const auto cms = cms_sign(key_.signing_key(), certificate_, {}, as_bytes("100"), {.detached = false});
  EXPECT_FALSE(cms_verify(cms, as_bytes("900"), anchors_, kSigningTime).valid);
}

TEST_F(Cms, IsJudgedWithItsSignersPathAtTheTime) {
  const auto cms = cms_sign(key_.signing_key(), certificate_, {}, as_bytes("x"), {});
  EXPECT_THAT(cms_verify(cms, as_bytes("x"), anchors_, at("2029-01-01T00:00:00Z")).problem, HasSubstr("expired"));
  EXPECT_FALSE(cms_verify(cms, as_bytes("x"), {}, kSigningTime).valid);
}

TEST_F(Cms, OfAnOldCertificateWithSha1AndRsa1024IsStillVerified) {
  const auto key = TestKey::rsa(1024);
  CertificateSpec spec;
  spec.spki = key.spki();
  spec.digest = "SHA1";
  spec.extensions = {{"extendedKeyUsage", "clientAuth"}};
  const auto old_one = issue(spec);
  const auto cms = cms_sign(key.signing_key(), old_one, {}, as_bytes("x"), {.cades = false});
  const auto result = cms_verify(cms, as_bytes("x"), anchors_, kSigningTime);
  EXPECT_TRUE(result.valid) << result.problem;
}

TEST_F(Cms, IsNotMadeWithACertificateOfAnotherKey) {
  EXPECT_THROW(cms_sign(TestKey::ec().signing_key(), certificate_, {}, as_bytes("x"), {}), Error);
}

TEST_F(Cms, NamesItsCertificateSoThatATwinCannotTakeItsPlace) {
  // Two certificates with one key, one name and one serial: only the CAdES attribute tells them apart.
  CertificateSpec spec;
  spec.serial = "540400000000000000000000000000AA";
  const auto meant = issue(spec);
  spec.not_after = at("2035-01-01T00:00:00Z");
  auto twin = issue(spec);
  while (twin.der().size() != meant.der().size()) twin = issue(spec);  // ECDSA signatures differ in length
  auto cms = cms_sign(key_.signing_key(), meant, {}, as_bytes("x"), {});
  const auto place = std::search(cms.begin(), cms.end(), meant.der().begin(), meant.der().end());
  ASSERT_NE(place, cms.end());
  std::copy(twin.der().begin(), twin.der().end(), place);
  EXPECT_THAT(cms_verify(cms, as_bytes("x"), anchors_, kSigningTime).problem, HasSubstr("another certificate"));
}

TEST_F(Cms, OfMalformedBytesIsNotValidAndNeverThrows) {
  const auto cms = cms_sign(key_.signing_key(), certificate_, {}, as_bytes("x"), {});
  for (std::size_t size = 0; size < cms.size(); size += 11) {
    EXPECT_FALSE(cms_verify(ByteView(cms).first(size), as_bytes("x"), anchors_, kSigningTime).valid);
  }
  EXPECT_FALSE(cms_verify(test::p7b({certificate_}), as_bytes("x"), anchors_, kSigningTime).valid);
}

TEST(Sha256, IsTheStandardOne) {
  EXPECT_EQ(sha256_hex(as_bytes("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(Bytes{}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace reseal::crypto
