// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <Poco/Net/ServerSocket.h>

#include <random>

#include "pem.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/readable.h"

namespace reseal::sandbox {
namespace {

using std::chrono::days;

constexpr auto kRootName =
    "CN=Vietnam National Root CA,OU=National Centre of Digital Signature Authentication,"
    "O=Ministry of Information and Communications (Sandbox),C=VN";
constexpr auto kMisaName = "CN=MISA-CA,O=MISA JSC (Sandbox),C=VN";
// In the certificate's order; "v3" names a place as well.
constexpr auto kViettelName = "C=VN,O=Viettel Group (Sandbox),CN=Viettel-CA";
constexpr auto kViettelV3Name = "C=VN,L=Hà Nội,O=Viettel Group (Sandbox),CN=Viettel-CA";
constexpr auto kOtherName = "CN=Other-CA,O=A CA that nobody trusts (Sandbox),C=VN";

// Here and not from the stands: a world's addresses are facts before anybody stands behind them.
constexpr std::pair<std::string_view, std::string_view> kBasePaths[] = {{"misa", "/misa/v1"},
                                                                        {"customs", "/customs/v1"},
                                                                        {"tax", "/tax/v1"},
                                                                        {"social_insurance", "/social-insurance/v1"},
                                                                        {"e_invoice", "/e-invoice/v1"},
                                                                        {"viettel", "/viettel/v1"},
                                                                        {"szca", "/szca/v1"},
                                                                        {"csc", "/csc/v2"},
                                                                        {"example_ca", "/example-ca/v1"},
                                                                        {"example_agency", "/example-agency/v1"}};

TimePoint machine_now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

// Below the range that Linux hands to clients (32768-60999), so that no outgoing connection of a parallel test can take
// the port between `init` and `serve`.
int free_port(int not_this) {
  std::random_device random;
  std::uniform_int_distribution<int> ports(20000, 32000);
  for (int attempt = 0; attempt < 200; ++attempt) {
    const int port = ports(random);
    if (port == not_this) continue;
    try {
      const Poco::Net::ServerSocket probe(Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(port)));
      return port;
    } catch (const Poco::Exception&) {
      continue;  // taken
    }
  }
  throw Error(ErrorCode::internal, {{"problem", "no free port between 20000 and 32000"}});
}

// Makes the files of one world.
class Foundry {
 public:
  Foundry(std::filesystem::path folder, KeyAlgorithm algorithm) : folder_(std::move(folder)), algorithm_(algorithm) {}

  Issuer make(const std::string& stem, const CertificatePlan& plan, const Issuer* issuer, bool certificate_at_top) {
    const bool ca = plan.profile == Profile::root || plan.profile == Profile::sub_ca;
    auto key = make_key(ca ? algorithm_ : KeyAlgorithm::ec);
    auto certificate = issue(plan, key.get(), issuer);
    replace_file(folder_ / "keys" / (stem + ".key"), to_pem(key.get()), true);
    replace_file((certificate_at_top ? folder_ : folder_ / "keys") / (stem + ".pem"), to_pem(certificate.get()));
    return {std::move(certificate), std::move(key)};
  }

