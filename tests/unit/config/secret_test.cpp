// SPDX-License-Identifier: Apache-2.0
#include "config_fixture.h"

#if !defined(_WIN32)
namespace reseal::config {
namespace {

struct SecretByReference : ConfigTest {
  std::filesystem::path secret_file(const std::string& text, unsigned mode = 0600) const {
    const auto file = write("pin", text);
    std::filesystem::permissions(file, std::filesystem::perms(mode));
    return file;
  }
  static std::string from(const std::filesystem::path& file) {
    return std::string(resolve_secret({{"file", to_utf8(file)}})->reveal());
  }
};

TEST_F(SecretByReference, IsTheFirstLineOfItsFile) {
  EXPECT_EQ(from(secret_file("12345678")), "12345678");
  EXPECT_EQ(from(secret_file("12345678\n")), "12345678");
  EXPECT_EQ(from(secret_file(" 1 2 \r\nnote")), " 1 2 ");
}

TEST_F(SecretByReference, IsRefusedWhenOthersCanReadIt) {
  for (const unsigned mode : {0640U, 0604U, 0620U, 0666U}) {
    const auto file = secret_file("12345678", mode);
    const auto error = error_of([&] { (void)from(file); });
    EXPECT_EQ(error.code(), ErrorCode::secret_unavailable);
    EXPECT_EQ(error.params().at("reference"), to_utf8(file));
  }
}

TEST_F(SecretByReference, IsRefusedWhenThereIsNothingUsable) {
  EXPECT_EQ(error_of([&] { (void)from(folder / "nothing"); }).code(), ErrorCode::secret_unavailable);
  EXPECT_EQ(error_of([&] { (void)from(folder); }).code(), ErrorCode::secret_unavailable);
  EXPECT_EQ(error_of([&] { (void)from(secret_file("\n123")); }).code(), ErrorCode::secret_unavailable);
  EXPECT_EQ(error_of([&] { (void)from(secret_file(std::string(5000, '1'))); }).code(), ErrorCode::secret_unavailable);
  EXPECT_EQ(from(secret_file(std::string(Secret::kCapacity, '1') + "\r\n")).size(), Secret::kCapacity);
}

TEST_F(SecretByReference, MayBeACredentialOfTheService) {
  write("token-pin", "2468\n");
  ::setenv("CREDENTIALS_DIRECTORY", folder.c_str(), 1);
  EXPECT_EQ(resolve_secret({{"credential", "token-pin"}})->reveal(), "2468");
  EXPECT_THROW((void)resolve_secret({{"credential", "../token-pin"}}), Error);
  ::unsetenv("CREDENTIALS_DIRECTORY");
  EXPECT_THROW((void)resolve_secret({{"credential", "token-pin"}}), Error);
}

TEST_F(SecretByReference, MayBeLeftToThePerson) { EXPECT_FALSE(resolve_secret({{"prompt", true}})); }

TEST_F(SecretByReference, IsNeverTheSecretItself) {
  const auto error = error_of([] { (void)resolve_secret("24681357"); });
  EXPECT_EQ(error.code(), ErrorCode::secret_unavailable);
  EXPECT_EQ(std::string(error.what()).find("24681357"), std::string::npos);
}

}  // namespace
}  // namespace reseal::config
#endif
