// SPDX-License-Identifier: Apache-2.0
// The typed face of the border: derive from Provider or Registrar, name the class in RESEAL_PLUGIN(...), done.
//
//   class MyCa : public reseal::Provider { ... };
//   RESEAL_PLUGIN(MyCa)
#pragma once

#include <cstddef>
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
  /// How many working days its people usually take, from what is sent to their answer; absent: nobody said.
  std::optional<int> processing_days = {};
  Text processing_source = {};
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

/// One of several services of a system that each have a deadline of their own (e-filing, e-payment: TAX-05).
struct ServiceLead {
  std::string id;  ///< "filing"
  Text name;
  std::optional<int> working_hours;
  std::optional<int> working_days;
  Text source;
  bool operator==(const ServiceLead&) const = default;
};

/// How long before use a system must have accepted the new certificate. Absent numbers are unknown, never zero. One of
/// hours and days at most.
struct LeadTime {
  std::optional<int> working_hours;
  std::optional<int> working_days;
  Text source;
  std::string country = "VN";     ///< whose working time counts: a calendar of core/calendar
  std::string office = "agency";  ///< ... and which office's
  bool needs_old_key = false;     ///< registering takes a signature with the old key: do it while that one works
  std::vector<ServiceLead> services =
      {};  ///< when the system has several; the numbers above then hold for those without
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
void to_json(Json& json, const ServiceLead& service);
void from_json(const Json& json, ServiceLead& service);
void to_json(Json& json, const LeadTime& lead);
void from_json(const Json& json, LeadTime& lead);

namespace detail {
/// Makes one of the two; the other stays null.
struct Made {
  std::unique_ptr<Provider> provider;
  std::unique_ptr<Registrar> registrar;
};
using Factory = Made (*)(const PluginContext&);
// The C functions of the table; they let nothing be thrown across the border.
void* create_instance(Factory factory, const reseal_host* host, const char* init, std::size_t size, reseal_sink sink,
                      void* sink_context) noexcept;
void call_instance(void* instance, const char* request, std::size_t size, reseal_sink sink,
                   void* sink_context) noexcept;
void destroy_instance(void* instance) noexcept;

template <typename T>
Made make(const PluginContext& context) {
  static_assert(std::is_base_of_v<Provider, T> != std::is_base_of_v<Registrar, T>,
                "a plugin is a reseal::Provider or a reseal::Registrar");
  Made made;
  if constexpr (std::is_base_of_v<Provider, T>) {
    made.provider = std::make_unique<T>(context);
  } else {
    made.registrar = std::make_unique<T>(context);
  }
  return made;
}

/// The same from a function that answers a std::unique_ptr<Provider> or std::unique_ptr<Registrar>.
template <auto function>
Made make_from(const PluginContext& context) {
  Made made;
  if constexpr (std::is_convertible_v<decltype(function(context)), std::unique_ptr<Provider>>) {
    made.provider = function(context);
  } else {
    made.registrar = function(context);
  }
  return made;
}

template <Factory factory>
const reseal_plugin* table() {
  static constexpr reseal_plugin kTable{
      RESEAL_ABI_VERSION, sizeof(reseal_plugin),
      [](const reseal_host* host, const char* init, std::size_t size, reseal_sink sink, void* sink_context) -> void* {
        return create_instance(factory, host, init, size, sink, sink_context);
      },
      [](void* instance, const char* request, std::size_t size, reseal_sink sink, void* sink_context) {
        call_instance(instance, request, size, sink, sink_context);
      },
      [](void* instance) { destroy_instance(instance); }};
  return &kTable;
}
}  // namespace detail

}  // namespace reseal

#define RESEAL_PLUGIN_TABLE_(factory)                                                            \
  extern "C" RESEAL_EXPORT const reseal_plugin* reseal_plugin_entry(uint32_t host_abi_version) { \
    if (host_abi_version < RESEAL_ABI_VERSION) return nullptr;                                   \
    return ::reseal::detail::table<factory>();                                                   \
  }

/// Exports the one symbol. The class is constructed from `const reseal::PluginContext&`.
#define RESEAL_PLUGIN(Class) RESEAL_PLUGIN_TABLE_(&::reseal::detail::make<Class>)
/// The same for a function `std::unique_ptr<Provider or Registrar> make(const reseal::PluginContext&)`.
// NOLINTNEXTLINE(bugprone-macro-parentheses): a name, not an expression
#define RESEAL_PLUGIN_FROM(make) RESEAL_PLUGIN_TABLE_(&::reseal::detail::make_from<&make>)
