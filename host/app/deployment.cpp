// SPDX-License-Identifier: Apache-2.0
#include "app/deployment.h"

#include <boost/dll/runtime_symbol_info.hpp>

#include <cstdlib>
#include <system_error>
#include <utility>

#include "app/load_paper.h"
#include "app/prompt.h"
#include "app/read_certificates.h"
#include "app/sealing_key.h"
#include "app/signing_services.h"
#include "app/system_terms.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/failure.h"
#include "reseal/plugin/http.h"
#include "reseal/plugin/signature.h"

namespace reseal::app {
namespace {

config::Config load_config(const Options& options) {
  config::Sources sources;
  if (options.config_file) sources.file = path_from_utf8(*options.config_file);
  sources.set = options.set;
  return config::load(sources);
}

std::unique_ptr<Clock> make_clock(const config::Config& config) {
  if (config.as_of.empty()) return std::make_unique<SystemClock>();
  return std::make_unique<SystemClock>(time_from_iso(config.as_of));
}

std::string origin_of(const std::string& url) {
  const auto path = url.find('/', url.find("://") == std::string::npos ? 0 : url.find("://") + 3);
  return url.substr(0, path);
}

class ReadingHost final : public Host {
 public:
  ReadingHost(Deployment& deployment, const plugin::Plugin& plugin) : deployment_(deployment), plugin_(plugin) {}

  HttpResponse http(const HttpRequest& request) override {
    if (request.method != "GET" && request.method != "HEAD") {
      throw Error(ErrorCode::plugin_not_permitted,
                  {{"plugin", plugin_.manifest().id}, {"permission", request.method + " outside an order"}});
    }
    if (request.client_certificate) {
      throw Error(ErrorCode::plugin_not_permitted,
                  {{"plugin", plugin_.manifest().id}, {"permission", "client_certificate outside an order"}});
    }
    return plugin::http_exchange(request, plugin_policy(deployment_, plugin_));
  }
  void log(LogLevel level, std::string_view message) override {
    if (level >= LogLevel::warning)
      deployment_.terminal().note(std::string(plugin_.manifest().id) + ": " + std::string(message));
  }
  Time now() override { return deployment_.now(); }

  static plugin::HttpPolicy plugin_policy(const Deployment& deployment, const plugin::Plugin& plugin) {
    plugin::HttpPolicy policy;
    policy.origins = plugin.origins();
    policy.ca_file = deployment.config().http_ca_file;
    policy.timeout = std::chrono::seconds(deployment.config().http_timeout_seconds);
    return policy;
  }

