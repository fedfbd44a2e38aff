// SPDX-License-Identifier: Apache-2.0
#include "loaded_plugin.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "finding.h"
#include "host_bridge.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/failure.h"
#include "reseal/guided.h"
#include "reseal/schema.h"

namespace reseal::plugin {
namespace {

Error failed(const std::string& plugin, const std::string& problem) {
  return Error(ErrorCode::plugin_failed, {{"plugin", plugin}, {"problem", problem}});
}

Error will_not_start(const Manifest& manifest, const std::string& problem, const std::string& found) {
  const auto& code = manifest.program.empty() ? manifest.library : manifest.program;
  const auto file = manifest.folder / (code.empty() ? manifest.journey : code);
  return to_error(file,
                  unusable("answer", to_utf8(file) + " " + problem, "a plugin that starts with its settings", found,
                           "check /plugins/" + manifest.id + " in the configuration, then ask the plugin's publisher"));
}

class FactsOfPlugin : public Plugin {
 public:
  explicit FactsOfPlugin(Facts facts) : facts_(std::move(facts)) {}
  [[nodiscard]] const Manifest& manifest() const override { return facts_.manifest; }
  [[nodiscard]] const std::string& sha256() const override { return facts_.sha256; }
  [[nodiscard]] const std::string& transport() const override { return facts_.transport; }
  [[nodiscard]] const std::vector<std::string>& origins() const override { return facts_.origins; }
  [[nodiscard]] const std::map<std::string, std::filesystem::path>& programs() const override {
    return facts_.programs;
  }

 private:
  Facts facts_;
};

class CodePlugin final : public FactsOfPlugin {
 public:
  CodePlugin(const Facts& facts, const StartConversation& start)
      : FactsOfPlugin(facts),
        bridge_(facts.manifest.id, facts.manifest.permissions, facts.origins),
        conversation_(start([this](std::string_view request) { return bridge_.serve(request); })) {}

  Description describe() override { return ask<Description>("describe", Json::object(), "description", nullptr); }

  Verdict eligibility(const Candidate& candidate, Host& host) override {
    const Json answer = raw("eligibility", {{"candidates", Json::array({candidate})}}, &host);
    const auto verdicts = answer.find("verdicts");
    if (verdicts == answer.end() || !verdicts->is_array() || verdicts->size() != 1) {
      throw failed(manifest().id, "it was asked about one certificate and did not give one verdict");
    }
    return checked<Verdict>("verdict", verdicts->front());
  }

  Quote quote(const Candidate& candidate, Host& host) override {
    return ask<Quote>("quote", {{"candidate", candidate}}, "quote", &host);
  }
  Step order(const Order& order, Host& host) override { return ask<Step>("order", {{"order", order}}, "step", &host); }
  Step install(const Order& order, Host& host) override {
    return ask<Step>("install", {{"order", order}}, "step", &host);
  }
  LeadTime lead_time() override { return ask<LeadTime>("lead_time", Json::object(), "lead-time", nullptr); }
  Step registration(const Order& order, Host& host) override {
    return ask<Step>("registration", {{"order", order}}, "step", &host);
  }
  std::optional<std::string> registered(const Candidate& holder, Host& host) override {
    const Json answer = raw("registered", {{"holder", holder}}, &host);
    const auto serial = answer.find("serial");
    if (serial == answer.end() || serial->is_null()) return std::nullopt;
    if (!serial->is_string()) throw failed(manifest().id, "the registered serial is not a text");
    return serial->get<std::string>();
  }

 private:
  template <typename T>
  T ask(std::string_view call, const Json& input, std::string_view schema, Host* host) {
    return checked<T>(schema, raw(call, input, host));
  }

  template <typename T>
  T checked(std::string_view schema, const Json& answer) const {
    try {
      require_message(schema, answer);
      return answer.get<T>();
    } catch (const MessageError& error) {
      throw failed(manifest().id, error.what());
    } catch (const Json::exception& error) {
      throw failed(manifest().id, error.what());
    }
  }

