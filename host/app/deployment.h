// SPDX-License-Identifier: Apache-2.0
// One deployment: what the configuration says, turned into the world that the engine acts in. Everything is made on
// first use, so that `reseal orders` opens no token and `reseal tokens` no database.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/options.h"
#include "app/terminal.h"
#include "app/words.h"
#include "app/worker_mark.h"
#include "reseal/base/clock.h"
#include "reseal/config/config.h"
#include "reseal/crypto/path.h"
#include "reseal/crypto/revocation.h"
#include "reseal/plugin/plugin.h"
#include "reseal/remote/remote.h"
#include "reseal/store/store.h"
#include "reseal/token/key_holder.h"
#include "reseal/workflow/candidates.h"
#include "reseal/workflow/cutover.h"
#include "reseal/workflow/engine.h"
#include "reseal/workflow/vault.h"

namespace reseal::app {

class Deployment {
 public:
  explicit Deployment(const Options& options);
  ~Deployment();
  Deployment(const Deployment&) = delete;
  Deployment& operator=(const Deployment&) = delete;

  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] const config::Config& config() const { return config_; }
  [[nodiscard]] const Words& words() const { return words_; }
  [[nodiscard]] const Terminal& terminal() const { return terminal_; }
  [[nodiscard]] Clock& clock() { return *clock_; }
  [[nodiscard]] Time now() const;
  /// Whether a person can be asked at this terminal.
  [[nodiscard]] bool interactive() const;

  store::Store& store();
  token::KeyHolderSource& tokens();
  const crypto::TrustAnchors& anchors();
  plugin::PluginSet& plugins();
  /// Throws Error(provider_missing).
  plugin::Plugin& provider(const std::string& id);
  /// nullptr when no registrar of this id is loaded.
  plugin::Plugin* registrar(const std::string& id);
  workflow::Engine& engine();
  /// Which certificate counts for which system. Asks the registrars for their lead times: loads the plugins.
  workflow::Cutover& cutover();
  /// Secrets that portals handed out. Makes its key on first use, readable by the owner only.
  workflow::Vault& vault();

  /// Every certificate on every token, with what OCSP and CRL say when the configuration wants them asked.
  workflow::Holdings holdings(bool look_up_revocation);
  /// For OCSP and CRL: any address that a certificate names; their answers are signed.
  [[nodiscard]] crypto::Fetch fetch() const;
  [[nodiscard]] std::filesystem::path store_file() const;
  /// Where plugins are looked for: the configuration's folders, else those that came with the program.
  [[nodiscard]] std::vector<std::filesystem::path> plugin_folders() const;
  /// From where the deployment's PIN comes, else from the person at the terminal; empty: nobody can be asked.
  [[nodiscard]] std::optional<workflow::PinAnswer> ask_pin(const workflow::PinRequest& request);
  /// The same for one signature of a service that holds the key.
  [[nodiscard]] std::optional<remote::AuthorizationAnswer> ask_authorization(
      const remote::AuthorizationRequest& request);

 private:
  void show_event(const workflow::Event& event);
  void read_pin_source();

  Options options_;
  config::Config config_;
  Words words_;
  Terminal terminal_;
  std::unique_ptr<Clock> clock_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<token::KeyHolderSource> tokens_;
  std::optional<crypto::TrustAnchors> anchors_;
  std::optional<plugin::PluginSet> plugins_;
  std::unique_ptr<WorkerMark> mark_;
  std::unique_ptr<workflow::Engine> engine_;
  std::unique_ptr<workflow::Cutover> cutover_;
  std::unique_ptr<workflow::Vault> vault_;
  std::optional<Secret> given_pin_;  // from --pin-fd or a credential; never tried twice once it was wrong
  bool pin_source_read_ = false;
  std::optional<bool> given_pin_in_cloud_;  // whose PIN it is: of the kind of key that asked for it first, no other
  std::string last_wait_;
};

/// Folder of the running program; the house's files are found from here.
std::filesystem::path program_folder();
/// The child in which an unknown plugin is tried first: beside the program, or where it is installed.
std::filesystem::path probe_program();

/// A host for questions outside an order (eligibility, quote): HTTP GET within the plugin's origins, log to stderr, our
/// clock.
std::unique_ptr<Host> reading_host(Deployment& deployment, const plugin::Plugin& plugin);

}  // namespace reseal::app