 private:
  Deployment& deployment_;
  const plugin::Plugin& plugin_;
};

}  // namespace

namespace {

plugin::Isolation isolation_of(const config::PluginConfig& plugin) {
  if (plugin.isolation == "process") return plugin::Isolation::process;
  return plugin.isolation == "none" ? plugin::Isolation::none : plugin::Isolation::by_origin;
}

}  // namespace

std::filesystem::path program_folder() { return path_from_utf8(boost::dll::program_location().parent_path().string()); }

std::filesystem::path probe_program() {
  constexpr const char* kName = "reseal-plugin-host";
  const auto beside = program_folder() / kName;
  std::error_code error;
  return std::filesystem::exists(beside, error) ? beside
                                                : program_folder().parent_path() / "libexec" / "reseal" / kName;
}

Deployment::Deployment(const Options& options)
    : options_(options),
      config_(load_config(options)),
      words_(choose_language(options.language.empty() ? config_.language : options.language), config_.time_zone),
      terminal_(options.color),
      clock_(make_clock(config_)) {
  options_.language = words_.language();
}

Deployment::~Deployment() = default;

Time Deployment::now() const { return std::chrono::floor<std::chrono::seconds>(clock_->now()); }

bool Deployment::interactive() const { return !options_.no_input && Terminal::stdin_is_terminal(); }

std::filesystem::path Deployment::store_file() const { return config_.state_folder / "reseal.db"; }

std::vector<std::filesystem::path> Deployment::plugin_folders() const {
  if (!config_.plugin_folders.empty()) return config_.plugin_folders;
  // Those that came with this program: installed, or in the build folder beside it.
  std::vector<std::filesystem::path> folders;
  for (const char* place : {RESEAL_PLUGINS_INSTALLED, "plugins"}) {
    const auto folder = program_folder().parent_path() / place;
    std::error_code error;
    if (std::filesystem::is_directory(folder, error)) folders.push_back(folder);
  }
  return folders;
}

store::Store& Deployment::store() {
  if (!store_) {
    std::error_code error;
    std::filesystem::create_directories(config_.state_folder, error);
    if (error)
      throw Error(ErrorCode::file_unwritable, {{"file", to_utf8(config_.state_folder)}, {"problem", error.message()}});
    store_ = store::open_sqlite(store_file(), *clock_);
  }
  return *store_;
}

token::KeyHolderSource& Deployment::tokens() {
  if (tokens_) return *tokens_;
  tokens_ = token::pkcs11_source(config_.modules);
  auto services = signing_services(config_, words_, interactive());
  if (services.empty()) return *tokens_;
  remote::Settings settings{
      .services = std::move(services),
      .ask = [this](const remote::AuthorizationRequest& request) { return ask_authorization(request); },
      .ledger = [this]() -> token::PinLedger& { return store(); },
      .pin_tries = config_.pin_tries,
      .clock = *clock_};
  tokens_ = remote::joined(std::move(tokens_), remote::remote_source(std::move(settings)));
  return *tokens_;
}

const crypto::TrustAnchors& Deployment::anchors() {
  if (!anchors_) {
    anchors_ =
        crypto::TrustAnchors{read_certificates(config_.trust_roots), read_certificates(config_.trust_intermediates)};
  }
  return *anchors_;
}

plugin::PluginSet& Deployment::plugins() {
  if (!plugins_) {
    std::map<std::string, plugin::PluginSettings> allowed;
    std::shared_ptr<const plugin::Publishers> publishers;
    if (!config_.plugin_publishers.empty()) {
      publishers = std::make_shared<plugin::Publishers>(
          plugin::Publishers{{read_certificates(config_.plugin_publishers), {}}, now()});
    }
    for (const auto& [id, entry] : config_.plugins) {
      allowed[id] = plugin::PluginSettings{.transport = entry.transport,
                                           .settings = entry.settings,
                                           .sha256 = entry.sha256,
                                           .endpoints = entry.endpoints,
                                           .isolation = isolation_of(entry),
                                           .grants = entry.grant,
                                           .publishers = publishers};
    }
    plugins_ = plugin::load_plugins(plugin_folders(), allowed, probe_program());
    for (const auto& [id, loaded] : plugins_->plugins) {
      try {
        words_.add_folder(loaded->manifest().folder / "texts");
      } catch (const std::exception& e) {  // its ids will be seen instead; that is no reason to stop the others
        terminal_.note("! " + id + ": " + e.what());
      }
    }
  }
  return *plugins_;
}

plugin::Plugin& Deployment::provider(const std::string& id) {
  const auto found = plugins().plugins.find(id);
  if (found == plugins().plugins.end() || found->second->manifest().kind != "provider") {
    for (const auto& rejected : plugins().rejected) {
      if (rejected.id != id) continue;
      throw Error(ErrorCode::plugin_unusable, {{"file", to_utf8(rejected.folder)},
                                               {"problem", rejected.finding.problem},
                                               {"expected", rejected.finding.expected},
                                               {"found", rejected.finding.found},
                                               {"advice", rejected.finding.advice}});
    }
    throw Error(ErrorCode::provider_missing, {{"provider", id}});
  }
  return *found->second;
}

plugin::Plugin* Deployment::registrar(const std::string& id) {
  const auto found = plugins().plugins.find(id);
  const bool known = found != plugins().plugins.end() && found->second->manifest().kind == "registrar";
  return known ? found->second.get() : nullptr;
}

workflow::Cutover& Deployment::cutover() {
  if (!cutover_) cutover_ = std::make_unique<workflow::Cutover>(store(), system_terms(*this));
  return *cutover_;
}

workflow::Vault& Deployment::vault() {
  if (!vault_) {
    (void)store();  // makes the state folder
    vault_ = std::make_unique<workflow::Vault>(store(), sealing_key(config_));
  }
  return *vault_;
}

workflow::Engine& Deployment::engine() {
  if (!engine_) {
    (void)plugins();  // what is told of an order is told with its plugin's texts
    workflow::EngineSettings settings;
    settings.retry_first = Seconds(config_.retry_first_seconds);
    settings.retry_most = Seconds(config_.retry_most_seconds);
    settings.pin_tries = config_.pin_tries;
    settings.key_algorithm = config_.key_algorithm;
    settings.key_bits = config_.key_bits;
    auto& order_store = store();  // makes the state folder
    mark_ = std::make_unique<WorkerMark>(config_.state_folder / "workers");
    settings.worker = mark_->name();
    workflow::World world{
        .store = order_store,
        .clock = *clock_,
        .tokens = tokens(),
        .anchors = anchors(),
        .find_plugin =
            [this](const std::string& id) {
              const auto found = plugins().plugins.find(id);
              return found == plugins().plugins.end() ? nullptr : found->second.get();
            },
        .send_http =
            [this](const plugin::Plugin& plugin, const HttpRequest& request,
                   const std::optional<plugin::ClientIdentity>& client) {
              auto policy = ReadingHost::plugin_policy(*this, plugin);
              policy.client = client;
              return plugin::http_exchange(request, policy);
            },
        .ask_pin = [this](const workflow::PinRequest& request) { return ask_pin(request); },
        .on_event = [this](const workflow::Event& event) { show_event(event); },
        .random = {},
        .worker_is_gone = [this](const std::string& worker) { return mark_->is_gone(worker); },
        .keep_secret = [this](
                           const workflow::SecretName& secret, const KeptSecret& value,
                           const std::string& order) { vault().keep(secret, value.label, value.value, order, now()); },
        .documents = load_paper,
        .say = [this](const Text& text, const std::string& language) { return words_.say(text, language); }};
    engine_ = std::make_unique<workflow::Engine>(std::move(world), settings);
  }
  return *engine_;
}

workflow::Holdings Deployment::holdings(bool look_up_revocation) {
  auto holdings = workflow::find_holdings(tokens(), anchors(), now());
  if (look_up_revocation && config_.revocation_enabled) {
    for (auto& holding : holdings.certificates) workflow::look_up_revocation(holding, fetch(), now());
  }
  return holdings;
}

crypto::Fetch Deployment::fetch() const {
  return [this](const std::string& url, const Bytes& body, const std::string& content_type) -> std::optional<Bytes> {
    plugin::HttpPolicy policy;
    policy.origins = {origin_of(url)};
    policy.allow_http = true;
    policy.timeout = std::chrono::seconds(config_.http_timeout_seconds);
    HttpRequest request;
    request.url = url;
    if (!body.empty()) {
      request.method = "POST";
      request.headers["content-type"] = content_type;
      request.body.assign(as_text(body));
    }
    try {
      const auto response = plugin::http_exchange(request, policy);
      if (response.status != 200) return std::nullopt;
      if (response.base64) return from_base64(response.body);
      return Bytes(response.body.begin(), response.body.end());
    } catch (const std::exception&) {
      return std::nullopt;  // no answer is a fact of its own: the status becomes "cannot say"
    }
  };
}

void Deployment::read_pin_source() {
  if (pin_source_read_) return;
  pin_source_read_ = true;
  if (options_.pin_fd >= 0) {
    given_pin_ = read_secret_from_descriptor(options_.pin_fd);
  } else if (config_.pin_reference) {
    given_pin_ = config::resolve_secret(*config_.pin_reference);
    given_pin_in_cloud_ = false;  // tokens.pin
  }
}

std::optional<remote::AuthorizationAnswer> Deployment::ask_authorization(const remote::AuthorizationRequest& request) {
  std::optional<Secret> pin;
  if (request.pin) {
    read_pin_source();
    if (given_pin_ && given_pin_in_cloud_.value_or(true)) {
      given_pin_in_cloud_ = true;
      if (request.pin_wrong_before) given_pin_.reset();
      if (given_pin_ && !request.last_try) pin = given_pin_->clone();
    }
  }
  return app::ask_authorization(request, std::move(pin), options_, words_, terminal_, interactive());
}

std::optional<workflow::PinAnswer> Deployment::ask_pin(const workflow::PinRequest& request) {
  read_pin_source();
  const bool given = given_pin_ && !given_pin_in_cloud_.value_or(false);
  if (given) given_pin_in_cloud_ = false;
  if (given && request.wrong_before) given_pin_.reset();
  // A PIN that nobody looks at while it is given must not be the one that locks the token.
  if (given && given_pin_ && !request.last_try) return workflow::PinAnswer{given_pin_->clone(), false};
  if (!interactive()) return std::nullopt;

  terminal_.end_progress();
  if (request.on_reader) {
    terminal_.note(
        words_.say("cli.pin.on_reader", {{"token", request.token.label}, {"purpose", words_.say(request.purpose)}}));
    return workflow::PinAnswer{};
  }
  if (request.wrong_before) terminal_.note(terminal_.styled(words_.say("cli.pin.wrong"), Style::bad, true));
  terminal_.note(words_.say("cli.pin.purpose", {{"purpose", words_.say(request.purpose)}}));
  if (request.last_try) {
    const auto answer = read_line(words_.say("cli.pin.last_try", {{"token", request.token.label}}) + " ");
    if (!answer || *answer != words_.say("cli.pin.last_try_word")) return std::nullopt;
  }
  auto pin = read_secret(words_.say("cli.pin.prompt", {{"token", request.token.label},
                                                       {"serial", request.token.serial},
                                                       {"left", std::to_string(request.tries_left)}}) +
                         " ");
  if (!pin) return std::nullopt;
  return workflow::PinAnswer{std::move(*pin), request.last_try};
}

void Deployment::show_event(const workflow::Event& event) {
  if (options_.quiet || options_.json) return;
  using Kind = workflow::Event::Kind;
  if (event.kind == Kind::step || event.kind == Kind::state || event.kind == Kind::log) return;
  const auto text = words_.say(event.text);
  if (event.kind == workflow::Event::Kind::waiting) {
    if (Terminal::stderr_is_terminal()) {
      terminal_.progress("  … " + text);
    } else if (text != last_wait_) {  // in a log one line tells it; a hundred looks are no news
      terminal_.note("  … " + text);
      last_wait_ = text;
    }
    return;
  }
  const bool trouble = event.kind == workflow::Event::Kind::retry;
  const bool finished = event.kind == workflow::Event::Kind::outcome || event.kind == workflow::Event::Kind::resumed;
  const auto mark = trouble ? "  ! " : finished ? "  ✓ " : "  → ";
  terminal_.note(mark + terminal_.styled(text, trouble ? Style::warn : Style::plain, true));
}

std::unique_ptr<Host> reading_host(Deployment& deployment, const plugin::Plugin& plugin) {
  return std::make_unique<ReadingHost>(deployment, plugin);
}

}  // namespace reseal::app