  Json raw(std::string_view call, const Json& input, Host* host) {
    bridge_.lend(host);
    Json answer;
    std::exception_ptr failure;
    try {
      answer = conversation_->ask(call, input);
    } catch (const Misbehaviour& error) {
      failure = std::make_exception_ptr(failed(manifest().id, error.what()));
    } catch (const Refusal& error) {
      failure = std::make_exception_ptr(
          bridge_.refused() ? Error(ErrorCode::plugin_not_permitted,
                                    {{"plugin", manifest().id}, {"permission", *bridge_.refused()}}, error.what())
                            : failed(manifest().id, error.what()));
    } catch (...) {
      failure = std::current_exception();
    }
    bridge_.lend(nullptr);
    bridge_.rethrow_host_failure();  // what broke on our side comes first
    if (failure) std::rethrow_exception(failure);
    return answer;
  }

  HostBridge bridge_;
  std::unique_ptr<Conversation> conversation_;
};

/// A journey document has no code of its own and needs no network, so there is nothing to be held against a border.
class JourneyPlugin final : public FactsOfPlugin {
  template <typename Act>
  auto guarded(Act act) {
    try {
      return act();
    } catch (const MessageError& error) {
      throw failed(manifest().id, error.what());
    }
  }

 public:
  explicit JourneyPlugin(const Facts& facts) : FactsOfPlugin(facts) {
    const auto document = facts.manifest.folder / facts.manifest.journey;
    const PluginContext context{facts.manifest.folder, facts.transport, facts.settings};
    if (facts.manifest.kind == "registrar") {
      registrar_ = guided_registrar(document, context);
    } else {
      provider_ = guided_provider(document, context);
    }
  }

  Description describe() override {
    return guarded([&] { return provider_ ? provider_->describe() : registrar_->describe(); });
  }
  Verdict eligibility(const Candidate& candidate, Host& host) override {
    return guarded([&] { return provider().eligibility(candidate, host); });
  }
  Quote quote(const Candidate& candidate, Host& host) override {
    return guarded([&] { return provider().quote(candidate, host); });
  }
  Step order(const Order& order, Host& host) override {
    return guarded([&] { return provider().order(order, host); });
  }
  Step install(const Order& order, Host& host) override {
    return guarded([&] { return provider().install(order, host); });
  }
  LeadTime lead_time() override {
    return guarded([&] { return registrar().lead_time(); });
  }
  Step registration(const Order& order, Host& host) override {
    return guarded([&] { return registrar().registration(order, host); });
  }
  std::optional<std::string> registered(const Candidate& holder, Host& host) override {
    return guarded([&] { return registrar().registered(holder, host); });
  }

 private:
  [[nodiscard]] Provider& provider() const {
    if (!provider_) throw MessageError("it is a registrar and was asked as a provider");
    return *provider_;
  }
  [[nodiscard]] Registrar& registrar() const {
    if (!registrar_) throw MessageError("it is a provider and was asked as a registrar");
    return *registrar_;
  }

  std::unique_ptr<Provider> provider_;  // one of the two
  std::unique_ptr<Registrar> registrar_;
};

/// The one thing that is asked of a new plugin: who are you?
std::unique_ptr<Plugin> introduced(std::unique_ptr<Plugin> plugin) {
  const auto& manifest = plugin->manifest();
  std::string id;
  try {
    id = plugin->describe().id;
  } catch (const std::exception& error) {
    throw will_not_start(manifest, "cannot say who it is", error.what());
  }
  if (id != manifest.id) {
    const auto file = manifest.folder / "manifest.json";
    throw to_error(file, unusable("manifest", to_utf8(file) + " speaks of another plugin than the one beside it",
                                  "\"" + manifest.id + "\"", "\"" + id + "\"", "install the plugin again"));
  }
  return plugin;
}

}  // namespace

Json init_message(const Facts& facts) {
  return {{"folder", to_utf8(facts.manifest.folder)}, {"transport", facts.transport}, {"settings", facts.settings}};
}

std::unique_ptr<Plugin> code_plugin(const Facts& facts, const StartConversation& start) {
  std::unique_ptr<Plugin> plugin;
  try {
    plugin = std::make_unique<CodePlugin>(facts, start);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw will_not_start(facts.manifest, "refuses to start", error.what());
  }
  return introduced(std::move(plugin));
}

std::unique_ptr<Plugin> journey_plugin(const Facts& facts) {
  std::unique_ptr<Plugin> plugin;
  try {
    plugin = std::make_unique<JourneyPlugin>(facts);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw will_not_start(facts.manifest, "cannot be used as a guided journey", error.what());
  }
  return introduced(std::move(plugin));
}

}  // namespace reseal::plugin
