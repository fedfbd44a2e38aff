// SPDX-License-Identifier: Apache-2.0
#include "folders.h"

#include <gtest/gtest.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "reseal/base/bytes.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/crypto/signing.h"

namespace reseal::plugin::test {

namespace fs = std::filesystem;

fs::path hostile_folder(const std::string& id) { return fs::path(HOSTILE_FOLDER) / id; }
fs::path hostile_library(const std::string& id) { return hostile_folder(id) / (id + ".so"); }
fs::path probe_program() { return PROBE_PROGRAM; }
std::string sha256_of(const fs::path& file) { return crypto::sha256_hex(as_bytes(read_file(file))); }

PluginSettings pinned(const std::string& id, Isolation isolation) {
  PluginSettings settings;
  settings.sha256 = sha256_of(hostile_library(id));
  settings.isolation = isolation;
  return settings;
}

bool can_confine() { return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) >= 1; }

bool is_sanitized() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return true;
#else
  return false;
#endif
}

Workshop::Workshop() : root_(fs::temp_directory_path() / ("reseal-plugins-" + to_hex(random_bytes(8)))) {
  fs::create_directories(root_);
  fs::permissions(root_, fs::perms::owner_all);
}

Workshop::~Workshop() {
  std::error_code ignored;
  fs::remove_all(root_, ignored);
}

fs::path Workshop::copy(const std::string& id, const std::string& parent) const {
  const auto folder = root_ / parent / id;
  fs::create_directories(folder);
  fs::permissions(folder, fs::perms::owner_all);
  for (const auto& name : {id + ".so", std::string("manifest.json")}) {
    fs::copy_file(hostile_folder(id) / name, folder / name, fs::copy_options::overwrite_existing);
    fs::permissions(folder / name, fs::perms::owner_read | fs::perms::owner_write);
  }
  return folder;
}

HttpResponse ScriptedHost::http(const HttpRequest& request) {
  if (!on_http) {
    ADD_FAILURE() << "nobody expected a request to " << request.url;
    throw TryLater("nobody expected this");
  }
  return on_http(request);
}

void ScriptedHost::log(LogLevel /*level*/, std::string_view message) { logged += std::string(message) + "\n"; }

Candidate some_candidate() {
  Candidate candidate;
  candidate.certificate.serial.hex = "5404FFFE";
  candidate.certificate.key.algorithm = "RSA";
  candidate.certificate.key.bits = 2048;
  candidate.certificate.sha256 = std::string(64, 'a');
  return candidate;
}

Order some_order(const std::string& id) {
  Order order;
  order.id = id;
  order.old = some_candidate();
  return order;
}

Finding refusal(const fs::path& folder, const PluginSettings& settings) {
  Finding finding;
  try {
    (void)load_plugin(folder, settings, probe_program());
    ADD_FAILURE() << folder << " was loaded";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::plugin_unusable) << error.what();
    if (error.code() != ErrorCode::plugin_unusable) return finding;
    finding.code = error.params().at("code");
    finding.problem = error.params().at("problem");
    finding.expected = error.params().at("expected");
    finding.found = error.params().at("found");
    finding.advice = error.params().at("advice");
  }
  return finding;
}

}  // namespace reseal::plugin::test
