// SPDX-License-Identifier: Apache-2.0
#include "protocol_world.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>

#include "reseal/base/bytes.h"
#include "reseal/base/file.h"

namespace reseal::test {
namespace {

constexpr const char* kModule = "/usr/lib/softhsm/libsofthsm2.so";
constexpr const char* kSubject = "/C=VN/O=C\u00d4NG TY TNHH TH\u1eec NGHI\u1ec6M/CN=K\u1ebf to\u00e1n";

bool listens(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool there = ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(socket);
  return there;
}

}  // namespace

ProtocolWorld::ProtocolWorld(std::string plugin, std::string algorithm)
    : plugin_(std::move(plugin)),
      algorithm_(std::move(algorithm)),
      folder_(std::filesystem::temp_directory_path() / ("reseal-protocols-" + to_hex(random_bytes(6)))) {
  std::filesystem::create_directories(folder_ / "tokens");
  put("softhsm2.conf",
      "directories.tokendir = " + file("tokens") + "\nobjectstore.backend = file\nlog.level = ERROR\n");
  put("pin", "123456\n");
  put("san", "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n");
  put("holder", "keyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=clientAuth\n");
  const std::string make =
      algorithm_ == "rsa" ? "openssl genrsa -out " : "openssl ecparam -genkey -name prime256v1 -noout -out ";
  must(
      "openssl ecparam -genkey -name prime256v1 -noout -out ca.key && "
      "openssl req -x509 -new -key ca.key -subj '/C=VN/CN=Protocol Test CA' -days 3650 -out ca.pem "
      "-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign,digitalSignature && "
      "openssl ecparam -genkey -name prime256v1 -noout -out tls.key && "
      "openssl req -new -key tls.key -subj /CN=127.0.0.1 | "
      "openssl x509 -req -CA ca.pem -CAkey ca.key -days 30 -extfile san -out tls.pem");
  must(make + "old.key && openssl req -new -utf8 -key old.key -subj '" + std::string(kSubject) +
       "' | openssl x509 -req -CA ca.pem -CAkey ca.key -days 20 -extfile holder -out old.pem && "
       "openssl x509 -in old.pem -outform DER -out old.der && openssl pkcs8 -topk8 -nocrypt -in old.key -out old.p8");
  must(
      "softhsm2-util --init-token --free --label protocols --pin 123456 --so-pin 123456 && "
      "softhsm2-util --import old.p8 --token protocols --label old --id 01 --pin 123456 && "
      "pkcs11-tool --module " +
      std::string(kModule) +
      " --token-label protocols --login --pin 123456 --write-object old.der --type cert --id 01 --label old");
}

ProtocolWorld::~ProtocolWorld() {
  for (const int server : servers_) {
    kill(-server, SIGKILL);
    waitpid(server, nullptr, 0);
  }
  std::error_code ignored;
  if (!testing::Test::HasFailure()) std::filesystem::remove_all(folder_, ignored);  // what failed can be looked at
}

std::string ProtocolWorld::script(const std::string& name) { return std::string(RESEAL_PROTOCOL_TOOLS "/") + name; }

std::string ProtocolWorld::file(const std::string& name) const { return to_utf8(folder_ / name); }

void ProtocolWorld::put(const std::string& name, const std::string& content) const {
  write_file(folder_ / name, content, true);
}

Outcome ProtocolWorld::sh(const std::string& command, const std::map<std::string, std::string>& environment) const {
  auto all = environment;
  all["SOFTHSM2_CONF"] = file("softhsm2.conf");
  return run({.command = {"sh", "-c", "cd '" + to_utf8(folder_) + "' && " + command}, .environment = all});
}

std::string ProtocolWorld::must(const std::string& command) const {
  const auto outcome = sh(command);
  if (outcome.exit_code != 0) throw std::runtime_error(command + "\n" + outcome.out + outcome.err);
  return outcome.out;
}

void ProtocolWorld::serve(const std::string& command, int port) {
  const int server = fork();
  if (server == 0) {
    setpgid(0, 0);
    const auto inside = "cd '" + to_utf8(folder_) + "' && exec " + command + " >>server.log 2>&1";
    execl("/bin/sh", "sh", "-c", inside.c_str(), nullptr);
    _exit(127);
  }
  servers_.push_back(server);
  for (int i = 0; i < 400; ++i) {
    if (listens(port)) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  }
  throw std::runtime_error(command + " does not listen:\n" + read_file(folder_ / "server.log"));
}

void ProtocolWorld::serve_tls_before(int http_port) {
  serve("python3 '" + script("tls_front.py") + "' " + port_.text() + " " + std::to_string(http_port), port_.number());
}

void ProtocolWorld::allow(const nlohmann::json& settings, const std::vector<std::string>& grants,
                          bool pin_is_known) const {
  const nlohmann::json keys = algorithm_ == "rsa" ? nlohmann::json{{"algorithm", "RSA"}, {"bits", 2048}}
                                                  : nlohmann::json{{"algorithm", "EC"}, {"bits", 256}};
  nlohmann::json tokens = {{"modules", {kModule}}};
  if (pin_is_known) tokens["pin"] = {{"file", "pin"}};
  const nlohmann::json config = {
      {"state", "state"},
      {"tokens", tokens},
      {"keys", keys},
      {"plugins",
       {{"folders", {RESEAL_EXAMPLES}},
        {"allow", {{plugin_, {{"transport", "api"}, {"settings", settings}, {"grant", grants}}}}}}},
      {"trust", {{"roots", {"ca.pem"}}, {"intermediates", nlohmann::json::array()}}},
      {"http", {{"ca_file", "ca.pem"}, {"timeout_seconds", 10}}},
      {"retry", {{"first_seconds", 1}, {"most_seconds", 2}}},
      {"systems", nlohmann::json::array()}};
  put("reseal.json", config.dump(2));
}

Outcome ProtocolWorld::reseal(const std::vector<std::string>& arguments,
                              const std::map<std::string, std::string>& environment) const {
  std::string command = "'" RESEAL_PROGRAMS "/reseal' --config reseal.json";
  for (const auto& argument : arguments) command += " '" + argument + "'";
  return sh(command, environment);
}

Outcome ProtocolWorld::renew(const std::map<std::string, std::string>& environment) const {
  return reseal({"renew", "--provider", plugin_, "--no-input", "--no-wait", "--no-register"}, environment);
}

Outcome ProtocolWorld::resume(const std::map<std::string, std::string>& environment) const {
  return reseal({"resume", "--no-input", "--wait-limit", "40"}, environment);
}

nlohmann::json ProtocolWorld::orders() const { return nlohmann::json::parse(reseal({"orders", "--json"}).out); }

nlohmann::json ProtocolWorld::order() const {
  const auto id = orders().at(0).at("id").get<std::string>();
  return nlohmann::json::parse(reseal({"order", id, "--json"}).out);
}

std::vector<std::string> ProtocolWorld::journal() const {
  std::vector<std::string> entries;
  const auto shown = order();
  for (const auto& entry : shown.at("journal")) {
    const auto& body = entry.at("body");
    auto line = entry.at("kind").get<std::string>();
    for (const char* member : {"effect", "name"}) {
      if (body.contains(member)) line += " " + body.at(member).get<std::string>();
    }
    entries.push_back(std::move(line));
  }
  return entries;
}

int ProtocolWorld::certificates() const {
  const auto listed = must("pkcs11-tool --module " + std::string(kModule) + " --token-label protocols -O --type cert");
  int count = 0;
  for (auto at = listed.find("Certificate Object"); at != std::string::npos;
       at = listed.find("Certificate Object", at + 1)) {
    ++count;
  }
  return count;
}

void ProtocolWorld::expect_renewed() const {
  EXPECT_EQ(certificates(), 2);
  const std::string tool =
      "pkcs11-tool --module " + std::string(kModule) + " --token-label protocols --login --pin 123456 ";
  const auto listed = must(tool + "-O --type cert");
  std::string id;
  for (auto at = listed.find("ID:"); at != std::string::npos; at = listed.find("ID:", at + 1)) {
    const auto begin = listed.find_first_not_of(' ', at + 3);
    const auto found = listed.substr(begin, listed.find_first_of(" \n", begin) - begin);
    if (found != "01") id = found;
  }
  ASSERT_NE(id, "") << listed;
  const std::string how =
      algorithm_ == "rsa" ? "-m SHA256-RSA-PKCS -i proof" : "-m ECDSA --signature-format openssl -i digest";
  const auto judged =
      sh(tool + "--read-object --type cert --id " + id +
         " -o new.der && openssl x509 -inform DER -in new.der -out new.pem && "
         "openssl verify -CAfile ca.pem new.pem && openssl x509 -in new.pem -pubkey -noout > new.pub && "
         "echo proof > proof && openssl dgst -sha256 -binary -out digest proof && " +
         tool + "--sign --id " + id + " " + how +
         " -o proof.sig && openssl dgst -sha256 -verify new.pub -signature proof.sig proof");
  EXPECT_EQ(judged.exit_code, 0) << judged.out << judged.err;
}

}  // namespace reseal::test
