// SPDX-License-Identifier: Apache-2.0
// A scripted world, as its file says it (sdk/schemas/conformance-world.schema.json).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "reseal/conformance/kit.h"
#include "reseal/order.h"

namespace reseal::conformance {

/// One answer of the scripted portal: the first whose method, path, query, effect, body and state fit is given.
struct PortalRule {
  std::string method = "GET";
  std::string path;                          ///< "/v1/orders/{number}"; a {name} takes one segment
  std::map<std::string, std::string> query;  ///< needed parameters; a value may have {placeholders}
  std::string effect;                        ///< empty: any
  Json body;                                 ///< of the request: {"dotted.path": value}
  Json when;                                 ///< of the portal's state: {"dotted.path": value}
  Json set;                                  ///< what changes: {"dotted.path": value}
  Json reply;                                ///< {"status", "headers", and one of "body", "text", "base64"}
  bool pays = false;                         ///< money changes hands: at most once in a world
};

/// What becomes of a step the n-th time it comes: {"answer", "decline", "signal", "result", "set"}.
using StepScript = std::map<std::string, std::vector<Json>>;
using LeftOut = std::map<std::string, std::string>;  ///< promise -> reason

struct World {
  std::string name;
  plugin::PluginSettings settings;
  Time now;
  Candidate old;
  CertificateFacts new_certificate;
  Json portal_state = Json::object();
  bool idempotency_keys = true;  ///< whether the portal honours them
  std::vector<PortalRule> portal;
  StepScript steps;
  std::string ends;  ///< "done", "refuse:REASON", "fail:REASON", "not_eligible", "cannot_say"
  LeftOut unsupported;
};

/// The worlds of a plugin's folder by file name, with what kit.json leaves out in each. Throws MessageError.
std::vector<World> read_worlds(const std::filesystem::path& folder);
World world_from(const Json& json);
Promise promise_from(std::string_view name);

}  // namespace reseal::conformance
