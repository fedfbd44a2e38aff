// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <future>
#include <optional>

#include "app/doctor/checks.h"
#include "reseal/base/unicode.h"
#include "reseal/failure.h"
#include "reseal/plugin/http.h"

namespace reseal::app {
namespace {

using plugin::NoAnswer;

constexpr std::chrono::minutes kTolerableSkew{5};

struct Portal {
  std::string plugin;
  std::string origin;
  std::future<HttpResponse> asked;
  std::optional<std::chrono::seconds> skew = {};
  std::optional<NoAnswer> no_answer = {};
  std::string unusable = {};  // why the answer makes no sense

  [[nodiscard]] bool clocks_agree() const { return skew && std::chrono::abs(*skew) <= kTolerableSkew; }
};

std::vector<Portal> ask_all(Deployment& deployment) {
  plugin::HttpPolicy policy;
  policy.ca_file = deployment.config().http_ca_file;
  policy.connect_timeout = std::chrono::seconds(4);
  policy.timeout = std::chrono::seconds(std::min(deployment.config().http_timeout_seconds, 8));
  std::vector<Portal> portals;
  for (const auto& [id, plugin] : deployment.plugins().plugins) {
    for (const auto& origin : plugin->origins()) {
      policy.origins = {origin};
      HttpRequest request;
      request.url = origin + "/";
      portals.push_back(
          {id, origin, std::async(std::launch::async, plugin::http_exchange, std::move(request), policy)});
    }
  }
  return portals;
}

void wait_for_all(const std::vector<Portal>& portals, const Deployment& deployment) {
  using namespace std::chrono_literals;
  const auto patience = std::chrono::steady_clock::now() + 1s;  // what is quicker needs no word
  for (std::size_t done = 0; done < portals.size(); ++done) {
    if (portals[done].asked.wait_until(patience) == std::future_status::ready) continue;
    deployment.terminal().progress(deployment.words().say(
        "cli.doctor.asking", {{"done", std::to_string(done)}, {"all", std::to_string(portals.size())}}));
    portals[done].asked.wait();
  }
  deployment.terminal().end_progress();
}

void read_answer(Portal& portal, TimePoint now) {
  try {
    portal.skew = plugin::clock_skew(portal.asked.get(), now);
  } catch (const NoAnswer& e) {
    portal.no_answer = e;
  } catch (const TryLater& e) {
    portal.unusable = e.what();
  }
}

const char* finding_of(NoAnswer::Reason reason, bool clock_is_right) {
  using Reason = NoAnswer::Reason;
  switch (reason) {
    case Reason::name_unknown:
      return "portal.name_unknown";
    case Reason::refused:
      return "portal.refused";
    case Reason::unreachable:
      return "portal.unreachable";
    case Reason::timed_out:
      return "portal.timed_out";
    case Reason::unknown_issuer:
      return "portal.intercepted";
    case Reason::not_yet_valid:
      return clock_is_right ? "portal.not_yet_valid" : "portal.clock_behind";
    case Reason::expired:
      return clock_is_right ? "portal.expired" : "portal.clock_or_expired";
    case Reason::other_host:
      return "portal.other_host";
    case Reason::tls:
      return "portal.tls";
    case Reason::cut_off:
      return "portal.unusable";
  }
  return "portal.unusable";
}

Finding* tell(const Portal& portal, bool clock_is_right, Findings& findings) {
  // TLS goes by the computer's clock, also where a rehearsal has another.
  const auto system_time = std::chrono::floor<std::chrono::seconds>(SystemClock().now());
  std::map<std::string, std::string> params = {{"host", portal.origin}, {"now", to_iso(system_time)}};
  if (portal.no_answer) {
    if (const auto& shown = portal.no_answer->shown) {
      params["issuer"] = printable(shown->issuer);
      params["not_before"] = to_iso(shown->not_before);
      params["not_after"] = to_iso(shown->not_after);
    }
    auto& finding = findings.bad(finding_of(portal.no_answer->reason, clock_is_right), params);
    finding.technical = printable(portal.no_answer->what());
    return &finding;
  }
  if (!portal.unusable.empty()) {
    auto& finding = findings.bad("portal.unusable", params);
    finding.technical = printable(portal.unusable);
    return &finding;
  }
  if (portal.skew && !portal.clocks_agree()) {
    params["seconds"] = std::to_string(portal.skew->count());
    return &findings.bad("portal.clock", params);
  }
  findings.good("portal", portal.origin);
  return nullptr;
}

}  // namespace

void examine_portals(Deployment& deployment, Findings& findings) {
  auto portals = ask_all(deployment);
  wait_for_all(portals, deployment);
  const auto now = deployment.clock().now();
  for (auto& portal : portals) read_answer(portal, now);
  // A portal whose certificate we trust bears witness for our clock when another one's certificate is out of date.
  const bool clock_is_right =
      std::any_of(portals.begin(), portals.end(), [](const Portal& portal) { return portal.clocks_agree(); });
  for (const auto& portal : portals) {
    auto* finding = tell(portal, clock_is_right, findings);
    if (finding == nullptr) continue;
    const auto contact = deployment.plugins().plugins.at(portal.plugin)->describe().contact;
    if (!contact.empty()) finding->contact = deployment.words().say(contact);
  }
}

}  // namespace reseal::app
