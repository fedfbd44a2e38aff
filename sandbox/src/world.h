// SPDX-License-Identifier: Apache-2.0
// A world: the folder that holds one issuing hierarchy, one portal's memory and its outboxes.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "ca.h"
#include "record_store.h"
#include "reseal/base/clock.h"

namespace reseal::sandbox {

/// Which CA key issues. Generations of one CA share their name; only the key id tells them apart. Viettel-CA's three
/// are in worlds with a campaign only, SZCA's in Chinese ones.
inline constexpr std::string_view kIssuers[] = {"misa-ca",         "misa-ca-old",   "other-ca", "viettel-ca",
                                                "viettel-ca-2010", "viettel-ca-v3", "szca"};
/// Whose portal, and whose serials: viettel-ca, -2010 and -v3 are Viettel's.
[[nodiscard]] inline bool of_viettel(std::string_view issuer) { return issuer.starts_with("viettel-ca"); }
[[nodiscard]] inline bool of_szca(std::string_view issuer) { return issuer == "szca"; }
[[nodiscard]] inline bool of_misa(std::string_view issuer) { return issuer.starts_with("misa-ca"); }

/// "2020-10-02": the day in Viet Nam.
[[nodiscard]] std::string local_date(Time time);

/// The campaign in which Viettel-CA makes up for terms that its own end cut short. The defaults are those of 2020
/// (facts: domain-detail 0 and 1). Dates are Vietnamese days, as local_date() writes them.
struct CampaignPlan {
  Time ca_ends = time_from_iso("2020-10-02T02:42:20Z");  ///< of the CA key whose certificates are made up for
  std::string issued_before = "2019-07-17";
  std::string contract_beyond;  ///< empty: the day on which the CA ends
};

struct WorldPlan {
  std::filesystem::path folder;
  KeyAlgorithm algorithm = KeyAlgorithm::ec;
  std::optional<Time> as_of;
  std::optional<Time> issuer_end;  ///< of MISA-CA; default four years ahead (five-year certificate, one year old)
  std::string ca_name;             ///< subject of MISA-CA; empty: the default
  int port = 0;                    ///< 0: a free one
  int http_port = 0;
  std::optional<CampaignPlan> campaign;  ///< with the three Viettel-CA keys
  bool china = false;                    ///< with SZCA, below a root of its own
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
  /// The first eight octets of this issuer's serials.
  [[nodiscard]] Bytes serial_head(std::string_view issuer = "misa-ca") const;
  /// Those of kIssuers that are in this world.
  [[nodiscard]] std::vector<std::string> issuers() const;
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
