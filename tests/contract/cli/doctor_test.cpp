// SPDX-License-Identifier: Apache-2.0
// `reseal doctor`: each thing that can be wrong with this computer is made wrong, and found with its causes and cure.
#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <regex>

#include "doctor_world.h"
#include "reseal/base/catalogue.h"

namespace reseal::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
namespace fs = std::filesystem;

class DoctorTells : public DoctorWorld {
 protected:
  [[nodiscard]] fs::path driver() const { return path_from_utf8(config_["tokens"]["modules"][0].get<std::string>()); }
  /// A copy of the driver with some bytes changed.
  [[nodiscard]] fs::path altered_driver(const std::string& name, std::size_t offset, std::string_view bytes) const {
    auto image = read_file(driver(), std::size_t{1} << 30U);
    image.replace(offset, bytes.size(), bytes);
    const auto file = world_->folder() / name;
    write_file(file, image);
    return file;
  }
  static void make_store() { ASSERT_EQ(world_->reseal({"orders"}).exit_code, 0); }
  static void on_the_store(const std::string& sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(store_file().c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
};

TEST_F(DoctorTells, ThatAllIsWellAndChangesNothing) {
  const auto visit = doctor();
  EXPECT_EQ(visit.outcome.exit_code, 0) << visit.outcome.out;
  EXPECT_THAT(visit.bad(), IsEmpty());
  for (const auto* member : {"check", "id", "good", "detail", "advice", "causes", "steps", "contact", "technical"}) {
    EXPECT_TRUE(visit.findings.at(0).contains(member)) << member;
  }
  EXPECT_FALSE(fs::exists(state()));
}

TEST_F(DoctorTells, NothingToTheStoreItLooksAt) {
  make_store();
  on_the_store("DELETE FROM schema_version WHERE version > 1");  // as an older Reseal left it: not ours to migrate
  const auto before = read_file(store_file());
  EXPECT_THAT(doctor().bad(), IsEmpty());
  EXPECT_EQ(read_file(store_file()), before);
  EXPECT_EQ(std::distance(fs::directory_iterator(state()), fs::directory_iterator{}), 1);
}

// --- the token

// VTL-X-01, VTL-X-07, VTL-X-08, VTL-X-09, VTL-X-10
TEST_F(DoctorTells, ThatNoTokenIsPluggedInWithTheGuidesCausesAndBothItsCures) {
  world_->shim_rules("pulled\n");
  const auto visit = doctor({{"PCSCLITE_CSOCK_NAME", "/nowhere"}});
  EXPECT_EQ(visit.outcome.exit_code, 1);
  EXPECT_THAT(visit.bad(), ElementsAre("card_service.perhaps_missing", "token.missing"));
  const auto finding = visit.finding("token.missing");
  const Ids causes = finding.at("causes");
  EXPECT_THAT(causes,
              ElementsAre(HasSubstr("No token is plugged in"), HasSubstr("does not recognise"), HasSubstr("blocked")));
  const Ids steps = finding.at("steps");
  EXPECT_THAT(steps, Contains(HasSubstr("Plug the token in and start reseal again")));
  EXPECT_THAT(steps, Contains(HasSubstr("no restart is needed")));
  EXPECT_THAT(steps.back(), HasSubstr("IT staff"));
  EXPECT_THAT(finding.at("contact").get<std::string>(), HasSubstr("MISA"));
}

TEST_F(DoctorTells, ThatTheTokenIsEmpty) {
  const auto tokens = world_->folder() / "empty";
  fs::create_directories(tokens);
  write_file(world_->folder() / "empty.conf", "directories.tokendir = " + to_utf8(tokens) + "\n");
  const auto visit = doctor({{"SOFTHSM2_CONF", to_utf8(world_->folder() / "empty.conf")}});
  EXPECT_THAT(visit.bad(), Contains("token.not_initialized"));
  EXPECT_THAT(visit.bad(), testing::Not(Contains("token.missing")));
}

TEST_F(DoctorTells, ThatThePinIsLockedAndByWhatItIsUnlocked) {
  world_->shim_rules("wrong-pin-limit 1\n");
  (void)world_->tool({"pkcs11-tool", "--module", to_utf8(driver()), "--login", "--pin", "99999999", "-O"});
  const auto finding = doctor().finding("pin.locked");
  EXPECT_THAT(finding.at("steps").at(0).get<std::string>(), HasSubstr("PUK"));
  fs::remove(world_->folder() / "shim.rules.state");
}

// --- its driver

TEST_F(DoctorTells, ThatNoDriverIsConfigured) {
  auto config = config_;
  config["tokens"]["modules"] = Json::array();
  world_->write_config(config);
  EXPECT_THAT(doctor().bad(), ElementsAre("module.none"));
}

TEST_F(DoctorTells, ThatTheDriverIsNotThere) {
  const auto visit = with_driver("/nowhere/driver.so");
  EXPECT_THAT(visit.bad(), ElementsAre("module.missing"));
  EXPECT_THAT(visit.finding("module.missing").at("contact").get<std::string>(), HasSubstr("MISA"));
}

TEST_F(DoctorTells, ThatTheDriverIsNoLibrary) {
  const auto page = world_->folder() / "page.so";
  write_file(page, "<html>Please log in to download</html>");
  EXPECT_THAT(with_driver(page).bad(), ElementsAre("module.not_a_library"));
  EXPECT_THAT(with_driver(world_->folder()).bad(), ElementsAre("module.not_a_library"));
}

TEST_F(DoctorTells, ThatTheDriverIsCutOffAndSurvivesIt) {
  const auto half = world_->folder() / "half.so";
  const auto whole = read_file(driver(), std::size_t{1} << 30U);
  write_file(half, whole.substr(0, whole.size() / 2));
  EXPECT_THAT(with_driver(half).bad(), ElementsAre("module.truncated"));
}

TEST_F(DoctorTells, ThatTheDriverIsForAnotherArchitectureAndForWhich) {
  constexpr std::size_t kClass = 4;
  constexpr std::size_t kMachine = 18;
  const auto narrow = with_driver(altered_driver("narrow.so", kClass, "\x01")).finding("module.architecture");
  EXPECT_THAT(narrow.at("detail").get<std::string>(), HasSubstr("32-bit"));
  const auto foreign = with_driver(altered_driver("foreign.so", kMachine, std::string_view("\x16\x00", 2)));  // S/390
  EXPECT_THAT(foreign.bad(), ElementsAre("module.architecture"));
  EXPECT_THAT(foreign.finding("module.architecture").at("detail").get<std::string>(), HasSubstr("S/390"));
}

TEST_F(DoctorTells, ThatTheDriverMayNotBeRead) {
  const auto closed = altered_driver("closed.so", 0, "");
  fs::permissions(closed, fs::perms::none);
  (void)with_driver(closed);
  EXPECT_THAT(doctor_without_privileges().bad(), ElementsAre("module.permission"));
  const auto folder = world_->folder() / "closed";
  fs::create_directories(folder);
  fs::permissions(folder, fs::perms::none);
  (void)with_driver(folder / "driver.so");
  EXPECT_THAT(doctor_without_privileges().bad(), ElementsAre("module.permission"));
  fs::permissions(folder, fs::perms::owner_all);
}

TEST_F(DoctorTells, ThatTheDriverIsALibraryOfAnotherKind) {
  EXPECT_THAT(with_driver(product_plugins() / "misa" / "misa.so").bad(), ElementsAre("module.not_pkcs11"));
}

TEST_F(DoctorTells, WhichLibraryTheDriverLacks) {
  auto image = read_file(path_from_utf8(ProductWorld::module()), std::size_t{1} << 30U);
  const std::string needed = "libcrypto.so.3";
  image.replace(image.find(needed), needed.size(), "libnowhere.so3");
  write_file(world_->folder() / "lacking.so", image);
  const auto visit = with_driver(world_->folder() / "lacking.so");
  EXPECT_THAT(visit.bad(), ElementsAre("module.dependency"));
  EXPECT_THAT(visit.finding("module.dependency").at("detail").get<std::string>(), HasSubstr("libnowhere.so3"));
}

TEST_F(DoctorTells, ThatTheDriverIsNotForThisSystem) {
  auto image = read_file(path_from_utf8(ProductWorld::module()), std::size_t{1} << 30U);
  const std::string function = "EVP_DigestInit_ex";
  image.replace(image.find(function), function.size(), "EVP_DigestInit_99");
  write_file(world_->folder() / "other.so", image);
  const auto visit = with_driver(world_->folder() / "other.so");
  EXPECT_THAT(visit.bad(), ElementsAre("module.not_loaded"));
  EXPECT_THAT(visit.finding("module.not_loaded").at("technical").get<std::string>(), HasSubstr("EVP_DigestInit_99"));
}

TEST_F(DoctorTells, ThatTheDriverRefusesToWorkAndWhatItSays) {
  world_->shim_rules("fail C_Initialize CKR_GENERAL_ERROR\n");
  const auto visit = doctor();
  EXPECT_THAT(visit.bad(), ElementsAre("module.refuses"));
  EXPECT_THAT(visit.finding("module.refuses").at("detail").get<std::string>(), HasSubstr("CKR_GENERAL_ERROR"));
}

TEST_F(DoctorTells, ThatTheDriverCrashesAndSurvivesIt) {
  world_->shim_rules("kill C_GetSlotList before\n");
  EXPECT_THAT(doctor().bad(), ElementsAre("module.crashes"));
}

TEST_F(DoctorTells, ThatTheDriverHangsAndGoesOnWithoutIt) {
  world_->shim_rules("delay C_GetSlotList 60000\n");
  const auto visit = doctor();
  EXPECT_THAT(visit.bad(), ElementsAre("module.hangs"));
  EXPECT_TRUE(visit.finding("portal.ok").at("good").get<bool>());
}

// --- the smart-card service

class DoctorTellsOfTheCardService : public DoctorTells {
 protected:
  void SetUp() override {
    DoctorTells::SetUp();
    if (!fs::exists(kOpenSc)) GTEST_SKIP() << "OpenSC, a driver that needs the service, is not installed";
    auto config = config_;
    config["tokens"]["modules"].push_back(kOpenSc);
    world_->write_config(config);
    ::setenv("PCSCLITE_CSOCK_NAME", socket_.c_str(), 1);
  }
  void TearDown() override {
    ::unsetenv("PCSCLITE_CSOCK_NAME");
    fs::remove(socket_);
    DoctorTells::TearDown();
  }
  void open_socket() const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket_.string().copy(address.sun_path, sizeof address.sun_path - 1);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::close(fd);
  }
  static constexpr const char* kOpenSc = "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so";
  fs::path socket_ = world_->folder() / "pcscd.comm";
};

TEST_F(DoctorTellsOfTheCardService, ThatItDoesNotRunThoughADriverNeedsIt) {
  const auto visit = doctor();
  EXPECT_THAT(visit.bad(), ElementsAre("card_service.missing"));
  EXPECT_THAT(visit.finding("card_service.missing").at("steps").at(0).get<std::string>(), HasSubstr("pcscd"));
}

TEST_F(DoctorTellsOfTheCardService, ThatThisUserMayNotTalkToIt) {
  open_socket();
  EXPECT_THAT(doctor().bad(), IsEmpty());
  fs::permissions(socket_, fs::perms::none);
  EXPECT_THAT(doctor_without_privileges().bad(), ElementsAre("card_service.permission"));
}

// --- the disk and the store

TEST_F(DoctorTells, ThatTheDiskIsFullBeforeAnOrderIsLost) {
  fs::create_directories(state());
  const auto small = in_a_mount_namespace("mount -t tmpfs -o size=1m tmpfs \"$STATE\"");
  if (small.empty()) GTEST_SKIP() << "no right to mount a small file system here";
  const auto visit = doctor_through(small);
  EXPECT_THAT(visit.bad(), ElementsAre("disk.full"));
  EXPECT_THAT(visit.finding("disk.full").at("detail").get<std::string>(), HasSubstr("only 1 MiB free"));
  const auto crowded = in_a_mount_namespace("mount -t tmpfs -o size=64m,nr_inodes=1 tmpfs \"$STATE\"");
  EXPECT_THAT(doctor_through(crowded).bad(), ElementsAre("disk.no_files"));
}

TEST_F(DoctorTells, ThatTheStateFolderMayNotBeWritten) {
  fs::create_directories(state());
  fs::permissions(state(), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_THAT(doctor_without_privileges().bad(), ElementsAre("store.file_unwritable"));
  fs::permissions(state(), fs::perms::owner_all);
  make_store();
  fs::permissions(store_file(), fs::perms::owner_read);
  EXPECT_THAT(doctor_without_privileges().bad(), ElementsAre("store.file_unwritable"));
  fs::remove_all(state());
  write_file(state(), "a file where the folder should be");
  EXPECT_THAT(doctor().bad(), ElementsAre("store.file_unwritable"));
}

TEST_F(DoctorTells, ThatAnotherProgramHoldsTheStoreWithoutLongWaiting) {
  make_store();
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(store_file().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT(doctor().bad(), ElementsAre("store.store_locked"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(8)) << "the store itself waits for ten";
  sqlite3_close(other);
  EXPECT_THAT(doctor().bad(), IsEmpty());
}

TEST_F(DoctorTells, ThatTheStoreIsOfANewerProgram) {
  make_store();
  on_the_store("INSERT INTO schema_version VALUES (99, 0)");
  EXPECT_THAT(doctor().bad(), ElementsAre("store.store_newer"));
}

TEST_F(DoctorTells, ThatTheStoreIsDamaged) {
  make_store();
  const auto whole = read_file(store_file());
  write_file(store_file(), whole.substr(0, 4096) + std::string(whole.size() - 4096, 'x'));
  EXPECT_THAT(doctor().bad(), ElementsAre("store.store_broken"));
}

// --- the system

// VTL-X-04, VTL-X-06, VTL-X-11: other builds for other systems and a Java of the right version are not needed; it is
// said what is.
TEST_F(DoctorTells, WhichSystemsAreSupportedAndThatNoJavaIsNeeded) {
  const auto detail = doctor().finding("system.ok").at("detail").get<std::string>();
  EXPECT_THAT(detail, HasSubstr("Linux"));
  EXPECT_THAT(detail, HasSubstr("Windows XP is not"));
  EXPECT_THAT(detail, HasSubstr("No Java is needed"));
  EXPECT_THAT(detail, HasSubstr("OpenSSL 3"));
}

TEST_F(DoctorTells, ThatOpenSslLacksWhatCertificatesNeed) {
  const auto file = world_->folder() / "openssl.cnf";
  write_file(file, "openssl_conf = init\n[init]\nproviders = list\n[list]\nnull = only\n[only]\nactivate = 1\n");
  const auto finding = doctor({{"OPENSSL_CONF", to_utf8(file)}}).finding("system.algorithms");
  EXPECT_THAT(finding.at("detail").get<std::string>(), HasSubstr("SHA-256"));
  EXPECT_THAT(finding.at("steps").at(0).get<std::string>(), HasSubstr("OPENSSL_CONF"));
}

TEST_F(DoctorTells, ThatTheTerminalIsSetToCharactersWeDoNotWrite) {
  EXPECT_THAT(doctor({{"LC_ALL", "zh_CN.GB18030"}}).bad(), ElementsAre("terminal.charset"));
  EXPECT_THAT(doctor({{"LC_ALL", "vi_VN.UTF-8"}}).bad(), IsEmpty());
  EXPECT_THAT(doctor({{"LC_ALL", "C"}}).bad(), IsEmpty()) << "says nothing of the terminal";
}

TEST_F(DoctorTells, ThatTheTimeZoneDataAreNotInstalled) {
  const auto bare = in_a_mount_namespace("mount -t tmpfs tmpfs /usr/share/zoneinfo");
  if (bare.empty()) GTEST_SKIP() << "no right to mount here";
  const auto visit = doctor_through(bare);
  EXPECT_THAT(visit.bad(), Contains("system.time_zone_data"));
  EXPECT_THAT(visit.finding("system.time_zone_data").at("steps").at(0).get<std::string>(), HasSubstr("tzdata"));
}

TEST_F(DoctorTells, ThatThisComputerKnowsNoRootsForThePortals) {
  auto config = config_;
  config["http"].erase("ca_file");
  world_->write_config(config);
  const auto visit = doctor({{"SSL_CERT_FILE", "/nowhere"}, {"SSL_CERT_DIR", "/nowhere"}});
  EXPECT_THAT(visit.bad(), ElementsAre("tls_roots.missing", "portal.intercepted"));
}

TEST_F(DoctorTells, ThatTheRootsAreMissing) {
  auto config = config_;
  config["trust"]["roots"] = Json::array();
  world_->write_config(config);
  EXPECT_THAT(doctor().bad(), ElementsAre("trust.no_roots"));
  config["trust"]["roots"] = {"gone.pem"};
  config["http"]["ca_file"] = "gone.pem";
  world_->write_config(config);
  EXPECT_THAT(doctor().bad(),
              ElementsAre("trust.file_unreadable", "tls_roots.file_unreadable", "portal.file_unreadable"));
}

TEST_F(DoctorTells, ThatAPluginIsNotTheOneThatWasAllowed) {
  auto config = config_;
  config["plugins"]["allow"]["misa"]["sha256"] = std::string(64, '0');
  world_->write_config(config);
  const auto visit = doctor();
  EXPECT_THAT(visit.bad(), ElementsAre("plugin.unusable", "plugin.none"));
  EXPECT_EQ(visit.finding("plugin.unusable").at("technical"), "hash");
}

TEST_F(DoctorTells, WhatItCanBeforeThereIsAConfiguration) {
  fs::rename(world_->config_file(), world_->folder() / "moved.json");
  const auto visit = doctor();
  fs::rename(world_->folder() / "moved.json", world_->config_file());
  EXPECT_THAT(visit.bad(), ElementsAre("config.config_missing"));
  EXPECT_TRUE(visit.finding("system.ok").at("good").get<bool>());
}

// --- its words

TEST_F(DoctorTells, APersonTheCausesTheStepsAndWhomToCall) {
  world_->shim_rules("pulled\n");
  const auto told = world_->reseal({"doctor", "--lang", "vi", "--quiet"}).out;
  EXPECT_THAT(told, HasSubstr("✗ Token: không tìm thấy USB Token"));
  EXPECT_THAT(told, HasSubstr("1. Máy tính chưa cắm USB Token."));
  EXPECT_THAT(told, HasSubstr("Cách khắc phục:"));
  EXPECT_THAT(told, HasSubstr("Nếu làm vậy vẫn không được:\n      Cách khác: "));
  EXPECT_THAT(told, testing::Not(HasSubstr("✓"))) << "quiet: failures only";
}

// Every finding that the sources name has its text and its cure, in every language (equal ids: TheCatalogues), and is
// promised to scripts.
TEST(TheDoctorsCatalogue, HasTextAndCureForEveryFinding) {
  const fs::path house = RESEAL_SOURCE_DIR;
  Catalogue texts;
  texts.add_folder(house / "host/texts");
  const std::regex id("\"([a-z_]+\\.[a-z_0-9]+)\"");
  const auto promised = read_file(house / "docs/cli.md");
  int known = 0;
  for (const auto& entry : fs::directory_iterator(house / "host/app/doctor")) {
    if (entry.path().extension() != ".cpp") continue;
    const auto source = read_file(entry.path());
    for (std::sregex_iterator at(source.begin(), source.end(), id), end; at != end; ++at) {
      const auto finding = "cli.doctor." + (*at)[1].str();
      EXPECT_TRUE(texts.has(finding + ".found", "en")) << finding << " in " << entry.path();
      EXPECT_TRUE(texts.has(finding + ".step_1", "en")) << finding << " in " << entry.path();
      EXPECT_TRUE(contains(promised, finding.substr(finding.rfind('.')) + "`")) << finding << " in docs/cli.md";
      ++known;
    }
  }
  EXPECT_GT(known, 25);
}

// --- a place with accents and blanks

// VTL-X-03: configuration, plugins, driver, token and state all under a path with accents, and it works.
TEST(APathWithAccents, ServesForEverythingFromTheDoctorToARenewal) {
  ProductWorld world({.folder_name = "Kế toán/Chứng thư số"});
  const auto plugins = world.folder() / path_from_utf8("Phần mở rộng");
  fs::create_directories(plugins);
  fs::copy(product_plugins() / "misa", plugins / "misa", fs::copy_options::recursive);
  const auto driver = world.folder() / path_from_utf8("Trình điều khiển.so");
  fs::copy_file(ProductWorld::module(), driver);
  auto config = world.config();
  config["state"] = "Dữ liệu của kế toán";
  config["plugins"]["folders"] = {to_utf8(plugins)};
  config["tokens"]["modules"] = {to_utf8(driver)};
  world.write_config(config);

  EXPECT_EQ(world.reseal({"doctor"}).exit_code, 0) << world.reseal({"doctor"}).out;
  EXPECT_EQ(world.reseal_json({"tokens"}).at(0).at("module"), to_utf8(driver));
  EXPECT_EQ(world.reseal_json({"certificates"}).at(0).at("path").at("valid"), true);
  const auto renewed = world.renew({"--no-register"});
  EXPECT_EQ(world.token().certificates, 2) << renewed.out << renewed.err;
  EXPECT_TRUE(fs::exists(world.folder() / path_from_utf8("Dữ liệu của kế toán/reseal.db")));
  EXPECT_EQ(world.reseal({"doctor"}).exit_code, 0);
}

}  // namespace
}  // namespace reseal::test
