// SPDX-License-Identifier: Apache-2.0
// The journey documents, walked through as a person does, and the words of all forms.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "reseal/base/catalogue.h"
#include "reseal/guided.h"
#include "world.h"

namespace reseal::viettel::test {
namespace {

std::filesystem::path folder() { return VIETTEL_FOLDER; }
const char* const kDocuments[] = {"automatic.json", "by-request.json"};

Renewal guided(const std::string& mode) { return Renewal(mode, "guided"); }

std::string text_of_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// VTL-A-01, VTL-A-08, VTL-A-09, VTL-A-10, VTL-A-02, VTL-A-11, VTL-A-12, VTL-A-13, VTL-A-14
TEST(ViettelGuided, LeadsToTheAutomaticProgramWithExactlyOneToken) {
  auto renewal = guided("automatic");
  const auto program = renewal.accept("get_program");
  for (const auto* id :
       {"viettel.guided.auto_1", "viettel.guided.auto_2", "viettel.guided.auto_3", "viettel.guided.auto_4"}) {
    EXPECT_TRUE(shows(form_of(program), id)) << id;
  }
  const auto open = renewal.accept("open_program");
  EXPECT_TRUE(shows(form_of(open), "viettel.guided.auto_one_token"));
  EXPECT_TRUE(shows(form_of(open), "viettel.guided.network"));
  renewal.ordered();
  EXPECT_TRUE(renewal.portal.sent.empty());
}

// VTL-A-03, VTL-A-04, VTL-A-05, VTL-A-06, VTL-A-07, VTL-A-15, GEN-08
TEST(ViettelGuided, TakesOverWhatTheAutomaticProgramInstalled) {
  auto renewal = guided("automatic");
  renewal.accept("get_program");
  renewal.accept("open_program");
  renewal.ordered();
  const auto pin = renewal.accept("enter_pin", {{"outcome", "done"}});
  EXPECT_TRUE(shows(form_of(pin), "viettel.guided.pin_only_there"));
  const auto adopt = renewal.next();
  ASSERT_EQ(adopt.kind(), "adopt");
  renewal.finish(adopt, installed());
  const auto step = renewal.next();
  EXPECT_EQ(ending(step).params.at("serial"), new_facts().serial.hex);
  EXPECT_TRUE(says(std::get<Done>(step.action).next, "viettel.done.look"));
  EXPECT_TRUE(says(std::get<Done>(step.action).next, "viettel.done.register_social_insurance"));
  renewal.order.now = time_from_iso("2020-10-03T00:00:00Z");
  EXPECT_EQ(renewal.next().id, "compensated_after_expiry");
}

// VTL-A-04
TEST(ViettelGuided, EndsWhenTheProgramFindsNothing) {
  auto renewal = guided("automatic");
  renewal.accept("get_program");
  renewal.accept("open_program");
  renewal.ordered();
  renewal.accept("enter_pin", {{"outcome", "nothing"}});
  EXPECT_EQ(reason_of(renewal.next()), "not_eligible");
}

// VTL-X-05
TEST(ViettelGuided, HelpsWhenTheCertificateWasIssuedButNotInstalled) {
  auto automatic = guided("automatic");
  automatic.accept("get_program");
  automatic.accept("open_program");
  automatic.ordered();
  automatic.accept("enter_pin", {{"outcome", "not_installed"}});
  automatic.accept("not_installed");
  automatic.finish(automatic.next(), {{"installed", false}, {"rejected", Json::array()}});
  automatic.accept("not_yet");
  EXPECT_EQ(automatic.next().kind(), "adopt");
  auto manual = guided("by_request");
  manual.order.phase = Phase::installation;
  manual.decline("install");
  EXPECT_TRUE(shows(form_of(manual.accept("issued_not_installed")), "viettel.guided.issued_1"));
  EXPECT_EQ(manual.next().kind(), "adopt");
}

// VTL-X-01, VTL-X-07, VTL-X-08, VTL-X-09
TEST(ViettelGuided, HelpsWhenTheTokenIsNotFound) {
  for (const auto* mode : {"automatic", "by_request"}) {
    auto renewal = guided(mode);
    renewal.accept("get_program");
    const auto login = renewal.next().id;
    renewal.decline(login);
    const auto help = renewal.accept("usb_not_found");
    for (const auto* id : {"viettel.guided.usb_reopen", "viettel.guided.usb_reload", "viettel.guided.usb_it"}) {
      EXPECT_TRUE(shows(form_of(help), id)) << id;
    }
    EXPECT_EQ(renewal.next().id, login);
  }
}

// VTL-X-02, VTL-X-03, VTL-X-04, VTL-X-10, VTL-X-11
TEST(ViettelGuided, HelpsWhenTheProgramCannotBeInstalled) {
  for (const auto* mode : {"automatic", "by_request"}) {
    auto renewal = guided(mode);
    renewal.decline("get_program");
    const auto help = renewal.next();
    for (const auto* id : {"antivirus", "path", "xp", "xp_cure", "call", "reseal"}) {
      EXPECT_TRUE(shows(form_of(help), std::string("viettel.guided.trouble_") + id)) << id;
    }
    renewal.decline("install_trouble");
    EXPECT_EQ(reason_of(renewal.next()), "declined_by_user");
  }
}

// VTL-M-10, VTL-M-11, VTL-M-12, VTL-M-13, VTL-M-14, VTL-X-06, VTL-M-01, VTL-M-02, VTL-M-15, VTL-M-16, VTL-M-17
TEST(ViettelGuided, LeadsToTheRequestScreenAndSaysThatResealNeedsNoJava) {
  auto renewal = guided("by_request");
  const auto program = renewal.accept("get_program");
  for (const auto* id : {"manual_java", "manual_no_java", "manual_1", "manual_2", "manual_3", "manual_4"}) {
    EXPECT_TRUE(shows(form_of(program), std::string("viettel.guided.") + id)) << id;
  }
  const auto login = renewal.accept("log_in");
  for (const auto* id : {"manual_login_1", "manual_login_2", "manual_login_3", "manual_login_4", "manual_several"}) {
    EXPECT_TRUE(shows(form_of(login), std::string("viettel.guided.") + id)) << id;
  }
}

// VTL-M-03, VTL-M-04, VTL-M-06, VTL-M-07, VTL-M-08, GEN-12
TEST(ViettelGuided, KeepsTheNumberAndTheMessageAsEvidence) {
  auto renewal = guided("by_request");
  renewal.accept("get_program");
  renewal.accept("log_in");
  EXPECT_FALSE(check_answer(form_of(renewal.next()), {{"phone", "12345"}}).empty());
  renewal.accept("send_request", {{"phone", "0912345678"}});
  renewal.accept("acknowledged");
  const auto waiting = renewal.next();
  EXPECT_EQ(std::get<Wait>(waiting.action).expectation.id, "viettel.result.no_time_promised");
  renewal.finish(waiting, {{"waited", true}});
  renewal.signal("result", {{"outcome", "approved"}, {"received_on", "2020-09-17"}});
  const auto done = std::get<Done>(renewal.next().action);
  EXPECT_EQ(done.evidence, (Json{{"phone", "0912345678"}, {"message_received_on", "2020-09-17"}}));
  renewal.ordered();
  // VTL-M-09, VTL-M-19, VTL-M-20
  renewal.accept("install");
  renewal.finish(renewal.next(), installed());
  EXPECT_EQ(ending(renewal.next()).id, "viettel.done.message");
}

// VTL-M-18
TEST(ViettelGuided, EndsWithTheMessageWhenItIsARefusal) {
  auto renewal = guided("by_request");
  renewal.accept("get_program");
  renewal.accept("log_in");
  renewal.accept("send_request", {{"phone", "0912345678"}});
  renewal.accept("acknowledged");
  renewal.signal("result", {{"outcome", "refused"}, {"text", "khong duoc chap thuan"}});
  EXPECT_EQ(reason_of(renewal.next()), "refused_by_ca");
  EXPECT_EQ(ending(renewal.next()).params.at("text"), "khong duoc chap thuan");
}

// VTL-M-04, VTL-M-05
TEST(ViettelGuided, SaysWhyTheButtonIsDisabled) {
  auto renewal = guided("by_request");
  renewal.accept("get_program");
  renewal.accept("log_in");
  renewal.decline("send_request");
  EXPECT_EQ(form_of(renewal.accept("button_disabled")).intro.id, "viettel.guided.manual_disabled_intro");
  renewal.decline("send_request");
  renewal.decline("button_disabled");
  EXPECT_EQ(reason_of(renewal.next()), "not_eligible");
}

// GEN-04, GEN-07
TEST(ViettelGuided, SpeaksUpOnceBeforeTheOldCertificateEnds) {
  auto renewal = guided("by_request");
  renewal.accept("get_program");
  renewal.accept("log_in");
  renewal.accept("send_request", {{"phone", "0912345678"}});
  renewal.accept("acknowledged");
  const auto waiting = renewal.next();
  renewal.order.now = renewal.order.old.certificate.not_after - std::chrono::days(2);
  renewal.finish(waiting, {{"waited", true}});
  renewal.accept("deadline_near");
  EXPECT_EQ(renewal.next().id, "result");
}

// Each row of part I and II, and those of the error table that are instructions to a person.
TEST(ViettelGuided, CoversEveryRowOfTheGuide) {
  std::set<std::string> covered;
  for (const auto* document : kDocuments) {
    const auto journey = Json::parse(text_of_file(folder() / "journeys" / document));
    for (const auto& phase : journey.at("phases")) {
      for (const auto& step : phase) {
        ASSERT_TRUE(step.contains("covers")) << document << " " << step.at("id");
        for (const auto& id : step.at("covers")) covered.insert(id.get<std::string>());
      }
    }
  }
  const std::pair<const char*, int> rows[] = {{"VTL-A-", 15}, {"VTL-M-", 20}, {"VTL-X-", 11}};
  for (const auto& [prefix, count] : rows) {
    for (int i = 1; i <= count; ++i) {
      const auto id = prefix + std::string(i < 10 ? "0" : "") + std::to_string(i);
      EXPECT_TRUE(covered.contains(id)) << id;
    }
  }
}

TEST(ViettelGuided, QuotesTheProgramsOwnWordsInEveryLanguage) {
  Catalogue catalogue;
  catalogue.add_folder(folder() / "texts");
  const std::pair<const char*, const char*> quotes[] = {
      {"auto_2", "USB Token Manager"},
      {"auto_4", "Viettel-CA Pro"},
      {"auto_start_4", "Bắt đầu"},
      {"auto_pin_2", "Đăng nhập"},
      {"manual_send_3", "Gửi yêu cầu"},
      {"manual_send_3", "Đồng ý"},
      {"manual_login_3", "1 - V5 – V5"},
      {"manual_acknowledged_intro", "Gửi yêu cầu thành công. Quý khách vui lòng"},
      {"manual_install_1", "Cài đặt CTS"},
      {"usb_title", "Không tìm thấy USB"},
      {"trouble_antivirus", "ShellExecuteEx failed code 255"},
      {"trouble_path", "The system cannot find the path specified"},
      {"trouble_xp", "Viettel-CA Pro.exe is not a valid win32 application"},
      {"trouble_call", "18008000"}};
  for (const auto language : kLanguages) {
    for (const auto& [id, words] : quotes) {
      EXPECT_THAT(catalogue.render({std::string("viettel.guided.") + id, {}}, language), testing::HasSubstr(words));
    }
  }
  // VTL-A-06, VTL-M-19 (the guide's "mà" is a slip for "là")
  EXPECT_EQ(catalogue.render({"viettel.done.message", {{"serial", "5404AB"}}}, "vi"),
            "Cài đặt chứng thư số thành công. Serial chứng thư số mới là: 5404AB");
}

TEST(ViettelTexts, HoldEveryIdOfTheDocumentsAndTheSourceInThreeLanguages) {
  Catalogue catalogue;
  catalogue.add_folder(folder() / "texts");
  EXPECT_THAT(catalogue.gaps(), testing::IsEmpty());
  std::set<std::string> used;
  for (const auto* document : kDocuments) used.merge(journey_text_ids(folder() / "journeys" / document));
  for (const auto& entry : std::filesystem::directory_iterator(folder() / "src")) {
    const auto source = text_of_file(entry.path());
    for (auto at = source.find("\"viettel."); at != std::string::npos; at = source.find("\"viettel.", at + 1)) {
      used.insert(source.substr(at + 1, source.find('"', at + 1) - at - 1));
    }
  }
  used.erase("viettel.h");
  used.erase("viettel.rule.status_portal_");  // completed by a status of the contract
  for (const auto* status : {"active", "suspended", "revoked", "expired"}) {
    used.insert(std::string("viettel.rule.status_portal_") + status);
  }
  for (const auto& id : used) EXPECT_TRUE(catalogue.has(id, "vi")) << id;
  const auto known = Json::parse(text_of_file(folder() / "texts" / "vi.json"));
  for (const auto& [id, text] : known.items()) EXPECT_TRUE(used.contains(id)) << id << " is said nowhere";
}

}  // namespace
}  // namespace reseal::viettel::test
