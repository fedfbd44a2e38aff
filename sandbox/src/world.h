// SPDX-License-Identifier: Apache-2.0
// A world: the folder that holds one issuing hierarchy, one portal's memory and its outboxes.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "ca.h"
#include "record_store.h"
#include "reseal/base/clock.h"

namespace reseal::sandbox {

/// Which CA key issues. The two MISA-CA generations share their name; only the key id tells them apart.
inline constexpr std::string_view kIssuers[] = {"misa-ca", "misa-ca-old", "other-ca"};

struct WorldPlan {
  std::filesystem::path folder;
  KeyAlgorithm algorithm = KeyAlgorithm::ec;
  std::optional<Time> as_of;
  std::optional<Time> issuer_end;  ///< of MISA-CA; default four years ahead (five-year certificate, one year old)
  std::string ca_name;             ///< subject of MISA-CA; empty: the default
  int port = 0;                    ///< 0: a free one
  int http_port = 0;
};

class World {
 public:
  /// Throws Error(file_unwritable) or Error(usage) when the folder holds a world already.
  static World make(const WorldPlan& plan);
  /// Throws Error(file_unreadable) when there is none.
  explicit World(const std::filesystem::path& folder);

  [[nodiscard]] TimePoint now() const;
  [[nodiscard]] Time now_seconds() const { return std::chrono::floor<Seconds>(now()); }
  /// From now on the world's time is `time` and goes on from there.
  void set_clock(Time time) const;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] const Json& facts() const { return facts_; }
  [[nodiscard]] int port() const { return facts_.at("port"); }
  [[nodiscard]] int http_port() const { return facts_.at("http_port"); }
  void set_ports(int port, int http_port);
  [[nodiscard]] Addresses addresses(std::string_view issuer) const;
  [[nodiscard]] Bytes serial_head() const;
  [[nodiscard]] Issuer issuer(std::string_view name) const;
  [[nodiscard]] CertificateHandle certificate(std::string_view file_stem) const;
  [[nodiscard]] const RecordStore& records() const { return records_; }

 private:
  void write_facts();
  std::filesystem::path folder_;
  RecordStore records_;
  Json facts_;
};

}  // namespace reseal::sandbox
