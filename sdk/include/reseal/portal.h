// SPDX-License-Identifier: Apache-2.0
// A portal that speaks JSON, held to its contract. The contract is the OpenAPI document in the plugin's folder, so that
// what the plugin expects, what the sandbox serves and what is checked on every answer are one file.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "reseal/host.h"
#include "reseal/step.h"

namespace reseal {

struct PluginContext;

/// For one thread at a time, as an instance of a plugin is.
class PortalContract {
 public:
  /// Reads an OpenAPI 3 document. Throws MessageError naming the file.
  explicit PortalContract(const std::filesystem::path& openapi);
  ~PortalContract();
  PortalContract(PortalContract&&) noexcept;
  PortalContract& operator=(PortalContract&&) noexcept;
  /// Throws PortalNonsense when `body` is not a components/schemas/`schema`. Members that the contract does not know
  /// are passed over: a portal may grow.
  void require(std::string_view schema, const Json& body, std::string_view question) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

/// What a portal said to one question.
struct PortalReply {
  int status = 0;
  Json body;            ///< as the contract says; null after a refusal
  std::string code;     ///< error.code of a refusal; else empty
  std::string message;  ///< error.message: the portal's own words, for a Text parameter
  [[nodiscard]] bool ok() const { return code.empty(); }
};

/// What a plugin makes of a PortalReply: a value of its own, or the portal's refusal in its own words.
template <typename T>
struct PortalAnswer {
  std::optional<T> value;
  std::string code;  ///< as PortalReply has it
  std::string message;
};

/// Questions to one portal within one call of the host.
class PortalClient {
 public:
  /// `base` is the address before the paths of the contract, without a slash at the end.
  PortalClient(Host& host, const PortalContract& contract, std::string base);
  /// Throws TryLater and PortalNonsense (failure.h). A refusal (4xx with an Error body) is an answer.
  [[nodiscard]] PortalReply get(const std::string& path, std::string_view schema) const;
  [[nodiscard]] PortalReply post(const std::string& path, const Json& body, const std::string& effect,
                                 std::string_view schema) const;

 private:
  PortalReply exchange(HttpRequest request, std::string_view schema) const;
  Host& host_;
  const PortalContract& contract_;
  std::string base_;
};

/// What a plugin needs to speak to its portal. Owned by the plugin's instance.
struct PortalAccess {
  PortalContract contract;  ///< contract/openapi.json of the plugin's folder
  std::string base_url;     ///< the setting `base_url`, without a slash at the end
  Seconds pace;             ///< between two looks: the setting `poll_seconds`, else the plugin's usual pace
};
/// nullptr with the transport `guided`. Throws MessageError for a transport that is neither, for `api` without an https
/// base_url, and when the contract cannot be read.
std::unique_ptr<PortalAccess> portal_access(const PluginContext& context, Seconds usual_pace);
/// How often to look is the deployment's to say: a Wait that names no time of its own gets this one.
Step at_pace(Step step, Seconds pace);

/// For path and query segments (RFC 3986 unreserved characters stay).
std::string percent_encoded(std::string_view text);

}  // namespace reseal
