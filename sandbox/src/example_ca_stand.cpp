// SPDX-License-Identifier: Apache-2.0
// The portal of sdk/template/provider/contract/openapi.json: what a new provider plugin renews at on its first day. It
// stands for no real CA; MISA-CA's key of the sandbox issues.
#include <algorithm>
#include <array>

#include "issuance.h"
#include "order_desk.h"
#include "pem.h"
#include "stand.h"

namespace reseal::sandbox {

std::string_view example_ca_contract(std::string_view name);  // embedded by the build

namespace {

constexpr auto kRenewals = "example_renewals";

constexpr std::array kExampleCaOperations{
    Operation{"exampleCaCertificate", "GET", "/certificates/{}", "", "CertificateStatus", 200},
    Operation{"exampleCaPlace", "POST", "/renewals", "NewRenewal", "Renewal", 201},
    Operation{"exampleCaFind", "GET", "/renewals", "", "Renewals", 200},
    Operation{"exampleCaCsr", "POST", "/renewals/{}/csr", "Csr", "Renewal", 202},
};

class ExampleCa {
 public:
  explicit ExampleCa(const World& world) : world_(world), registry_(world), now_(portal_now(world)) {}

  [[nodiscard]] PortalReply certificate(const std::string& serial) const {
    const auto known = registry_.find(serial);
    if (!known) return not_found("No certificate has this serial.");
    const auto status = status_at(*known, now_);
    const bool renewable = status == "active";
    return {200, {{"renewable", renewable}, {"reason", renewable ? "" : "It is " + status + "."}}};
  }

  [[nodiscard]] PortalReply place(const Json& body) const {
    const auto old = registry_.find(text(body, "serial"));
    if (!old || status_at(*old, now_) != "active")
      return refusal(422, "not_eligible", "It is not an active certificate.");
    if (find(text(body, "reference"))) return refusal(409, "already_ordered", "This reference has a renewal.");
    const Json renewal{{"number", next_number(world_.records(), "EX")},
                       {"reference", body.at("reference")},
                       {"serial", old->serial},
                       {"state", "review"},
                       {"placed_ms", now_.time_since_epoch().count()},
                       {"csr", ""},
                       {"certificate", ""}};
    write(renewal);
    return {201, view(renewal)};
  }

  [[nodiscard]] PortalReply take_csr(const std::string& number, const Json& body) const {
    auto renewal = world_.records().get(kRenewals, number);
    if (!renewal) return not_found("No renewal has this number.");
    advance(*renewal);
    if (text(*renewal, "state") != "approved") return refusal(409, "conflict", "The renewal takes no request now.");
    if (const auto problem = csr_problem(registry_, text(body, "csr")); !problem.empty()) return invalid(problem);
    (*renewal)["csr"] = body.at("csr");
    (*renewal)["csr_ms"] = now_.time_since_epoch().count();
    (*renewal)["state"] = "issuing";
    write(*renewal);
    return {202, view(*renewal)};
  }

  [[nodiscard]] PortalReply found(const std::string& reference) const {
    auto list = Json::array();
    if (const auto renewal = find(reference)) list.push_back(view(*renewal));
    return {200, {{"renewals", list}}};
  }

  void tick() const {
    for (auto& renewal : world_.records().all(kRenewals)) advance(renewal);
  }

 private:
  [[nodiscard]] std::optional<Json> find(const std::string& reference) const {
    for (auto& renewal : world_.records().all(kRenewals)) {
      if (renewal.at("reference") != reference) continue;
      advance(renewal);
      return renewal;
    }
    return std::nullopt;
  }

  void advance(Json& renewal) const {
    const auto habits = read_habits(world_.records());
    const auto due = [&](const char* since, std::chrono::milliseconds delay) {
      return now_.time_since_epoch() >= std::chrono::milliseconds(renewal.at(since).get<std::int64_t>()) + delay;
    };
    const auto state = text(renewal, "state");
    if (state == "review" && due("placed_ms", habits.approve)) {
      renewal["state"] = "approved";
    } else if (state == "issuing" && due("csr_ms", habits.issue)) {
      issue(renewal);
    } else {
      return;
    }
    write(renewal);
  }

  void issue(Json& renewal) const {
    const auto old = certificate_from_pem(registry_.find(text(renewal, "serial"))->pem);
    const auto from = std::chrono::floor<Seconds>(now_);
    const auto ca_ends = time_of(X509_get0_notAfter(world_.certificate("misa-ca").get()));
    const auto certificate =
        issue_requested(world_, {.operation = "exampleCaFind",
                                 .issuer = "misa-ca",
                                 .csr = text(renewal, "csr"),
                                 .subject = read_name(X509_get_subject_name(old.get())),
                                 .from = from,
                                 .to = std::min(add_months(time_of(X509_get0_notAfter(old.get())), 12), ca_ends),
                                 .old_serial = text(renewal, "serial"),
                                 .contract_ends = std::nullopt,
                                 .now = from});
    renewal["certificate"] = to_pem(certificate.get());
    renewal["state"] = "issued";
  }

  [[nodiscard]] Json view(const Json& renewal) const {
    auto chain = Json::array();
    if (text(renewal, "state") == "issued") {
      chain = {to_pem(world_.certificate("misa-ca").get()), to_pem(world_.certificate("root").get())};
    }
    return {{"number", renewal.at("number")},
            {"state", renewal.at("state")},
            {"reason", ""},
            {"certificate", renewal.at("certificate")},
            {"chain", chain}};
  }

  void write(const Json& renewal) const { world_.records().put(kRenewals, text(renewal, "number"), renewal); }

  const World& world_;
  Registry registry_;
  TimePoint now_;
};

class ExampleCaStand final : public Stand {
 public:
  [[nodiscard]] std::string_view system() const override { return "example_ca"; }
  [[nodiscard]] std::string_view base_path() const override { return "/example-ca/v1"; }
  [[nodiscard]] std::string_view contract() const override { return example_ca_contract("openapi.json"); }
  [[nodiscard]] std::span<const Operation> operations() const override { return kExampleCaOperations; }
  [[nodiscard]] PortalReply handle(const World& world, const PortalRequest& request, const Json& body) const override {
    const ExampleCa portal(world);
    const auto id = request.operation->id;
    if (id == "exampleCaCertificate") return portal.certificate(request.argument);
    if (id == "exampleCaPlace") return portal.place(body);
    if (id == "exampleCaCsr") return portal.take_csr(request.argument, body);
    return portal.found(request.parameter("reference"));
  }
  void tick(const World& world) const override { ExampleCa(world).tick(); }
};

}  // namespace

const Stand& example_ca_stand() {
  static const ExampleCaStand stand;
  return stand;
}

}  // namespace reseal::sandbox