 private:
  std::filesystem::path folder_;
  KeyAlgorithm algorithm_;
};

CertificatePlan plan_of(Profile profile, std::string_view name, Time from, Time to, const Addresses& addresses = {}) {
  return {profile, parse_name(name), new_serial(Bytes{0x54, 0x01}), from, to, addresses, false};
}

void make_responder(Foundry& foundry, const std::string& stem, const Issuer& issuer, std::string_view name, Time from,
                    Time to) {
  (void)foundry.make("ocsp-" + stem, plan_of(Profile::ocsp_responder, name, from, to), &issuer, false);
}

// Five years and ten minutes each, one after another, the newest some months before the end of the one before it.
void make_viettel_hierarchy(Foundry& foundry, const Addresses& of_root, const Issuer& root, Time ends) {
  const auto overlap = std::chrono::minutes(10);
  const auto begins = add_months(ends, -60) - overlap;
  const auto v3_begins = add_months(ends, -7);
  const auto make = [&](const std::string& stem, std::string_view name, Time from, Time to) {
    const auto ca = foundry.make(stem, plan_of(Profile::sub_ca, name, from, to, of_root), &root, true);
    make_responder(foundry, stem, ca, "C=VN,O=Viettel Group (Sandbox),CN=OCSP responder", from, to);
  };
  make("viettel-ca-2010", kViettelName, add_months(begins, -60), begins + overlap);
  make("viettel-ca", kViettelName, begins, ends);
  make("viettel-ca-v3", kViettelV3Name, v3_begins, add_months(v3_begins, 60));
}

// Full names of the real ones are not published (facts: domain-detail 2).
void make_chinese_hierarchy(Foundry& foundry, const Addresses& of_root, Time now) {
  const auto name = [](const char* common_name) {
    return "C=CN,O=Shenzhen Digital Certificate Authority (Sandbox),CN=" + std::string(common_name);
  };
  const auto from = now - days(2 * 365);
  const auto to = now + days(18 * 365);
  const auto root = foundry.make("china-root", plan_of(Profile::root, name("SZCA ROOT"), from, to), nullptr, true);
  const auto ca = foundry.make("szca", plan_of(Profile::sub_ca, name("SZCA"), from, to, of_root), &root, true);
  make_responder(foundry, "szca", ca, name("OCSP responder"), from, to);
}

void make_signing_hierarchy(Foundry& foundry, const World& world, const WorldPlan& plan) {
  const auto now = world.now_seconds();
  // As the real root has it: 2014-04-15 to 2039-04-15.
  const auto root_from = time_from_iso("2014-04-15T00:00:00Z");
  const auto root_to = std::max(time_from_iso("2039-04-15T00:00:00Z"), now + days(3650));
  const auto root = foundry.make("root", plan_of(Profile::root, kRootName, root_from, root_to), nullptr, true);
  Addresses of_root = world.addresses("root");
  of_root.ocsp.clear();  // sub-CAs are checked by CRL

  const auto misa_name = plan.ca_name.empty() ? std::string(kMisaName) : plan.ca_name;
  const auto end = plan.issuer_end.value_or(now - days(365) + days(1826));
  const auto from = std::min(end - days(1826), now - days(30));
  const auto misa = foundry.make("misa-ca", plan_of(Profile::sub_ca, misa_name, from, end, of_root), &root, true);
  const auto old_from = now - days(1826 - 90);
  const auto old = foundry.make(
      "misa-ca-old", plan_of(Profile::sub_ca, misa_name, old_from, old_from + days(1826), of_root), &root, true);
  const auto other = foundry.make("other-ca", plan_of(Profile::root, kOtherName, root_from, root_to), nullptr, true);

  const auto responder = [&](const std::string& stem, const Issuer& issuer, Time to) {
    make_responder(foundry, stem, issuer, "CN=OCSP responder,O=MISA JSC (Sandbox),C=VN", now - days(30), to);
  };
  responder("misa-ca", misa, end);
  responder("misa-ca-old", old, old_from + days(1826));
  responder("other-ca", other, root_to);
  if (plan.china) make_chinese_hierarchy(foundry, world.addresses("china-root"), now);
  if (plan.campaign) make_viettel_hierarchy(foundry, of_root, root, plan.campaign->ca_ends);
}

// TLS goes by the machine's own clock, whatever time the world believes it is.
void make_tls_hierarchy(Foundry& foundry) {
  const auto now = std::chrono::floor<Seconds>(machine_now());
  const auto ca = [&](const std::string& stem, bool top) {
    return foundry.make(
        stem, plan_of(Profile::root, "CN=Reseal sandbox TLS CA,O=Reseal (Sandbox)", now - days(60), now + days(3650)),
        nullptr, top);
  };
  const auto server = [&](const std::string& stem, const Issuer& issuer, Time to) {
    (void)foundry.make(stem, plan_of(Profile::tls_server, "CN=127.0.0.1,O=Reseal (Sandbox)", now - days(50), to),
                       &issuer, false);
  };
  const auto trusted = ca("tls-ca", true);
  const auto untrusted = ca("tls-untrusted-ca", false);
  server("tls", trusted, now + days(365));
  server("tls-expired", trusted, now - days(2));
  server("tls-untrusted", untrusted, now + days(365));
}

}  // namespace

std::string local_date(Time time) { return local_text(time, kVietNamOffset, "%Y-%m-%d"); }

