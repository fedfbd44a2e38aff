// SPDX-License-Identifier: Apache-2.0
#include "support/sandbox_world.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

extern char** environ;

namespace reseal::test {
namespace {

constexpr auto kProgram = RESEAL_SANDBOX_PROGRAM;

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::filesystem::path temporary_folder() {
  auto pattern = (std::filesystem::temp_directory_path() / "reseal-world-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  return pattern;
}

// Output goes to files, so that no pipe can fill up and stop the program.
pid_t spawn(const std::vector<std::string>& arguments, const std::filesystem::path& out,
            const std::filesystem::path& err) {
  std::vector<std::string> words{kProgram};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t child = 0;
  const int error = posix_spawn(&child, kProgram, &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error(std::string("cannot start ") + kProgram);
  return child;
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder, std::string_view ending) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ending) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

void SandboxToken::use() const { ::setenv("SOFTHSM2_CONF", softhsm2_conf.c_str(), 1); }

SandboxWorld::SandboxWorld(const SandboxOptions& options)
    : options_(options), temporary_(temporary_folder()), world_(temporary_ / "world") {
  std::vector<std::string> arguments{"init",
                                     "--world",
                                     world_.string(),
                                     "--port",
                                     port_.text(),
                                     "--http-port",
                                     http_port_.text(),
                                     "--staff",
                                     options.staff_on_command ? "command" : "auto",
                                     "--staff-delay",
                                     std::to_string(options.staff_delay),
                                     "--issue-delay",
                                     std::to_string(options.issue_delay),
                                     "--agency-delay",
                                     std::to_string(options.agency_delay)};
  arguments.insert(arguments.end(), options.init.begin(), options.init.end());
  const auto made = run(arguments);
  if (made.exit_code != 0) throw std::runtime_error("reseal-sandbox init: " + made.err);
  facts_ = nlohmann::json::parse(made.out);
  if (options.started) start();
}

SandboxWorld::~SandboxWorld() {
  end_server(SIGKILL);
  std::error_code ignored;
  if (::getenv("RESEAL_KEEP_WORLDS") == nullptr) std::filesystem::remove_all(temporary_, ignored);
}

void SandboxWorld::start() {
  if (running()) return;
  const auto ready = temporary_ / "ready.json";
  std::filesystem::remove(ready);
  server_ = spawn({"serve", "--world", world_.string(), "--ready-file", ready.string(), "--stop-with-parent"},
                  temporary_ / "serve.out", temporary_ / "serve.err");
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!std::filesystem::exists(ready)) {
    if (!running()) throw std::runtime_error("reseal-sandbox serve: " + content_of(temporary_ / "serve.err"));
    if (std::chrono::steady_clock::now() > give_up) throw std::runtime_error("reseal-sandbox serve: not ready in time");
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void SandboxWorld::stop() { end_server(SIGTERM); }
void SandboxWorld::kill_brutally() { end_server(SIGKILL); }

bool SandboxWorld::running() {
  if (server_ == 0) return false;
  int status = 0;
  if (::waitpid(server_, &status, WNOHANG) == 0) return true;
  server_ = 0;
  return false;
}

void SandboxWorld::end_server(int signal) {
  if (server_ == 0) return;
  ::kill(server_, signal);
  int status = 0;
  ::waitpid(server_, &status, 0);
  server_ = 0;
}

SandboxToken SandboxWorld::make_token(const std::vector<std::string>& arguments, std::string_view folder) {
  std::vector<std::string> words{"token", "--token-dir", (temporary_ / folder).string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const auto made = run_in_world(words);
  SandboxToken token;
  token.module = made.at("module").get<std::string>();
  token.softhsm2_conf = made.at("softhsm2_conf").get<std::string>();
  token.pin_file = made.at("pin_file").get<std::string>();
  std::ifstream(token.pin_file) >> token.pin;
  token.label = made.at("label");
  token.token_serial = made.at("token_serial");
  token.uri = made.at("uri");
  token.serial = made.at("serial");
  token.subject = made.at("subject");
  token.tax_code = made.at("tax_code");
  token.not_after = made.at("not_after");
  token.certificate = made.at("certificate");
  return token;
}

nlohmann::json SandboxWorld::make_cloud(const std::vector<std::string>& arguments) {
  std::vector<std::string> words{"cloud", "--pin-file", (temporary_ / "cloud-pin.txt").string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  if (std::find(words.begin(), words.end(), "--user") == words.end()) {
    words.insert(words.end(), {"--user", "ketoan@congty.example"});
  }
  auto made = run_in_world(words);
  std::string pin;
  std::ifstream(made.at("pin_file").get<std::string>()) >> pin;
  made["pin"] = pin;
  return made;
}

void SandboxWorld::fault(const std::string& text) { (void)run_in_world({"fault", text}); }
void SandboxWorld::clear_faults() { (void)run_in_world({"fault", "clear"}); }
nlohmann::json SandboxWorld::show() { return run_in_world({"show", "--json"}); }
void SandboxWorld::set_clock(const std::string& rfc3339) { (void)run_in_world({"clock", rfc3339}); }

nlohmann::json SandboxWorld::staff(const std::vector<std::string>& arguments) {
  std::vector<std::string> words{"staff"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return run_in_world(words);
}

int SandboxWorld::received(std::string_view operation) {
  return show().at("received").at(std::string(operation)).get<int>();
}
int SandboxWorld::orders() { return show().at("totals").at("orders").get<int>(); }
int SandboxWorld::certificates_issued() { return show().at("totals").at("certificates_issued").get<int>(); }
int SandboxWorld::installations_confirmed() { return show().at("totals").at("installations_confirmed").get<int>(); }
std::vector<nlohmann::json> SandboxWorld::registrations(std::string_view agency) {
  std::vector<nlohmann::json> mine;
  for (auto& registration : staff({"registrations"})) {
    if (registration.at("agency") == agency) mine.push_back(std::move(registration));
  }
  return mine;
}
std::vector<std::filesystem::path> SandboxWorld::mails() const { return files_in(world_ / "outbox/mail", ".eml"); }
std::vector<std::filesystem::path> SandboxWorld::sms() const { return files_in(world_ / "outbox/sms", ".txt"); }

std::string SandboxWorld::newest_sms(const std::string& to) const {
  return run_in_world({"sms", "--to", to}).at("text");
}

nlohmann::json SandboxWorld::run_in_world(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin() + 1, {"--world", world_.string()});
  const auto finished = run(arguments);
  if (finished.exit_code != 0) throw std::runtime_error("reseal-sandbox " + arguments.front() + ": " + finished.err);
  return nlohmann::json::parse(finished.out);
}

SandboxWorld::Finished SandboxWorld::run(const std::vector<std::string>& arguments) {
  const auto folder = temporary_folder();
  const auto child = spawn(arguments, folder / "out", folder / "err");
  int status = 0;
  ::waitpid(child, &status, 0);
  Finished finished{WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), content_of(folder / "out"),
                    content_of(folder / "err")};
  std::filesystem::remove_all(folder);
  return finished;
}

}  // namespace reseal::test
