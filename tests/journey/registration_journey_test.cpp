// SPDX-License-Identifier: Apache-2.0
// The whole of it: from a certificate near its end to every system having accepted the new one, with proof.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reseal/base/file.h"
#include "support/registering_world.h"

namespace reseal::test {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::string all_files_below(const std::filesystem::path& folder) {
  std::string content;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) content += read_file(entry.path());
  }
  return content;
}

// CUS-01, TAX-01, TAX-04, BHX-01, GEN-03: three systems, three acceptances, each with its number and its moment.
// MIS-04
TEST(ARenewalAndItsRegistrations, EndWithThreeAcceptancesAndTheirEvidence) {
  RegisteringWorld world;
  const auto renewed = world.renew();
  EXPECT_EQ(renewed.exit_code, 5) << renewed.out << renewed.err;  // Social Insurance answers by e-mail
  EXPECT_EQ(world.order("misa").at("state"), "installed");
  const auto resumed = world.resume_with_the_mail();
  EXPECT_EQ(resumed.exit_code, 0) << resumed.out << resumed.err;

  const auto status = world.status();
  EXPECT_EQ(status.at("exit_code"), 0) << status.dump(1);
  EXPECT_EQ(world.order("misa").at("state"), "done");
  for (const auto* system : {"customs", "tax", "social_insurance"}) {
    const auto order = world.order(system);
    EXPECT_EQ(order.at("state"), "done") << system;
    const auto& closed = order.at("journal").back();
    EXPECT_EQ(closed.at("kind"), "closed") << system;
    EXPECT_THAT(closed.at("body").at("evidence"), Not(IsEmpty())) << system;
    EXPECT_EQ(closed.at("body").at("acceptance").at("serial"), world.new_serial()) << system;
    EXPECT_EQ(world.sent_forms(system), 1) << system;
  }
  EXPECT_EQ(world.order("social_insurance").at("journal").back().at("body").at("evidence").at("decided_by"), "mail");
}

// E-invoices: the system that is forgotten most often is one more id in the configuration.
TEST(ARenewalAndItsRegistrations, MayEndWithTheListOfInvoiceCertificates) {
  RegisteringWorld world({.systems = {"tax", "e_invoice"}});
  const auto renewed = world.renew();
  EXPECT_EQ(renewed.exit_code, 0) << renewed.out << renewed.err;
  EXPECT_EQ(world.order("e_invoice").at("state"), "done");
  EXPECT_EQ(world.sent_forms("e_invoice"), 1);
  EXPECT_EQ(world.order("misa").at("state"), "done");
  EXPECT_EQ(world.reseal({"status"}).exit_code, 0);
}

// "Renewed, but not in use": nothing is done while one system is missing.
TEST(ARenewalAndItsRegistrations, AreNotDoneWhileOneSystemIsMissing) {
  RegisteringWorld world;
  world.fault("registration-unanswered@socialInsuranceSendChange");
  const auto renewed = world.renew({"--json"});
  ASSERT_EQ(renewed.exit_code, 5) << renewed.err;
  EXPECT_EQ(Json::parse(renewed.out).at("systems_left"), Json({"social_insurance"}));
  EXPECT_EQ(world.reseal({"status"}).exit_code, 5);
  EXPECT_EQ(world.sign_with("social_insurance"), "old");  // BHX-02
}

TEST(ARenewal, GoesNoFurtherThanTheTokenWhenAskedSo) {
  RegisteringWorld world({.systems = {"tax"}});
  EXPECT_EQ(world.renew({"--no-register"}).exit_code, 5);
  EXPECT_EQ(world.sent_forms("tax"), 0);
  const auto registered = world.register_again();
  EXPECT_EQ(registered.exit_code, 0) << registered.out << registered.err;
  EXPECT_EQ(world.order("misa").at("state"), "done");
}

