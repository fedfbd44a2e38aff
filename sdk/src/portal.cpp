// SPDX-License-Identifier: Apache-2.0
#include "reseal/portal.h"

#include <utility>
#include <variant>

#include "read_text.h"
#include "reseal/failure.h"
#include "reseal/plugin.h"
#include "reseal/schema.h"

namespace reseal {
namespace {

// A tolerant reader: an additive change of the portal is no reason to stop.
void allow_more_members(Json& schema) {
  if (schema.is_object()) {
    const auto found = schema.find("additionalProperties");
    if (found != schema.end() && found->is_boolean()) schema.erase(found);
  }
  if (schema.is_structured()) {
    for (auto& part : schema) allow_more_members(part);
  }
}

std::string first_problem(const std::vector<SchemaProblem>& problems) {
  const auto& problem = problems.front();
  return (problem.pointer.empty() ? "the whole" : problem.pointer) + " should be " + problem.expected + ", found " +
         problem.found;
}

}  // namespace

struct PortalContract::Compiled {
  Json components;
  std::map<std::string, Schema, std::less<>> schemas;  // compiled when first needed: a step needs two or three

  const Schema& schema(const std::string& name) {
    const auto known = schemas.find(name);
    if (known != schemas.end()) return known->second;
    if (!components.at("schemas").contains(name)) throw MessageError("the contract has no schema '" + name + "'");
    const Json alone = {{"allOf", Json::array({Json{{"$ref", "#/components/schemas/" + name}}})},
                        {"components", components}};
    return schemas.emplace(name, Schema(alone.dump())).first->second;
  }
};

PortalContract::PortalContract(const std::filesystem::path& openapi) : compiled_(std::make_unique<Compiled>()) {
  const auto name = openapi.filename().string();
  const auto text = detail::read_text(openapi);
  if (!text) throw MessageError(openapi.string() + ": the portal's contract cannot be read");
  auto document = parse_json(*text, name);
  if (!document.is_object() || !document.contains("components") || !document.at("components").contains("schemas")) {
    throw MessageError(openapi.string() + ": an OpenAPI document with components/schemas was expected");
  }
  compiled_->components = std::move(document.at("components"));
  allow_more_members(compiled_->components);
}

PortalContract::~PortalContract() = default;
PortalContract::PortalContract(PortalContract&&) noexcept = default;
PortalContract& PortalContract::operator=(PortalContract&&) noexcept = default;

void PortalContract::require(std::string_view schema, const Json& body, std::string_view question) const {
  const auto problems = compiled_->schema(std::string(schema)).check(body);
  if (!problems.empty()) {
    throw PortalNonsense(std::string(question) + ": not a " + std::string(schema) +
                         " of the contract: " + first_problem(problems));
  }
}

PortalClient::PortalClient(Host& host, const PortalContract& contract, std::string base)
    : host_(host), contract_(contract), base_(std::move(base)) {}

PortalReply PortalClient::get(const std::string& path, std::string_view schema) const {
  HttpRequest request;
  request.url = base_ + path;
  return exchange(std::move(request), schema);
}

PortalReply PortalClient::post(const std::string& path, const Json& body, const std::string& effect,
                               std::string_view schema) const {
  HttpRequest request;
  request.method = "POST";
  request.url = base_ + path;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = body.dump();
  request.effect = effect;
  return exchange(std::move(request), schema);
}

PortalReply PortalClient::exchange(HttpRequest request, std::string_view schema) const {
  request.headers["Accept"] = "application/json";
  const auto question = request.method + " " + request.url.substr(base_.size());
  auto answer = http_json(host_, request);
  PortalReply reply;
  reply.status = answer.status;
  if (answer.status >= 400) {
    contract_.require("Error", answer.body, question);
    reply.code = answer.body.at("error").at("code").get<std::string>();
    reply.message = answer.body.at("error").at("message").get<std::string>();
    return reply;
  }
  contract_.require(schema, answer.body, question);
  reply.body = std::move(answer.body);
  return reply;
}

std::unique_ptr<PortalAccess> portal_access(const PluginContext& context, Seconds usual_pace) {
  if (context.transport == "guided") return nullptr;
  if (context.transport != "api") {
    throw MessageError("there is no transport '" + context.transport + "'; api and guided are");
  }
  const auto settings = context.settings.is_object() ? context.settings : Json::object();
  auto url = settings.value("base_url", std::string());
  while (url.ends_with('/')) url.pop_back();
  if (!url.starts_with("https://")) {
    throw MessageError("the api transport needs the setting base_url, an https address");
  }
  return std::make_unique<PortalAccess>(PortalAccess{PortalContract(context.folder / "contract" / "openapi.json"),
                                                     std::move(url),
                                                     Seconds(settings.value("poll_seconds", usual_pace.count()))});
}

Step at_pace(Step step, Seconds pace) {
  auto* wait = std::get_if<Wait>(&step.action);
  if (wait != nullptr && wait->poll_after == Wait{}.poll_after) wait->poll_after = pace;
  return step;
}

std::string percent_encoded(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
                       byte == '-' || byte == '.' || byte == '_' || byte == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    }
  }
  return out;
}

}  // namespace reseal
