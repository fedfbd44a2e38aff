// SPDX-License-Identifier: Apache-2.0
// The typed face of the border: derive from Provider or Registrar, name the class in RESEAL_PLUGIN(...), done.
//
//   class MyCa : public reseal::Provider { ... };
//   RESEAL_PLUGIN(MyCa)
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <nlohmann/json.hpp>

#include "reseal/abi.h"
#include "reseal/certificate_facts.h"
#include "reseal/failure.h"
#include "reseal/host.h"
#include "reseal/order.h"
#include "reseal/step.h"
#include "reseal/verdict.h"

namespace reseal {

/// What a plugin is made with. Lives as long as the instance.
struct PluginContext {
  std::filesystem::path folder;  ///< the plugin's own folder, read-only
  std::string transport;         ///< "guided" | "api": chosen by the deployment among those the manifest offers
  Json settings;                 ///< the deployment's settings for this plugin
};

struct Description {
  std::string id;
  std::string version;
  Text name;
  Text serves;   ///< which certificates, in a sentence
  Text contact;  ///< the people behind it (GEN-07)
  std::vector<std::string> transports;
  std::vector<Text> needs;              ///< what a person should have at hand before starting
  int at_once = 0;                      ///< how many orders may run at once; 0: any number (GEN-14)
  bool may_change_holder_data = false;  ///< GEN-15
  bool operator==(const Description&) const = default;
};

/// A CA that renews certificates. Every function is pure in its inputs, but for HTTP through the host.
class Provider {
 public:
  virtual ~Provider() = default;
  [[nodiscard]] virtual Description describe() = 0;
  [[nodiscard]] virtual Verdict eligibility(const Candidate& candidate, Host& host) = 0;
  [[nodiscard]] virtual Quote quote(const Candidate& candidate, Host& host) = 0;
  /// Until the CA has accepted: Done ends the ordering phase.
  [[nodiscard]] virtual Step order(const Order& order, Host& host) = 0;
  /// From key to proven certificate: Done ends the order.
  [[nodiscard]] virtual Step install(const Order& order, Host& host) = 0;
};

/// How long before use a system must know the new certificate. Absent numbers are unknown, never zero.
struct LeadTime {
  std::optional<int> working_hours;
  std::optional<int> working_days;
  Text source;
  bool operator==(const LeadTime&) const = default;
};

/// A system that has to accept the new certificate.
class Registrar {
 public:
  virtual ~Registrar() = default;
  [[nodiscard]] virtual Description describe() = 0;
  [[nodiscard]] virtual LeadTime lead_time() = 0;
  [[nodiscard]] virtual Step registration(const Order& order, Host& host) = 0;
  /// The serial (hex) that the system knows for this holder today, if it can be asked.
  [[nodiscard]] virtual std::optional<std::string> registered(const Candidate& holder, Host& host) = 0;
};

void to_json(Json& json, const Description& description);
void from_json(const Json& json, Description& description);
void to_json(Json& json, const LeadTime& lead);
void from_json(const Json& json, LeadTime& lead);

namespace detail {
using ProviderFactory = std::unique_ptr<Provider> (*)(const PluginContext&);
using RegistrarFactory = std::unique_ptr<Registrar> (*)(const PluginContext&);
/// Builds the C table; defined once in the static library.
const reseal_plugin* plugin_table(ProviderFactory provider, RegistrarFactory registrar);

template <typename T>
const reseal_plugin* table_for() {
  if constexpr (std::is_base_of_v<Provider, T>) {
    return plugin_table(
        [](const PluginContext& context) -> std::unique_ptr<Provider> { return std::make_unique<T>(context); },
        nullptr);
  } else {
    return plugin_table(nullptr, [](const PluginContext& context) -> std::unique_ptr<Registrar> {
      return std::make_unique<T>(context);
    });
  }
}
}  // namespace detail

}  // namespace reseal

/// Exports the one symbol. The class is constructed from `const reseal::PluginContext&`.
#define RESEAL_PLUGIN(Class)                                                                     \
  extern "C" RESEAL_EXPORT const reseal_plugin* reseal_plugin_entry(uint32_t host_abi_version) { \
    if (host_abi_version < RESEAL_ABI_VERSION) return nullptr;                                   \
    return ::reseal::detail::table_for<Class>();                                                 \
  }
