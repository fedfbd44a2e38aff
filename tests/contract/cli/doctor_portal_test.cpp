// SPDX-License-Identifier: Apache-2.0
// `reseal doctor` and the network: real servers on 127.0.0.1, each wrong in one way.
#include <gmock/gmock.h>

#include "doctor_world.h"
#include "support/https_server.h"

namespace reseal::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = HttpsServer::Kind;

class DoctorTellsOfAPortal : public DoctorWorld {
 protected:
  static void point_at(const std::string& base_url, const std::filesystem::path& ca_file = {}) {
    auto config = world_->config();
    config["plugins"]["allow"]["misa"]["settings"]["base_url"] = base_url;
    if (!ca_file.empty()) config["http"]["ca_file"] = to_utf8(ca_file);
    config["http"]["timeout_seconds"] = 2;
    world_->write_config(config);
  }
  static Visit at(const HttpsServer& server) {
    point_at(server.origin(), server.ca_file());
    return doctor();
  }
  static Visit at(Kind kind) {
    const HttpsServer server([](const HttpsServer::Request&) { return HttpsServer::Answer{}; }, kind);
    return at(server);
  }
  static HttpsServer::Handler answering(HttpsServer::Answer answer) {
    return [answer](const HttpsServer::Request&) { return answer; };
  }
  static std::string text(const Visit& visit, const std::string& id) { return visit.finding(id).at("detail"); }
};

TEST_F(DoctorTellsOfAPortal, ThatItsNameIsNotKnown) {
  point_at("https://" + std::string(64, 'x') + ".invalid");  // no name: a label may have 63; no name server is asked
  EXPECT_THAT(doctor().bad(), ElementsAre("portal.name_unknown"));
}

TEST_F(DoctorTellsOfAPortal, ThatItsPortIsClosedAndWhomToCall) {
  point_at("https://127.0.0.1:1");
  const auto visit = doctor();
  EXPECT_THAT(visit.bad(), ElementsAre("portal.refused"));
  EXPECT_THAT(visit.finding("portal.refused").at("contact").get<std::string>(), HasSubstr("MISA"));
}

TEST_F(DoctorTellsOfAPortal, ThatThereIsNoNetwork) {
  const auto* who = is_root() ? "-n" : "-rn";
  if (world_->tool({"unshare", who, "true"}).exit_code != 0) GTEST_SKIP() << "no right to take the network away";
  EXPECT_THAT(doctor_through({"unshare", who}).bad(), ElementsAre("portal.unreachable"));
}

TEST_F(DoctorTellsOfAPortal, ThatItDoesNotAnswerInTime) {
  EXPECT_THAT(at(Kind::silent).bad(), ElementsAre("portal.timed_out"));
}

// VTL-X-02: the guide's antivirus program, for a program without an installer.
TEST_F(DoctorTellsOfAPortal, ThatSomebodyReadsAlongAndUnderWhatName) {
  const auto visit = at(Kind::untrusted);
  EXPECT_THAT(visit.bad(), ElementsAre("portal.intercepted"));
  EXPECT_THAT(text(visit, "portal.intercepted"), HasSubstr("CN=Another Root"));
  const auto finding = visit.finding("portal.intercepted");
  EXPECT_THAT(finding.at("causes").at(0).get<std::string>(), HasSubstr("antivirus"));
  EXPECT_THAT(finding.at("steps").at(0).get<std::string>(), HasSubstr("Turn off"));
}

TEST_F(DoctorTellsOfAPortal, ThatOurClockIsBehindWhenItsCertificateIsNotYetValid) {
  const auto visit = at(Kind::not_yet);
  EXPECT_THAT(visit.bad(), ElementsAre("portal.clock_behind"));
  EXPECT_THAT(text(visit, "portal.clock_behind"), HasSubstr("01 Jan 2037"));
  EXPECT_THAT(visit.finding("portal.clock_behind").at("causes").at(0).get<std::string>(), HasSubstr("clock"));
}

TEST_F(DoctorTellsOfAPortal, ThatItsCertificateHasExpiredOrOurClockIsAhead) {
  const auto visit = at(Kind::expired);
  EXPECT_THAT(visit.bad(), ElementsAre("portal.clock_or_expired"));
  EXPECT_THAT(text(visit, "portal.clock_or_expired"), HasSubstr("ended at 01 Jan 2021"));
}

TEST_F(DoctorTellsOfAPortal, ThatItsCertificateIsOutOfDateWhenAnotherPortalConfirmsOurClock) {
  auto config = config_;
  auto& allow = config["plugins"]["allow"];
  allow["customs"] = {{"transport", "api"}, {"settings", {{"base_url", allow["misa"]["settings"]["base_url"]}}}};
  for (const auto& [kind, id] : {std::pair(Kind::expired, "portal.expired"), {Kind::not_yet, "portal.not_yet_valid"}}) {
    const HttpsServer server(answering({}), kind);
    const auto both = world_->folder() / "both.pem";
    write_file(both, read_file(server.ca_file()) + read_file(world_->world_folder() / "tls-ca.pem"));
    world_->write_config(config);
    point_at(server.origin(), both);
    EXPECT_THAT(doctor().bad(), ElementsAre(id));
  }
}

TEST_F(DoctorTellsOfAPortal, ThatItsCertificateIsSomebodyElses) {
  EXPECT_THAT(at(Kind::wrong_host).bad(), ElementsAre("portal.other_host"));
}

TEST_F(DoctorTellsOfAPortal, ThatItSpeaksNoTlsOfToday) {
  EXPECT_THAT(at(Kind::old_tls).bad(), ElementsAre("portal.tls"));
}

TEST_F(DoctorTellsOfAPortal, ThatItsAnswerMakesNoSense) {
  const HttpsServer server(answering({.raw = "+OK POP3 ready\r\n\r\n"}));
  EXPECT_THAT(at(server).bad(), ElementsAre("portal.unusable"));
}

TEST_F(DoctorTellsOfAPortal, ThatOneOfTheClocksIsWrongByItsDate) {
  const HttpsServer server(answering({.headers = {{"Date", "Thu, 02 Oct 2025 09:42:20 GMT"}}}));
  const auto visit = at(server);
  EXPECT_THAT(visit.bad(), ElementsAre("portal.clock"));
  EXPECT_THAT(visit.finding("portal.clock").at("steps").at(0).get<std::string>(), HasSubstr("time zone"));
}

TEST_F(DoctorTellsOfAPortal, NothingWhenItOnlyAnswersWithAnError) {
  const HttpsServer server(answering({.status = 404}));
  EXPECT_THAT(at(server).bad(), IsEmpty());
}

TEST_F(DoctorTellsOfAPortal, ThatItIsStillAskingWhenThatTakesLong) {
  const HttpsServer server(answering({}), Kind::silent);
  point_at(server.origin(), server.ca_file());
  const auto command =
      (product_programs() / "reseal").string() + " --config '" + to_utf8(world_->config_file()) + "' --lang en doctor";
  EXPECT_THAT(world_->tool({"script", "-qec", command, "/dev/null"}).out, HasSubstr("Asking the portals (0 of 1)"));
  EXPECT_THAT(world_->reseal({"doctor"}).err, testing::Not(HasSubstr("Asking"))) << "no progress into a file";
}

}  // namespace
}  // namespace reseal::test
