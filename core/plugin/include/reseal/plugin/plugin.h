// SPDX-License-Identifier: Apache-2.0
// A loaded plugin: typed questions in, checked answers out. Every message is held against its schema on this side too.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reseal/host.h"
#include "reseal/order.h"
#include "reseal/plugin.h"
#include "reseal/plugin/inspect.h"
#include "reseal/plugin/manifest.h"
#include "reseal/step.h"
#include "reseal/verdict.h"

namespace reseal::plugin {

struct Publishers;

/// Where a plugin's code runs. A `program` has a process of its own whatever is said here; a guided journey document
/// alone has no code.
enum class Isolation {
  by_origin,  ///< `none` for a plugin out of this installation's own folder, `process` for any other
  none,       ///< in this process: what it does to memory, it does to the host
  /// In reseal-plugin-host: a crash, a hang, a flood end that process, fail the one question it was asked, and nothing
  /// else; the next question goes to a new process, after a growing rest when it was lost several times in a row
  /// (TryLater). On Linux that process may neither reach a network nor start another nor write a file, and reads
  /// nothing but its own folder. Where the system cannot confine it so (a kernel without Landlock or seccomp, another
  /// system), the plugin is refused: Error(plugin_unusable) that says what is missing. It is never run with less than
  /// was asked for; `none` is there for whoever trusts it.
  process,
};

/// What the deployment says about one plugin.
struct PluginSettings {
  std::string transport;  ///< empty: the manifest's first
  Json settings = Json::object();
  std::optional<std::string> sha256;  ///< pin; a plugin without one is probed in a child before it is loaded
  std::vector<std::string>
      endpoints;  ///< what of the manifest's endpoints is allowed; empty: what the manifest's settings resolve to
  Isolation isolation = Isolation::by_origin;
  std::vector<std::string> grants;  ///< of the manifest's permissions, those beyond `http` that the deployment grants
  /// Not empty: a plugin that did not come with this installation is signed by one of them, or pinned (signature.h).
  std::shared_ptr<const Publishers> publishers = {};
  /// How long a plugin in a process of its own may take for one question. It stands still while the host does what the
  /// plugin has asked for.
  std::chrono::milliseconds own_time{30000};
};

/// All failures leave as: TryLater, PortalNonsense (the plugin said so), Error(plugin_failed) (it threw, or its answer
/// is not JSON, not UTF-8, of the wrong shape or too long). One thread at a time.
class Plugin {
 public:
  virtual ~Plugin() = default;
  [[nodiscard]] virtual const Manifest& manifest() const = 0;
  [[nodiscard]] virtual const std::string& sha256() const = 0;
  [[nodiscard]] virtual const std::string& transport() const = 0;
  /// The origins that this plugin may reach here.
  [[nodiscard]] virtual const std::vector<std::string>& origins() const = 0;
  /// The helper programs that it may have run here, by the setting that names them.
  [[nodiscard]] virtual const std::map<std::string, std::filesystem::path>& programs() const = 0;

  [[nodiscard]] virtual Description describe() = 0;
  [[nodiscard]] virtual Verdict eligibility(const Candidate& candidate, Host& host) = 0;
  [[nodiscard]] virtual Quote quote(const Candidate& candidate, Host& host) = 0;
  [[nodiscard]] virtual Step order(const Order& order, Host& host) = 0;
  [[nodiscard]] virtual Step install(const Order& order, Host& host) = 0;

  // Of a registrar. A question that is not for this kind of plugin is Error(plugin_failed).
  [[nodiscard]] virtual LeadTime lead_time() = 0;
  [[nodiscard]] virtual Step registration(const Order& order, Host& host) = 0;
  /// Empty: the system cannot be asked. Of `holder`, certificate and ids are looked at.
  [[nodiscard]] virtual std::optional<std::string> registered(const Candidate& holder, Host& host) = 0;
};

/// Looks at the file that the plugin begins with, entry_of(manifest), without running it. `pinned_sha256` is of it.
Finding inspect_entry(const Manifest& manifest, const std::optional<std::string>& pinned_sha256);

/// Loads one plugin folder. Throws Error(plugin_unusable) with everything a Finding knows. A library in this process
/// stays loaded until the process ends (unloading early is a crash at exit). `probe_program`: reseal-plugin-host,
/// beside which the installation's own plugins are looked for too (Isolation::by_origin).
std::unique_ptr<Plugin> load_plugin(const std::filesystem::path& folder, const PluginSettings& settings,
                                    const std::filesystem::path& probe_program);

/// The plugins of a deployment: folders searched in order, only ids on the allow-list, each once.
struct PluginSet {
  std::map<std::string, std::unique_ptr<Plugin>> plugins;
  struct Rejected {
    std::string id;
    std::filesystem::path folder;
    Finding finding;
  };
  std::vector<Rejected> rejected;
};
PluginSet load_plugins(const std::vector<std::filesystem::path>& folders,
                       const std::map<std::string, PluginSettings>& allowed,
                       const std::filesystem::path& probe_program);

}  // namespace reseal::plugin
