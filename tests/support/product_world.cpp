// SPDX-License-Identifier: Apache-2.0
#include "support/product_world.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <regex>
#include <stdexcept>
#include <thread>

#include "reseal/base/bytes.h"
#include "reseal/base/file.h"
#include "reseal/crypto/signing.h"

namespace reseal::test {
namespace {

using Json = nlohmann::json;

std::string program(const std::string& name) { return (product_programs() / name).string(); }

std::string plugin_hash() {
  static const std::string hash =
      crypto::sha256_hex(as_bytes(read_file(product_plugins() / "misa" / "misa.so", std::size_t{1} << 30U)));
  return hash;
}

int count(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  return static_cast<int>(
      std::distance(std::sregex_iterator(text.begin(), text.end(), expression), std::sregex_iterator()));
}

Json parsed(const Outcome& outcome, const std::string& what) {
  auto json = Json::parse(outcome.out, nullptr, false);
  if (json.is_discarded()) {
    ADD_FAILURE() << what << " did not print JSON (exit " << outcome.exit_code << "):\n" << outcome.out << outcome.err;
    return {};
  }
  return json;
}

}  // namespace

std::filesystem::path product_programs() { return RESEAL_BINARY_DIR "/bin"; }
std::filesystem::path product_plugins() { return RESEAL_BINARY_DIR "/plugins"; }

Json complete_answers() {
  return {{"confirm_request", true},
          {"choose_package", {{"accepted", true}, {"answer", {{"package", "ESIGN-GH-24"}}}}},
          {"information",
           {{"accepted", true},
            {"answer", {{"email", "ketoan@congty.example"}, {"phone", "0912345678"}, {"terms", true}}}}},
          {"payment", {{"accepted", true}, {"answer", {{"method", "vietqr"}}}}},
          {"confirm_order", true},
          {"order_placed", true},
          {"check_data", true},
          {"confirm_information", {{"accepted", true}, {"answer", {{"correct", true}}}}}};
}

std::string ProductWorld::module() { return "/usr/lib/softhsm/libsofthsm2.so"; }

ProductWorld::ProductWorld(const ProductSetting& setting) : through_shim_(setting.through_shim) {
  root_ = std::filesystem::temp_directory_path() / ("reseal-journey-" + to_hex(random_bytes(6)));
  folder_ = root_ / path_from_utf8(setting.folder_name);
  std::filesystem::create_directories(folder_);
  config_file_ = folder_ / "reseal.json";
  answers_file_ = folder_ / "answers.json";

  std::vector<std::string> init = {program("reseal-sandbox"),
                                   "init",
                                   "--world",
                                   to_utf8(world_folder()),
                                   "--port",
                                   port_.text(),
                                   "--http-port",
                                   http_port_.text(),
                                   "--staff-delay",
                                   std::to_string(setting.staff_delay),
                                   "--issue-delay",
                                   std::to_string(setting.issue_delay)};
  init.insert(init.end(), setting.sandbox_init.begin(), setting.sandbox_init.end());
  const auto made = run({.command = init, .environment = {}, .input = {}, .descriptor_3 = {}});
  if (made.exit_code != 0) throw std::runtime_error("reseal-sandbox init: " + made.err);
  const auto port = parsed(made, "reseal-sandbox init").at("port").get<int>();
  make_token(setting);

  const std::string tested_module = through_shim_ ? std::string(RESEAL_SHIM_FILE) : module();
  write_config(
      {{"state", "state"},
       {"tokens", {{"modules", {tested_module}}, {"pin_tries", setting.pin_tries}, {"pin", {{"file", "pin"}}}}},
       {"keys", setting.algorithm == "ec" ? Json{{"algorithm", "EC"}, {"bits", 256}}
                                          : Json{{"algorithm", "RSA"}, {"bits", 2048}}},
       {"plugins",
        {{"folders", {to_utf8(product_plugins())}},
         {"allow",
          {{"misa",
            {{"transport", setting.transport},
             {"sha256", plugin_hash()},
             {"settings", {{"base_url", "https://127.0.0.1:" + std::to_string(port)}, {"poll_seconds", 1}}}}}}}}},
       {"trust", {{"roots", {"sandbox/root.pem"}}, {"intermediates", {"sandbox/misa-ca.pem"}}}},
       {"http", {{"ca_file", "sandbox/tls-ca.pem"}, {"timeout_seconds", 5}}},
       {"retry", {{"first_seconds", 1}, {"most_seconds", 2}}},
       {"systems", {{{"id", "customs"}}, {{"id", "tax"}}, {{"id", "social_insurance"}}}}});
  write_answers(complete_answers());
  start_sandbox();
}

ProductWorld::~ProductWorld() {
  stop_sandbox();
  std::error_code ignored;
  if (!testing::Test::HasFailure()) std::filesystem::remove_all(root_, ignored);  // what failed can be looked at
}

void ProductWorld::make_token(const ProductSetting& setting) {
  std::vector<std::string> command = {program("reseal-sandbox"),
                                      "token",
                                      "--world",
                                      to_utf8(world_folder()),
                                      "--token-dir",
                                      to_utf8(folder_ / "token"),
                                      "--module",
                                      module(),
                                      "--pin-file",
                                      to_utf8(folder_ / "pin"),
                                      "--label",
                                      setting.token_label,
                                      "--algorithm",
                                      setting.algorithm};
  command.insert(command.end(), setting.sandbox_token.begin(), setting.sandbox_token.end());
  const auto made = run({.command = command, .environment = {}, .input = {}, .descriptor_3 = {}});
  if (made.exit_code != 0) throw std::runtime_error("reseal-sandbox token: " + made.err);
  token_facts_ = parsed(made, "reseal-sandbox token");
  softhsm_conf_ = token_facts_.at("softhsm2_conf");
  old_serial_ = token_facts_.at("serial");
  pin_ = read_file(folder_ / "pin");
  while (!pin_.empty() && pin_.back() == '\n') pin_.pop_back();
}

void ProductWorld::start_sandbox() {
  const auto ready = folder_ / "ready";
  std::filesystem::remove(ready);
  const auto log = folder_ / "sandbox.log";
  sandbox_process_ = fork();
  if (sandbox_process_ == 0) {
    if (std::freopen(log.c_str(), "a", stdout) == nullptr || std::freopen(log.c_str(), "a", stderr) == nullptr)
      _exit(126);
    const auto file = program("reseal-sandbox");
    const auto world = to_utf8(world_folder());
    execl(file.c_str(), file.c_str(), "serve", "--world", world.c_str(), "--ready-file", ready.c_str(),
          "--stop-with-parent", nullptr);
    _exit(127);
  }
  for (int i = 0; i < 400; ++i) {
    if (std::filesystem::exists(ready)) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  }
  throw std::runtime_error("the sandbox did not start: " + read_file(log));
}

void ProductWorld::stop_sandbox() {
  if (sandbox_process_ <= 0) return;
  kill(sandbox_process_, SIGKILL);
  waitpid(sandbox_process_, nullptr, 0);
  sandbox_process_ = -1;
}

void ProductWorld::restart_sandbox() {
  stop_sandbox();
  start_sandbox();
}

void ProductWorld::plug_in_another_token(const std::string& label) {
  sandbox("token", {"--token-dir", to_utf8(folder() / "token"), "--module", module(), "--pin-file",
                    to_utf8(folder() / "pin"), "--label", label, "--algorithm", "ec", "--tax-code", "0312345678"});
}

void ProductWorld::save(const std::string& name) {
  stop_sandbox();
  const auto kept = folder().parent_path() / ("kept-" + name);
  std::filesystem::remove_all(kept);
  std::filesystem::copy(folder(), kept, std::filesystem::copy_options::recursive);
  restart_sandbox();
}

void ProductWorld::go_back_to(const std::string& name) {
  stop_sandbox();
  std::filesystem::remove_all(folder());
  std::filesystem::copy(folder().parent_path() / ("kept-" + name), folder(), std::filesystem::copy_options::recursive);
  restart_sandbox();
}

std::map<std::string, std::string> ProductWorld::environment() const {
  std::map<std::string, std::string> all = {{"SOFTHSM2_CONF", softhsm_conf_}, {"LC_ALL", "C.UTF-8"}};
  if (through_shim_) {
    all["RESEAL_SHIM_MODULE"] = module();
    all["RESEAL_SHIM_CONTROL"] = to_utf8(folder_ / "shim.rules");
    all["RESEAL_SHIM_LOG"] = to_utf8(folder_ / "shim.log");
  }
  return all;
}

Outcome ProductWorld::reseal(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& more,
                             const std::string& pin_on_descriptor_3) {
  Call call;
  call.command = {program("reseal"), "--config", to_utf8(config_file_)};
  call.command.insert(call.command.end(), arguments.begin(), arguments.end());
  call.environment = environment();
  for (const auto& [name, value] : more) call.environment[name] = value;
  call.descriptor_3 = pin_on_descriptor_3;
  return run(call);
}

Json ProductWorld::reseal_json(const std::vector<std::string>& arguments) {
  auto with_json = arguments;
  with_json.emplace_back("--json");
  return parsed(reseal(with_json), "reseal " + arguments.front());
}

Outcome ProductWorld::renew(const std::vector<std::string>& more,
                            const std::map<std::string, std::string>& environment) {
  std::vector<std::string> arguments = {"renew",     "--provider",           "misa",
                                        "--answers", to_utf8(answers_file_), "--no-input"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return reseal(arguments, environment);
}

Outcome ProductWorld::resume(const std::map<std::string, std::string>& environment) {
  return reseal({"resume", "--answers", to_utf8(answers_file_), "--no-input"}, environment);
}

Json ProductWorld::sandbox(const std::string& command, const std::vector<std::string>& arguments) {
  Call call;
  call.command = {program("reseal-sandbox"), command, "--world", to_utf8(world_folder())};
  call.command.insert(call.command.end(), arguments.begin(), arguments.end());
  call.environment = environment();
  const auto outcome = run(call);
  if (outcome.exit_code != 0) ADD_FAILURE() << "reseal-sandbox " << command << ": " << outcome.err;
  return parsed(outcome, "reseal-sandbox " + command);
}

Outcome ProductWorld::tool(const std::vector<std::string>& command) {
  Call call;
  call.command = command;
  call.environment = environment();
  return run(call);
}

TokenSight ProductWorld::token() {
  TokenSight sight;
  const auto listed = tool({"pkcs11-tool", "--module", module(), "--token-label",
                            token_facts_.at("label").get<std::string>(), "--login", "--pin", pin_, "--list-objects"});
  sight.listing = listed.out + listed.err;
  sight.certificates = count(listed.out, "Certificate Object");
  sight.private_keys = count(listed.out, "Private Key Object");
  sight.public_keys = count(listed.out, "Public Key Object");
  sight.never_extractable = sight.private_keys > 0 && count(listed.out, "never extractable") == sight.private_keys;
  return sight;
}

void ProductWorld::shim_rules(const std::string& lines) const {
  // Renamed over, so that the shim never reads half a file.
  write_file(folder_ / "shim.rules", lines);
}

Json ProductWorld::config() const { return Json::parse(read_file(config_file_)); }
void ProductWorld::write_config(const Json& config) const { write_file(config_file_, config.dump(1)); }
void ProductWorld::write_answers(const Json& answers) const {
  write_file(answers_file_, Json{{"answers", answers}}.dump(1));
}

}  // namespace reseal::test
