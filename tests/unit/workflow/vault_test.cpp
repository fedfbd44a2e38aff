// SPDX-License-Identifier: Apache-2.0
// What portals hand out stays sealed at rest, belongs to its holder, and opens with its own key only. CUS-09, CUS-26
#include "reseal/workflow/vault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "reseal/base/bytes.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/crypto/sealed.h"

namespace reseal::workflow {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Time kMorning{std::chrono::seconds(1'795'000'000)};
constexpr const char* kValue = "TERMINAL-KEY-0001";

struct AVault : testing::Test {
  AVault() : folder(std::filesystem::temp_directory_path() / ("reseal-vault-" + to_hex(random_bytes(8)))) {
    std::filesystem::create_directories(folder);
    store = store::open_sqlite(folder / "orders.db", clock);
  }
  ~AVault() override {
    store.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  void keep(const SecretName& name, std::string_view value, const std::string& order = "R1", Time at = kMorning) {
    Vault(*store, key.clone()).keep(name, {"customs.terminal_access_key", {}}, value, order, at);
  }
  [[nodiscard]] std::string reveal(const SecretName& name) {
    return std::string(Vault(*store, key.clone()).reveal(name).reveal());
  }
  template <typename Work>
  static ErrorCode refusal(Work work) {
    try {
      work();
    } catch (const Error& error) {
      return error.code();
    }
    ADD_FAILURE() << "nothing was thrown";
    return ErrorCode::internal;
  }

  std::filesystem::path folder;
  ManualClock clock{TimePoint(kMorning)};
  std::unique_ptr<store::Store> store;
  Secret key = crypto::new_sealing_key();
  SecretName ours{"MST:0101243150", "customs", "terminal_access_key"};
};

TEST_F(AVault, GivesBackWhatItKeeps) {
  keep(ours, kValue);
  EXPECT_EQ(reveal(ours), kValue);
}

TEST_F(AVault, WritesNoValueToTheDisk) {  // CUS-09
  keep(ours, kValue);
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    EXPECT_THAT(read_file(file.path()), Not(HasSubstr(kValue))) << file.path();
  }
}

TEST_F(AVault, ListsNamesWithWhereTheyCameFromAndNoValues) {
  keep(ours, kValue, "R7");
  const auto entries = Vault(*store, key.clone()).list();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].secret, ours);
  EXPECT_EQ(entries[0].label.id, "customs.terminal_access_key");
  EXPECT_EQ(entries[0].order, "R7");
  EXPECT_EQ(entries[0].at, kMorning);
}

TEST_F(AVault, KeepsTheNewestOfEachName) {
  keep(ours, "old", "R1");
  keep(ours, "new", "R2", kMorning + Seconds(60));
  EXPECT_EQ(reveal(ours), "new");
  const auto entries = Vault(*store, key.clone()).list();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].order, "R2");
}

TEST_F(AVault, KeepsTheSecretsOfHoldersPluginsAndNamesApart) {
  const std::vector<SecretName> names = {ours,
                                         {"MST:9996824540", ours.plugin, ours.name},
                                         {ours.holder, "tax", ours.name},
                                         {ours.holder, ours.plugin, "terminal_id"}};
  for (std::size_t i = 0; i < names.size(); ++i) keep(names[i], "value " + std::to_string(i));
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(reveal(names[i]), "value " + std::to_string(i));
}

TEST_F(AVault, OpensAfterARestartWithTheSameKey) {
  keep(ours, kValue);
  store.reset();
  store = store::open_sqlite(folder / "orders.db", clock);
  EXPECT_EQ(reveal(ours), kValue);
}

TEST_F(AVault, DoesNotOpenWithAnotherKey) {
  keep(ours, kValue);
  key = crypto::new_sealing_key();
  EXPECT_EQ(refusal([&] { (void)reveal(ours); }), ErrorCode::crypto_failed);
}

TEST_F(AVault, DoesNotOpenAValueThatWasMovedToAnotherHolder) {
  keep(ours, kValue);
  const SecretName theirs{"MST:9996824540", ours.plugin, ours.name};
  const auto place = "secret/" + ours.plugin + "/" + ours.name + "/";
  store->remember(place + theirs.holder, store->recall(place + ours.holder).value());
  EXPECT_EQ(refusal([&] { (void)reveal(theirs); }), ErrorCode::crypto_failed);
}

TEST_F(AVault, SaysWhenThereIsNothingOfThatName) {
  EXPECT_EQ(refusal([&] { (void)reveal(ours); }), ErrorCode::secret_unavailable);
}

TEST_F(AVault, RefusesAValueThatIsTooLong) {
  EXPECT_EQ(refusal([&] { keep(ours, std::string(Secret::kCapacity + 1, 'x')); }), ErrorCode::usage);
  EXPECT_TRUE(Vault(*store, key.clone()).list().empty());
}

struct Holder {
  const char* name;
  std::vector<HolderId> ids;
  const char* key;
};
class HolderKey : public testing::TestWithParam<Holder> {};
TEST_P(HolderKey, IsWhatStaysTheSameOverRenewals) {
  CertificateFacts certificate;
  certificate.common_name = "CÔNG TY A";
  certificate.holder_ids = GetParam().ids;
  EXPECT_EQ(holder_key(certificate), GetParam().key);
}
INSTANTIATE_TEST_SUITE_P(Each, HolderKey,
                         testing::Values(Holder{"TaxCode", {{"MST", "0101243150", "UID"}}, "MST:0101243150"},
                                         Holder{"TaxCodeBeforeThePersonsOwn",
                                                {{"CCCD", "001099000001", "UID"}, {"MST", "0101243150", "UID"}},
                                                "MST:0101243150"},
                                         Holder{"Person", {{"CCCD", "001099000001", "UID"}}, "CCCD:001099000001"},
                                         Holder{"ChineseCompany",
                                                {{"USCC", "91440300MA5DA1XG9K", "serialNumber"}},
                                                "USCC:91440300MA5DA1XG9K"},
                                         Holder{"NoId", {}, "CÔNG TY A"}),
                         [](const auto& which) { return std::string(which.param.name); });

}  // namespace
}  // namespace reseal::workflow
