// SPDX-License-Identifier: Apache-2.0
// Plugin folders for tests: the hostile ones as they were built, and copies that a test may spoil.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "reseal/host.h"
#include "reseal/plugin/plugin.h"

namespace reseal::plugin::test {

std::filesystem::path hostile_folder(const std::string& id);
std::filesystem::path hostile_library(const std::string& id);
std::filesystem::path probe_program();
std::string sha256_of(const std::filesystem::path& file);
/// Pinned to the file as it is: loaded in this process without a trial, or in one of its own.
PluginSettings pinned(const std::string& id, Isolation isolation = Isolation::none);
/// Whether this kernel can keep a plugin's process from files and calls; a test of that skips where it cannot.
bool can_confine();
/// A build for a sanitizer, which ends a process in its own way and needs more memory than a plugin may have.
bool is_sanitized();

/// A folder of its own for one test, gone afterwards.
class Workshop {
 public:
  Workshop();
  ~Workshop();
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;
  [[nodiscard]] const std::filesystem::path& root() const { return root_; }
  /// A copy of a hostile plugin's folder, under `parent` when given.
  std::filesystem::path copy(const std::string& id, const std::string& parent = "") const;

 private:
  std::filesystem::path root_;
};

/// Answers as the test says; what is not set fails the test.
class ScriptedHost final : public Host {
 public:
  std::function<HttpResponse(const HttpRequest&)> on_http;
  std::string logged;
  Time time = time_from_iso("2026-11-21T07:35:20Z");
  HttpResponse http(const HttpRequest& request) override;
  void log(LogLevel level, std::string_view message) override;
  Time now() override { return time; }
};

/// The least that the border's schemas take for a certificate and an order.
Candidate some_candidate();
Order some_order(const std::string& id);

/// What load_plugin refuses with.
Finding refusal(const std::filesystem::path& folder, const PluginSettings& settings = {});

}  // namespace reseal::plugin::test