World World::make(const WorldPlan& plan) {
  const auto folder = std::filesystem::absolute(plan.folder);
  if (std::filesystem::exists(folder / "world.json")) {
    throw Error(ErrorCode::usage, {{"problem", "there is a world already in " + to_utf8(folder)}});
  }
  for (const auto* part : {"keys", "records", "outbox/mail", "outbox/sms"}) {
    std::filesystem::create_directories(folder / part);
  }
  std::filesystem::permissions(folder / "keys", std::filesystem::perms::owner_all);
  const int port = plan.port != 0 ? plan.port : free_port(0);
  const int http_port = plan.http_port != 0 ? plan.http_port : free_port(port);
  auto head = random_bytes(8);
  head[0] = 0x54;
  head[1] = 0x01;
  const auto path = [&](const char* name) { return to_utf8(folder / name); };
  Json facts{{"serial_head", to_upper_hex(head)},  {"root", path("root.pem")},
             {"misa_ca", path("misa-ca.pem")},     {"misa_ca_old", path("misa-ca-old.pem")},
             {"other_ca", path("other-ca.pem")},   {"tls_ca", path("tls-ca.pem")},
             {"outbox_mail", path("outbox/mail")}, {"outbox_sms", path("outbox/sms")}};
  if (plan.china) {
    facts["szca"] = path("szca.pem");
    facts["china_root"] = path("china-root.pem");
  }
  if (plan.campaign) {
    const auto expires_on = local_date(plan.campaign->ca_ends);
    const auto& beyond = plan.campaign->contract_beyond;
    facts["viettel_ca"] = path("viettel-ca.pem");
    facts["viettel_ca_2010"] = path("viettel-ca-2010.pem");
    facts["viettel_ca_v3"] = path("viettel-ca-v3.pem");
    facts["campaign"] = {{"issuer", "viettel-ca"},
                         {"expires_on", expires_on},
                         {"issued_before", plan.campaign->issued_before},
                         {"contract_beyond", beyond.empty() ? expires_on : beyond}};
  }
  replace_file(folder / "world.json", facts.dump(1));
  World world(folder);
  world.set_ports(port, http_port);
  if (plan.as_of) world.set_clock(*plan.as_of);
  Foundry foundry(folder, plan.algorithm);
  make_signing_hierarchy(foundry, world, plan);
  make_tls_hierarchy(foundry);
  for (const auto& issuer : world.issuers()) {
    world.facts_["key_ids"][issuer] = key_id_of(world.certificate(issuer).get());
  }
  world.write_facts();
  return world;
}

World::World(const std::filesystem::path& folder)
    : folder_(std::filesystem::absolute(folder)),
      records_(folder_ / "records"),
      facts_(Json::parse(read_file(folder_ / "world.json"))) {}

// A record, not a fact in memory: the command that moves the clock is another program than the server.
TimePoint World::now() const {
  const auto clock = records_.get("settings", "clock");
  return machine_now() + std::chrono::milliseconds(clock ? clock->at("shift_ms").get<std::int64_t>() : 0);
}

void World::set_clock(Time time) const {
  records_.put("settings", "clock", {{"shift_ms", (TimePoint(time) - machine_now()).count()}});
}

void World::set_ports(int port, int http_port) {
  facts_["port"] = port;
  facts_["http_port"] = http_port;
  facts_["portal"] = "https://127.0.0.1:" + std::to_string(port);
  for (const auto& [system, path] : kBasePaths) {
    facts_["base_urls"][std::string(system)] = facts_.at("portal").get<std::string>() + std::string(path);
  }
  facts_["http"] = "http://127.0.0.1:" + std::to_string(http_port);
  facts_["ocsp"] = facts_.at("http").get<std::string>() + "/ocsp";
  write_facts();
}

void World::write_facts() { replace_file(folder_ / "world.json", facts_.dump(1)); }

Addresses World::addresses(std::string_view issuer) const {
  const auto http = facts_.at("http").get<std::string>();
  const std::string name(issuer);
  return {http + "/ocsp", http + "/ca/" + name + ".crt", http + "/crl/" + name + ".crl"};
}

// 5401 is the sandbox's own number for MISA-CA; Viettel's serials really begin 5404.
Bytes World::serial_head(std::string_view issuer) const {
  auto head = from_hex(facts_.at("serial_head").get<std::string>());
  if (of_viettel(issuer)) head[1] = 0x04;
  if (of_szca(issuer)) head[0] = 0x62;
  return head;
}

std::vector<std::string> World::issuers() const {
  std::vector<std::string> here;
  for (const auto name : kIssuers) {
    if (of_viettel(name) && !facts_.contains("campaign")) continue;
    if (of_szca(name) && !facts_.contains("szca")) continue;
    here.emplace_back(name);
  }
  return here;
}

Issuer World::issuer(std::string_view name) const {
  const std::string stem(name);
  return {certificate(stem), key_from_pem(read_file(folder_ / "keys" / (stem + ".key")))};
}

CertificateHandle World::certificate(std::string_view file_stem) const {
  const auto name = std::string(file_stem) + ".pem";
  const auto at_top = folder_ / name;
  auto found = certificate_from_pem(read_file(std::filesystem::exists(at_top) ? at_top : folder_ / "keys" / name));
  require(found != nullptr, "PEM_read_bio_X509");
  return found;
}

}  // namespace reseal::sandbox
