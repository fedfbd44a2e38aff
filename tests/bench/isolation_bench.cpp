// SPDX-License-Identifier: Apache-2.0
// What a process of its own costs: the same questions to the same plugin, in this process and in another.
#include <memory>
#include <nlohmann/json.hpp>

#include "bench/benches.h"
#include "bench/measure.h"
#include "reseal/base/file.h"
#include "reseal/plugin/plugin.h"
#include "support/product_world.h"

namespace reseal::bench {
namespace {

/// Only tells the time: no question here needs more.
class Bystander final : public Host {
 public:
  HttpResponse http(const HttpRequest& /*request*/) override { return {}; }
  void log(LogLevel /*level*/, std::string_view /*message*/) override {}
  Time now() override { return time_from_iso("2026-11-21T07:35:20Z"); }
};

std::unique_ptr<plugin::Plugin> load_misa(plugin::Isolation isolation) {
  plugin::PluginSettings settings;
  settings.transport = "api";
  settings.settings = {{"base_url", "https://127.0.0.1:1"}};
  settings.isolation = isolation;
  return plugin::load_plugin(test::product_plugins() / "misa", settings, product("reseal-plugin-host"));
}

Order first_order() {
  Order order;
  order.id = "R7K4-Q2MX-9DTB";
  order.old.certificate.serial.hex = "5404FFFE";
  order.old.certificate.key.algorithm = "RSA";
  order.old.certificate.key.bits = 2048;
  order.old.certificate.sha256 = std::string(64, 'a');
  return order;
}

}  // namespace

void isolation_cost() {
  constexpr int kRounds = 15;
  constexpr int kQuestions = 100;
  const auto here = load_misa(plugin::Isolation::none);
  const auto apart = load_misa(plugin::Isolation::process);
  const auto order = first_order();
  Bystander host;
  const auto ask = [&](plugin::Plugin& plugin) {
    for (int i = 0; i < kQuestions; ++i) (void)plugin.order(order, host);
  };
  const auto cost = side_by_side(
      kRounds, [&] { ask(*apart); }, [&] { ask(*here); });
  report("a question to a plugin in a process of its own / in this one", cost.ratio(), "x", "<=", 2);
  report("... the difference", (cost.ours - cost.peer) / kQuestions * 1e6, "us", "<=", 500);
  const auto start = side_by_side(
      kRounds, [] { (void)load_misa(plugin::Isolation::process); }, [] { (void)load_misa(plugin::Isolation::none); });
  report("starting such a process, checked, confined and asked who it is", start.ours * 1000, "ms", "<=", 200);
}

}  // namespace reseal::bench
