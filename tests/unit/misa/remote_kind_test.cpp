// SPDX-License-Identifier: Apache-2.0
// Case 1 and case 2, by kind and validity: the table, and what each transport makes of it.
#include "remote_world.h"

namespace reseal::misa::test {
namespace {

struct Case {
  const char* kind;
  bool expired;
  Application application;
};

// MISA-R-03, MISA-R-04, MISA-R-05
constexpr Case kCases[] = {
    {"organisation", false, Application::consent}, {"organisation", true, Application::form},
    {"individual", false, Application::consent},   {"individual", true, Application::form},
    {"manager", false, Application::form},         {"manager", true, Application::form},
    {"employee", false, Application::form},        {"employee", true, Application::form},
};

class EveryKindAndValidity : public testing::TestWithParam<Case> {};

TEST_P(EveryKindAndValidity, IsOneOfTheTwoCases) {
  const auto& [kind, expired, application] = GetParam();
  EXPECT_EQ(application_for(*kind_named(kind), expired), application);
}

TEST_P(EveryKindAndValidity, IsTreatedSoByThePortalsJourney) {
  const auto& [kind, expired, application] = GetParam();
  RemoteRenewal renewal("api", kind, expired);
  renewal.order_placed();
  renewal.accept("check_dossier");
  EXPECT_EQ(renewal.next().id, application == Application::consent ? "sign_application" : "application_way");
}

// The portal says the kind; without one, the person does.
TEST_P(EveryKindAndValidity, IsTreatedSoByTheGuidedJourney) {
  const auto& [kind, expired, application] = GetParam();
  RemoteRenewal renewal("guided", kind, expired);
  renewal.accept("start", {{"app_version", "14.0"}, {"kind", kind}});
  for (const auto* id :
       {"sign_in", "choose_package", "pay", "codes", "confirm_subject", "confirm_invoice", "confirm_payment"}) {
    renewal.accept(id);
  }
  renewal.accept("order_result", {{"order_number", "RS-7"}});
  renewal.accept("check_dossier");
  EXPECT_EQ(renewal.next().id, application == Application::consent ? "authenticate" : "application_way");
}

INSTANTIATE_TEST_SUITE_P(OfTheGuide, EveryKindAndValidity, testing::ValuesIn(kCases), [](const auto& param) {
  return std::string(param.param.kind) + (param.param.expired ? "Expired" : "Valid");
});

// Whatever holds the key: a certificate on a USB token goes the first journey.
TEST(MisaRemote, IsNoJourneyOfATokensCertificate) {
  for (const auto* transport : {"api", "guided"}) {
    Renewal renewal(transport);
    EXPECT_EQ(renewal.next().id, "confirm_request") << transport;
  }
}

}  // namespace
}  // namespace reseal::misa::test