// GEN-03, TAX-02: the old one signs until the new one is in force there, and the new one from that moment.
TEST(WhichCertificateSigns, ChangesForEachSystemAtAMomentOfItsOwn) {
  RegisteringWorld world({.systems = {"customs", "tax", "e_invoice"}});
  const auto renewed = world.renew();
  ASSERT_EQ(renewed.exit_code, 0) << renewed.out << renewed.err;
  for (const std::string system : {"customs", "tax/filing", "tax/payment", "e_invoice"}) {
    const auto known = world.standing(system.substr(0, system.find('/')));
    const auto accepted_at = known.at("services").at(0).at("accepted_at").get<std::string>();
    const auto in_force = known.at("services").at(0).at("in_force_from").get<std::string>();
    EXPECT_EQ(world.sign_with(system, in_force), "new") << system;
    EXPECT_LE(accepted_at, in_force) << system;
    if (system == "e_invoice") continue;  // no lead time is stated there: the acceptance itself counts
    EXPECT_LT(accepted_at, in_force) << system;
    EXPECT_EQ(world.sign_with(system, accepted_at), "old") << system;
  }
}

// CUS-09, CUS-10: what Customs hands out is sealed; its names are listed, its values only shown when asked for.
TEST(TheSecretsOfCustoms, AreSealedAndShownOnlyWhenAskedFor) {
  RegisteringWorld world({.systems = {"customs"}});
  const auto renewed = world.renew();
  ASSERT_EQ(renewed.exit_code, 0) << renewed.out << renewed.err;
  std::vector<std::string> names;
  for (const auto& secret : world.reseal_json({"secrets", "list"})) {
    EXPECT_EQ(secret.at("plugin"), "customs");
    names.push_back(secret.at("name"));
  }
  EXPECT_THAT(names,
              testing::UnorderedElementsAre("user_id", "terminal_id", "terminal_access_key", "connection_password"));
  const auto state = all_files_below(world.folder() / "state");
  const auto journal = world.reseal({"order", world.order("customs").at("id"), "--journal", "--json"}).out;
  for (const auto& name : names) {
    const auto shown = world.reseal({"secrets", "show", "customs/" + name});
    ASSERT_EQ(shown.exit_code, 0) << shown.err;
    const auto value = shown.out.substr(0, shown.out.find('\n'));
    ASSERT_THAT(value, SizeIs(testing::Ge(6U))) << name;
    EXPECT_THAT(state, Not(HasSubstr(value))) << name;
    EXPECT_THAT(journal, Not(HasSubstr(value))) << name;
    EXPECT_THAT(renewed.out + renewed.err, Not(HasSubstr(value))) << name;
  }
}

// BHX-03: sent is not accepted; the order waits for the e-mail, and nothing is sent meanwhile.
TEST(SocialInsurance, IsWaitedForWithoutSendingAgain) {
  RegisteringWorld world({.systems = {"social_insurance"}, .agency_delay = 3600});
  EXPECT_EQ(world.renew().exit_code, 5);
  EXPECT_EQ(world.standing("social_insurance").at("standing"), "waiting");
  EXPECT_EQ(world.resume().exit_code, 3);
  EXPECT_EQ(world.register_again().exit_code, 3);
  EXPECT_EQ(world.received("socialInsuranceSendChange"), 1);
}

// GEN-05: the old certificate and key stay through all of it.
TEST(ARenewalAndItsRegistrations, LeaveOldAndNewCertificateOnTheToken) {
  RegisteringWorld world({.systems = {"customs", "tax"}});
  const auto renewed = world.renew();
  ASSERT_EQ(renewed.exit_code, 0) << renewed.out << renewed.err;
  const auto token = world.token();
  EXPECT_EQ(token.certificates, 2) << token.listing;
  EXPECT_EQ(token.private_keys, 2) << token.listing;
  EXPECT_EQ(world.reseal({"audit"}).exit_code, 0);
}

}  // namespace
}  // namespace reseal::test
