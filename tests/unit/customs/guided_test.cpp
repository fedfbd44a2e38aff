// SPDX-License-Identifier: Apache-2.0
// The journey document, walked through as a person does, and the words of all forms.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "reseal/base/catalogue.h"
#include "reseal/guided.h"
#include "world.h"

namespace reseal::customs::test {
namespace {

Json access(const Registering& registering) {
  return {{"decided_on", "2026-11-20"},
          {"decided_time", "16:40"},
          {"record", "DK-77"},
          {"serial", registering.order.new_certificate->serial.hex},
          {"user_id", "U1"},
          {"terminal_id", "T1"},
          {"terminal_access_key", "K1"}};
}

// From the start to the answer of Customs.
void send(Registering& registering) {
  registering.accept("start");
  registering.accept("java_and_browser");
  registering.accept("sign_in");
  registering.accept("declarant", Registering::declarant());
  registering.accept("read_certificate", {{"same", true}});
  registering.accept("save");
  registering.accept("find_record");
  registering.accept("send");
  registering.accept("sign_and_complete");
}

// CUS-11, CUS-13, CUS-14
TEST(CustomsGuided, PreparesJavaAndTheBrowserForTheAddressOfToday) {
  Registering registering("guided");
  const auto step = registering.accept("start");
  ASSERT_EQ(step.id, "java_and_browser");
  EXPECT_EQ(form_of(step).intro.id, "customs.guided.java_intro");
  EXPECT_EQ(shown_under(form_of(step), "customs.guided.java_page"), "http://java.com/en/");
  EXPECT_EQ(shown_under(form_of(step), "customs.value.portal"), "https://dknsd.customs.gov.vn/");
  EXPECT_TRUE(shows(form_of(step), "customs.guided.java_4"));
  EXPECT_TRUE(shows(form_of(step), "customs.guided.stale_address"));
}

TEST(CustomsGuided, TakesThePortalsAddressFromTheDeployment) {
  Registering registering("guided");
  registering.plugin = load("guided", {{"portal", "https://moi.customs.gov.vn/"}});
  const auto step = registering.accept("start");
  EXPECT_EQ(shown_under(form_of(step), "customs.value.portal"), "https://moi.customs.gov.vn/");
}

// CUS-02, CUS-03, CUS-04, CUS-05, CUS-15, CUS-16, CUS-17, CUS-18
TEST(CustomsGuided, WalksFromSigningInToTheCertificateThatWasRead) {
  Registering registering("guided");
  registering.accept("start");
  registering.accept("java_and_browser");
  EXPECT_TRUE(shows(form_of(registering.next()), "customs.guided.sign_in_3"));
  const auto declarant = registering.accept("sign_in");
  for (const auto* id : {"full_name", "id_number", "email"}) EXPECT_NE(field_of(form_of(declarant), id), nullptr);
  EXPECT_FALSE(shown_under(form_of(declarant), "customs.value.effective_date").empty());
  auto old_card = Registering::declarant();
  old_card["id_kind"] = "old_id_card";
  EXPECT_TRUE(shows(form_of(registering.accept("declarant", old_card)), "customs.declarant.old_id_card"));
  registering.accept("old_id_card");
  const auto read = registering.accept("declarant", Registering::declarant());
  EXPECT_EQ(shown_under(form_of(read), "customs.value.new_serial_spaced"),
            registering.order.new_certificate->serial.spaced);
  registering.decline("read_certificate");
  registering.accept("other_certificate_read");
  EXPECT_EQ(registering.next().id, "read_certificate");
}

// CUS-06, CUS-07, CUS-08, CUS-19, CUS-20, CUS-21, CUS-22, CUS-23
TEST(CustomsGuided, SavesFindsSendsSignsAndCompletes) {
  Registering registering("guided");
  registering.accept("start");
  registering.accept("java_and_browser");
  registering.accept("sign_in");
  registering.accept("declarant", Registering::declarant());
  const auto save = registering.accept("read_certificate", {{"same", true}});
  EXPECT_TRUE(shows(form_of(save), "customs.send.saved_is_not_sent"));
  const auto find = registering.accept("save");
  for (const auto* id : {"customs.guided.find_1", "customs.guided.find_2", "customs.guided.find_3"}) {
    EXPECT_TRUE(shows(form_of(find), id)) << id;
  }
  const auto step = registering.accept("find_record");
  EXPECT_EQ(*field_of(form_of(step), "sender")->initial, Json("Nguyễn Văn An"));
  EXPECT_NE(field_of(form_of(step), "email"), nullptr);
  EXPECT_TRUE(shows(form_of(registering.accept("send")), "customs.guided.sign_3"));
  EXPECT_EQ(registering.accept("sign_and_complete").id, "result");
}

// CUS-24, CUS-09, CUS-10, CUS-25, CUS-26, CUS-01
TEST(CustomsGuided, EndsWithTheAcceptanceThatThePersonRead) {
  Registering registering("guided");
  send(registering);
  const auto waiting = registering.next();
  EXPECT_EQ(std::get<Wait>(waiting.action).expectation.id, "customs.result.no_time_promised");
  EXPECT_EQ(registering.finish(waiting, {{"waited", true}}).id, "result");
  const auto result = registering.signal("result", {{"outcome", "accepted"}});
  for (const auto* id : {"user_id", "terminal_id", "terminal_access_key"}) {
    EXPECT_TRUE(field_of(form_of(result), id)->secret && field_of(form_of(result), id)->keep) << id;
  }
  const auto password = registering.accept("access", access(registering));
  EXPECT_TRUE(field_of(form_of(password), "connection_password")->keep);
  registering.accept("new_password", {{"connection_password", "P1"}});
  const auto step = registering.accept("hand_over", {{"told", true}});
  const auto& done = std::get<Done>(step.action);
  ASSERT_TRUE(done.acceptance);
  EXPECT_EQ(to_iso(done.acceptance->accepted_at), "2026-11-20T09:40:00Z");
  EXPECT_EQ(done.acceptance->serial, registering.order.new_certificate->serial.hex);
  EXPECT_EQ(done.acceptance->reference, "DK-77");
}

// CUS-10
TEST(CustomsGuided, AsksNobodyForAPasswordThatWasNotChanged) {
  Registering registering("guided");
  send(registering);
  registering.signal("result", {{"outcome", "accepted"}});
  registering.accept("access", access(registering));
  EXPECT_EQ(registering.decline("new_password").kind(), "done");
}

// CUS-24
TEST(CustomsGuided, GoesRoundAgainAfterARefusal) {
  Registering registering("guided");
  send(registering);
  registering.signal("result", {{"outcome", "refused"}});
  registering.accept("refused", {{"reason", "Sai email"}});
  EXPECT_EQ(registering.next().id, "sign_in");
  Registering final("guided");
  send(final);
  final.signal("result", {{"outcome", "refused"}});
  EXPECT_EQ(std::get<Refuse>(final.decline("refused").action).reason, "refused_by_agency");
}

TEST(CustomsGuided, GoesOnOnPaperAfterTheConflictAnswer) {
  Registering registering("guided");
  send(registering);
  EXPECT_TRUE(shows(form_of(registering.signal("result", {{"outcome", "already_updated"}})),
                    "customs.paper.because_already_updated"));
  const auto paper = registering.accept("conflict");
  ASSERT_EQ(paper.id, "paper");
  EXPECT_EQ(shown_under(form_of(paper), "customs.value.new_serial"), registering.order.new_certificate->serial.hex);
  registering.accept("paper");
  const auto step = registering.signal("paper_answer", {{"outcome", "accepted"},
                                                        {"decided_on", "2026-11-24"},
                                                        {"decided_time", "14:05"},
                                                        {"letter", "123/CNTT"},
                                                        {"serial", registering.order.new_certificate->serial.hex}});
  EXPECT_EQ(to_iso(std::get<Done>(step.action).acceptance->accepted_at), "2026-11-24T07:05:00Z");
}

TEST(CustomsGuided, NeedsPaperWithoutTheOldKey) {
  Registering registering("guided");
  registering.accept("start", {{"old_key", "lost"}});
  registering.accept("no_old_key");
  EXPECT_EQ(registering.next().id, "paper");
}

// A website that a person walks through cannot be asked.
TEST(CustomsGuided, DoesNotClaimToKnowWhatIsRegistered) {
  Registering registering("guided");
  EXPECT_FALSE(registering.plugin->registered(registering.order.old, registering.host));
}

TEST(CustomsTexts, AreThereInThreeLanguages) {
  const std::filesystem::path folder = CUSTOMS_FOLDER;
  Catalogue catalogue;
  catalogue.add_folder(folder / "texts");
  EXPECT_THAT(catalogue.gaps(), testing::IsEmpty());
  for (const auto& id : journey_text_ids(folder / "journeys" / "vnaccs.json"))
    EXPECT_TRUE(catalogue.has(id, "vi")) << id;
  int found = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "src")) {
    std::ifstream file(entry.path());
    const std::string source(std::istreambuf_iterator<char>(file), {});
    for (auto at = source.find("\"customs."); at != std::string::npos; at = source.find("\"customs.", at + 1)) {
      const auto id = source.substr(at + 1, source.find('"', at + 1) - at - 1);
      if (id.ends_with("_") || id == "customs.h") continue;  // completed by a value of a closed list
      ++found;
      EXPECT_TRUE(catalogue.has(id, "en")) << id << " in " << entry.path();
    }
  }
  EXPECT_GT(found, 50);
  for (const auto* why : {kNoOldKey, kUnknownCertificate, kAlreadyUpdated}) {
    EXPECT_TRUE(catalogue.has(std::string("customs.paper.because_") + why, "zh"));
  }
}

TEST(CustomsTexts, QuoteThePortalsOwnWords) {
  Catalogue catalogue;
  catalogue.add_folder(std::filesystem::path(CUSTOMS_FOLDER) / "texts");
  for (const auto language : kLanguages) {
    const auto says = [&](const char* id, const char* words) {
      return catalogue.render({std::string("customs.guided.") + id, {}}, language).find(words) != std::string::npos;
    };
    EXPECT_TRUE(says("declarant_1", "1. OE2102 Sửa thông tin chung và người sử dụng"));
    EXPECT_TRUE(says("declarant_2", "Thông tin người khai hải quan"));
    EXPECT_TRUE(says("read_1", "Đọc CKS"));
    EXPECT_TRUE(says("find_2", "Sửa sau phê duyệt"));
    EXPECT_TRUE(says("find_3", "Tìm kiếm"));
    EXPECT_TRUE(says("sign_1", "Ký chữ ký số"));
    EXPECT_TRUE(says("access_3", "Terminal Access Key"));
    EXPECT_TRUE(says("password_3", "Cấp password mới"));
  }
}

}  // namespace
}  // namespace reseal::customs::test
