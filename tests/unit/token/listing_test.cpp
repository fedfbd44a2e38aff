// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "token_world.h"

namespace reseal::token {
namespace {

using Listing = TokenWorld;

TEST_F(Listing, ShowsWhoATokenIsWithItsVietnameseLabel) {
  const TokenIdentity identity = identity_of(token);
  EXPECT_EQ(identity.label, "Công ty Thử Nghiệm");
  EXPECT_EQ(identity.model, "SoftHSM v2");
  EXPECT_FALSE(identity.manufacturer.empty());
}

TEST_F(Listing, LoadsAModuleWhosePathHasAccents) {
  const std::filesystem::path path = hsm.folder() / "Thư mục có dấu" / "mô-đun.so";
  std::filesystem::create_directory(path.parent_path());
  std::filesystem::copy_file(test::Shim::module(), path);
  const auto with_accents = pkcs11_source({path.string()});
  const auto listing = with_accents->list();
  EXPECT_TRUE(listing.problems.empty());
  EXPECT_TRUE(std::ranges::any_of(listing.tokens, [&](const TokenStatus& status) {
    return status.identity.serial == token.serial && status.module == path.string();
  }));
}

TEST_F(Listing, ReportsAModuleThatCannotBeUsedAndGoesOn) {
  const std::filesystem::path text = hsm.folder() / "not-a-module.so";
  std::ofstream(text) << "text";
  source = pkcs11_source({"/nowhere/driver.so", text.string(), test::Shim::module()});
  const auto listing = source->list();
  ASSERT_EQ(listing.problems.size(), 2U);
  EXPECT_EQ(listing.problems[0].module, "/nowhere/driver.so");
  EXPECT_FALSE(listing.problems[0].problem.empty());
  EXPECT_EQ(identity_of(token).serial, token.serial);
}

TEST_F(Listing, ListsATokenOnceWhenItsModuleIsNamedTwice) {
  source = pkcs11_source({test::Shim::module(), test::Shim::module()});
  EXPECT_NO_THROW((void)open());
}

TEST_F(Listing, TellsTwoTokensOfOneLabelApart) {
  const auto other = hsm.add_token(token.label);
  const Bytes spki = hsm.add_key(other, test::KeyKind::ec_p256, {0x01}, "key");
  EXPECT_EQ(open(other)->find_key({0x01})->spki, spki);
  EXPECT_FALSE(open(token)->find_key({0x01}).has_value());
}

TEST_F(Listing, StopsWhenTwoTokensLookAlike) {
  hsm.add_token("another");
  shim.rules("same-serial TWIN");
  const auto tokens = open_source().list().tokens;
  EXPECT_EQ(code_of([&] { return source->open(tokens.front().identity); }), ErrorCode::token_ambiguous);
}

TEST_F(Listing, StopsWhenASecondTokenThatLooksAlikeIsPluggedInLater) {
  hsm.add_token("another");
  shim.rules("same-serial TWIN\npulled " + token.serial);
  auto holder = open_source().open(open_source().list().tokens.front().identity);
  shim.rules("same-serial TWIN");
  EXPECT_EQ(code_of([&] { return holder->status(); }), ErrorCode::token_ambiguous);
}

TEST_F(Listing, FindsATokenAgainWhenSlotNumbersChange) {
  hsm.add_token("another");
  shim.rules("renumber-slots");
  auto holder = open_and_log_in();
  const HeldKey made = holder->make_key({KeySpec::Algorithm::ec, 256}, {0x07}, "key");
  (void)source->list();  // new numbers for all
  EXPECT_EQ(holder->status().identity.serial, token.serial);
  EXPECT_EQ(holder->find_key({0x07})->spki, made.spki);
}

TEST_F(Listing, SaysThatATokenIsMissing) {
  const TokenIdentity nobody{"0000000000000000", "nobody", "nobody", "nothing"};
  EXPECT_EQ(code_of([&] { return open_source().open(nobody); }), ErrorCode::token_missing);
}

TEST_F(Listing, SeesATokenThatIsPluggedInLater) {
  shim.rules("pulled");
  EXPECT_TRUE(open_source().list().tokens.empty());
  shim.rules("");
  EXPECT_NO_THROW((void)open());
}

TEST_F(Listing, FindsKeysOfCertificatesAfterLoginAndRemembersThemAfterLogout) {
  const test::TestCa ca = test::TestCa::root();
  const Bytes with_key = hsm.add_orphan_key(token, test::KeyKind::rsa_2048, {0x01}, "key");
  hsm.add_certificate(token, ca.issue(for_key(with_key)).der(), {0x01}, "with key");
  hsm.add_certificate(token, ca.issue().der(), {0x02}, "without key");
  auto holder = open();
  const auto keys = [&] {
    std::string found;
    for (const HeldCertificate& held : holder->certificates()) {
      if (held.has_private_key) found += held.label + ";";
    }
    return found;
  };
  EXPECT_EQ(keys(), "");
  ASSERT_EQ(holder->login(Secret(token.pin)), LoginResult::ok);
  EXPECT_EQ(keys(), "with key;");
  holder->logout();
  EXPECT_EQ(keys(), "with key;");
}

TEST_F(Listing, TakesAPublicKeyAsAHintBeforeLogin) {
  const test::TestCa ca = test::TestCa::root();
  const Bytes spki = hsm.add_key(token, test::KeyKind::ec_p384, {0x01}, "key");
  hsm.add_certificate(token, ca.issue(for_key(spki)).der(), {0x01}, "Chứng thư số");
  const auto held = open()->certificates();
  ASSERT_EQ(held.size(), 1U);
  EXPECT_TRUE(held.front().has_private_key);
  EXPECT_EQ(held.front().id, (KeyId{0x01}));
  EXPECT_EQ(held.front().label, "Chứng thư số");
}

TEST(TokenUris, NameATokenAndItsCertificateWithoutAPin) {
  const TokenIdentity identity{"99AA", "Công ty", "Nhà sản xuất", "ePass"};
  EXPECT_EQ(identity_from_uri(identity.uri()), identity);
  EXPECT_EQ(identity.uri().find("pin"), std::string::npos);
  EXPECT_EQ(identity.uri().rfind("pkcs11:", 0), 0U);
  const HeldCertificate held{test::TestCa::root().certificate(), {0x01, 0xff}, "label", true};
  EXPECT_NE(held.uri(identity).find("id=%01%FF"), std::string::npos) << held.uri(identity);
  EXPECT_NE(held.uri(identity).find("type=cert"), std::string::npos);
}

TEST(TokenUris, RefuseAPinAndRepeatItNowhere) {
  for (const std::string query : {"?pin-value=246813", "?pin-source=file:/246813", ";pin-value=246813"}) {
    try {
      (void)identity_from_uri("pkcs11:serial=99AA" + query);
      FAIL() << query;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
      EXPECT_EQ((std::string(error.what()) + error.params().at("problem")).find("246813"), std::string::npos);
    }
  }
  EXPECT_EQ(code_of([] { return identity_from_uri("https://example.com"); }), ErrorCode::usage);
}

TEST(TokenIdentityRule, IgnoresALabelThatItsOwnerChanged) {
  const TokenIdentity before{"99AA", "old", "maker", "model"};
  const TokenIdentity after{"99AA", "new", "maker", "model"};
  EXPECT_TRUE(before.same_token(after));
  EXPECT_FALSE(before.same_token({"99AB", "old", "maker", "model"}));
}

TEST(TheTokenRoom, DeletesInOnePlaceAndChangesNothingOnAToken) {  // GEN-01
  for (const auto& entry : std::filesystem::recursive_directory_iterator(RESEAL_TOKEN_SOURCES)) {
    if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    if (entry.path().filename() != "tidy.cpp") {  // clean-up alone may, one by one and on a person's word
      EXPECT_EQ(text.str().find("C_DestroyObject"), std::string::npos) << entry.path();
    }
    for (const char* call : {"C_SetAttributeValue", "C_InitToken", "C_SetPIN", "C_InitPIN"}) {
      EXPECT_EQ(text.str().find(call), std::string::npos) << entry.path() << " " << call;
    }
  }
}

}  // namespace
}  // namespace reseal::token
