// SPDX-License-Identifier: Apache-2.0
// Prints every benchmark as a ratio to its named peer or limit, in one run. Usage: reseal_bench [NAME ...]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "bench/benches.h"
#include "reseal/base/clock.h"
#include "reseal/base/file.h"
#include "reseal/token/key_holder.h"
#include "reseal/workflow/candidates.h"
#include "support/test_ca.h"

namespace reseal::bench {
namespace {
std::string self;
}

const std::string& program_path() { return self; }

std::string product(const std::string& name) {
  return (std::filesystem::path(self).parent_path().parent_path() / "bin" / name).string();
}

void run_command(const std::string& command) {
  if (std::system(command.c_str()) != 0) {
    std::fprintf(stderr, "failed: %s\n", command.c_str());
    std::exit(1);
  }
}

void fill_with_certificates(test::SoftHsm& hsm, const test::SoftHsmToken& token, int count, Time now,
                            crypto::TrustAnchors& anchors) {
  const auto root = test::TestCa::root({.subject = {{"CN", "Bench Root"}},
                                        .not_before = now - std::chrono::hours(24 * 900),
                                        .not_after = now + std::chrono::hours(24 * 3000),
                                        .ca = true},
                                       test::TestKey::rsa(4096));
  const auto ca = root.sub_ca({.subject = {{"CN", "MISA-CA"}},
                               .not_before = now - std::chrono::hours(24 * 800),
                               .not_after = now + std::chrono::hours(24 * 900),
                               .ca = true},
                              test::TestKey::rsa(2048));
  anchors = {{root.certificate()}, {ca.certificate()}};
  const auto key = test::TestKey::rsa();
  std::vector<test::SoftHsm::CertificateObject> objects;
  for (int i = 0; i < count; ++i) {
    const auto certificate =
        ca.issue({.subject = {{"CN", "CÔNG TY SỐ " + std::to_string(i)}, {"UID", "MST:0101243150"}},
                  .spki = key.spki(),
                  .not_before = now - std::chrono::hours(24 * 300),
                  .not_after = now + std::chrono::hours(24 * (10 + i % 300))});
    objects.push_back({certificate.der(),
                       {static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)},
                       "certificate " + std::to_string(i)});
  }
  hsm.add_certificates(token, objects);
}

}  // namespace reseal::bench

int main(int argc, char** argv) {
  using namespace reseal;
  bench::self = std::filesystem::canonical("/proc/self/exe").string();
  // The child of the listing benchmark: a fresh process that lists and judges, as cold as the tool it is compared with.
  if (argc == 5 && std::string(argv[1]) == "--list-only") {
    const auto now = std::chrono::floor<std::chrono::seconds>(SystemClock().now());
    const auto source = token::pkcs11_source({argv[2]});
    const crypto::TrustAnchors anchors{{crypto::Certificate::from_pem(read_file(argv[3]))},
                                       {crypto::Certificate::from_pem(read_file(argv[4]))}};
    for (const auto& holding : workflow::find_holdings(*source, anchors, now).certificates) {
      std::puts(holding.candidate.certificate.serial.hex.c_str());
    }
    return 0;
  }
  const std::map<std::string, std::function<void()>> all = {
      {"listing", bench::listing},           {"journal", bench::journal_commits}, {"renewal", bench::whole_renewal},
      {"start", bench::cold_start},          {"plugins", bench::plugin_loading},  {"memory", bench::idle_memory},
      {"deadlines", bench::fleet_deadlines}, {"sign_with", bench::sign_with},     {"isolation", bench::isolation_cost}};
  if (argc == 2) {
    const auto found = all.find(argv[1]);
    if (found == all.end()) {
      std::fprintf(stderr, "no benchmark '%s'\n", argv[1]);
      return 2;
    }
    found->second();
    return 0;
  }
  // Each in a process of its own: a PKCS#11 module keeps the world it first saw.
  std::vector<std::string> names(argv + 1, argv + argc);
  if (names.empty()) {
    for (const auto& [name, run] : all) names.push_back(name);
  }
  for (const auto& name : names) bench::run_command("'" + bench::self + "' " + name);
  return 0;
}
