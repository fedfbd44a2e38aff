// SPDX-License-Identifier: Apache-2.0
// Loading and describing six plugins: six copies of a real one, under six ids, pinned by their hashes.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "bench/benches.h"
#include "bench/measure.h"
#include "reseal/base/bytes.h"
#include "reseal/base/file.h"
#include "reseal/crypto/signing.h"
#include "reseal/plugin/plugin.h"
#include "support/product_world.h"

namespace reseal::bench {

void plugin_loading() {
  constexpr int kRounds = 7;
  const auto folder = std::filesystem::temp_directory_path() / ("reseal-bench-" + to_hex(random_bytes(6)));
  std::vector<double> times;
  for (int round = 0; round < kRounds; ++round) {
    // Fresh names in every round: a library that is loaded already costs nothing more.
    std::map<std::string, plugin::PluginSettings> allowed;
    const auto plugins = folder / std::to_string(round);
    for (int i = 0; i < 6; ++i) {
      const auto id = "misa_" + std::string(1, static_cast<char>('a' + i));
      const auto copy = plugins / id;
      std::filesystem::create_directories(copy.parent_path());
      std::filesystem::copy(test::product_plugins() / "misa", copy, std::filesystem::copy_options::recursive);
      std::filesystem::rename(copy / "misa.so", copy / (id + ".so"));
      auto manifest = nlohmann::json::parse(read_file(copy / "manifest.json"));
      manifest["id"] = id;
      manifest["library"] = id;
      write_file(copy / "manifest.json", manifest.dump());
      for (const auto* journey : {"journeys/usb-token.json"}) {
        auto document = nlohmann::json::parse(read_file(copy / journey));
        document["id"] = id;
        write_file(copy / journey, document.dump());
      }
      allowed[id] = {"api",
                     {{"base_url", "https://127.0.0.1:1"}},
                     crypto::sha256_hex(as_bytes(read_file(copy / (id + ".so"), std::size_t{1} << 30U))),
                     {},
                     plugin::Isolation::none};
    }
    times.push_back(seconds([&] {
      const auto set = plugin::load_plugins({plugins}, allowed, product("reseal-plugin-host"));
      if (set.plugins.size() != 6) {
        for (const auto& rejected : set.rejected) std::cerr << rejected.id << ": " << rejected.finding.problem << '\n';
        std::exit(1);
      }
      for (const auto& [id, loaded] : set.plugins) (void)loaded->describe();
    }));
  }
  std::filesystem::remove_all(folder);
  report("loading and describing six plugins", median(times) * 1000, "ms", "<=", 20);
}

}  // namespace reseal::bench
