// SPDX-License-Identifier: Apache-2.0
#include "registration_desk.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "order_desk.h"
#include "pem.h"
#include "registry.h"
#include "reseal/base/error.h"

namespace reseal::sandbox {
namespace {

using std::chrono::days;
using std::chrono::hours;

class Agency final : public Stand {
 public:
  [[nodiscard]] std::string_view system() const override { return "agency"; }
  [[nodiscard]] std::string_view base_path() const override { return "/agency/v1"; }
  [[nodiscard]] std::string_view contract() const override { return "{}"; }
  [[nodiscard]] std::span<const Operation> operations() const override { return {}; }
  [[nodiscard]] PortalReply handle(const World&, const PortalRequest&, const Json&) const override { return {}; }
  void tick(const World&) const override {}
  void decided(const World&, Json& registration) const override { registration["extra"]["told"] = true; }
};

// A world of one company, and an agency that takes three days.
class RegistrationAtAnAgency : public testing::Test {
 protected:
  RegistrationAtAnAgency() : world(World::make(plan())) {
    set_agency_delay(world.records(), days(3));
    const auto issuer = world.issuer("misa-ca");
    CertificatePlan certificate;
    certificate.subject = parse_name("CN=Công ty A,UID=MST:9996824540,C=VN");
    certificate.serial = new_serial(world.serial_head());
    certificate.from = world.now_seconds();
    certificate.to = certificate.from + days(20);
    const auto key = make_key(KeyAlgorithm::ec);
    const auto made = issue(certificate, key.get(), &issuer);
    Registry(world).add(made.get(), "misa-ca");
    old_serial = serial_of(made.get());
  }
  ~RegistrationAtAnAgency() override { std::filesystem::remove_all(world.folder()); }

  static WorldPlan plan() {
    WorldPlan plan;
    plan.folder = std::filesystem::path(testing::TempDir()) /
                  (std::string("desk-") + testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(plan.folder);
    plan.as_of = time_from_iso("2026-11-20T09:00:00Z");
    return plan;
  }
  [[nodiscard]] RegistrationDesk desk() const { return {world, agency}; }
  [[nodiscard]] Json sent() const {
    auto record = desk().save({"order-1", "9996824540", old_serial, "5401AA", ""});
    desk().send(record, "agencySend");
    return record;
  }
  void pass(Seconds time) const { world.set_clock(world.now_seconds() + time); }
  [[nodiscard]] std::string state(const Json& record) const {
    return desk().find(record.at("number").get<std::string>())->at("state").get<std::string>();
  }

  World world;
  Agency agency;
  std::string old_serial;
};

TEST_F(RegistrationAtAnAgency, IsNotSentBySavingIt) {
  const auto record = desk().save({"order-1", "9996824540", old_serial, "5401AA", ""});
  pass(days(30));
  EXPECT_EQ(state(record), "saved");
}

TEST_F(RegistrationAtAnAgency, IsAcceptedWhenTheWorldsClockSaysSo) {
  const auto record = sent();
  pass(days(2));
  EXPECT_EQ(state(record), "sent");
  EXPECT_EQ(desk().registered_serial("9996824540"), old_serial);
  pass(days(1) + Seconds(1));
  EXPECT_EQ(state(record), "accepted");
  EXPECT_EQ(desk().find_by_reference("order-1")->at("extra").at("told"), true);
  EXPECT_EQ(desk().registered_serial("9996824540"), "5401AA");
  EXPECT_EQ(desk().registered_serial("0101243150"), std::nullopt);
}

TEST_F(RegistrationAtAnAgency, CanBeRefusedCorrectedAndSentAgain) {
  Faults(world.records()).add(parse_fault("registration-refused=Số hộ chiếu sai"));
  auto record = sent();
  pass(days(4));
  EXPECT_EQ(state(record), "refused");
  record = *desk().find_by_reference("order-1");
  EXPECT_EQ(record.at("reason"), "Số hộ chiếu sai");
  desk().correct(record, {"order-1", "9996824540", old_serial, "5401AA", ""});
  desk().send(record, "agencySend");
  pass(days(4));
  EXPECT_EQ(state(record), "accepted");
}

TEST_F(RegistrationAtAnAgency, MayNeverBeAnswered) {
  Faults(world.records()).add(parse_fault("registration-unanswered"));
  const auto record = sent();
  pass(days(400));
  EXPECT_EQ(state(record), "sent");
}

TEST_F(RegistrationAtAnAgency, WaitsForItsPeopleWhenTheyActOnCommandOnly) {
  auto habits = read_habits(world.records());
  habits.on_command = true;
  write_habits(world.records(), habits);
  auto record = sent();
  pass(days(30));
  EXPECT_EQ(state(record), "sent");
  desk().accept(record);
  EXPECT_EQ(state(record), "accepted");
  EXPECT_THROW(desk().refuse(record, "", ""), Error);
}

TEST(Stands, ShareNoOperation) {
  std::set<std::string_view> ids;
  for (const auto* stand : stands()) {
    for (const auto& operation : stand->operations()) EXPECT_TRUE(ids.insert(operation.id).second) << operation.id;
  }
}

TEST_F(RegistrationAtAnAgency, HappensWhereTheWorldSaysThatTheAgencyIs) {
  for (const auto* stand : stands()) {
    const auto url = world.facts().at("base_urls").at(std::string(stand->system())).get<std::string>();
    EXPECT_TRUE(url.ends_with(stand->base_path())) << url;
  }
}

}  // namespace
}  // namespace reseal::sandbox
