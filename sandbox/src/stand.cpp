// SPDX-License-Identifier: Apache-2.0
#include "stand.h"

#include <openssl/sha.h>

#include <array>
#include <memory>
#include <mutex>

#include "faults.h"
#include "reseal/failure.h"
#include "reseal/schema.h"

namespace reseal::sandbox {
namespace {

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c != '_' && c != '-') plain += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  return plain;
}

std::optional<std::string> match(std::string_view pattern, std::string_view path) {
  const auto hole = pattern.find("{}");
  if (hole == std::string_view::npos) return pattern == path ? std::optional<std::string>("") : std::nullopt;
  const auto head = pattern.substr(0, hole);
  const auto tail = pattern.substr(hole + 2);
  if (path.size() <= head.size() + tail.size() || !path.starts_with(head) || !path.ends_with(tail)) return std::nullopt;
  const auto argument = path.substr(head.size(), path.size() - head.size() - tail.size());
  if (argument.find('/') != std::string_view::npos) return std::nullopt;
  return std::string(argument);
}

std::string digest_of(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return to_hex(digest);
}

}  // namespace

std::string PortalRequest::parameter(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? std::string() : found->second;
}

PortalReply refusal(int status, std::string_view code, std::string_view message) {
  return {status, {{"error", {{"code", code}, {"message", message}}}}};
}
PortalReply not_found(std::string_view what) { return refusal(404, "not_found", what); }
PortalReply invalid(std::string_view what) { return refusal(422, "invalid", what); }

const Stand* find_stand(std::string_view system) {
  for (const auto* stand : stands()) {
    if (stand->system() == system) return stand;
  }
  return nullptr;
}

const Operation* find_operation_by_name(std::string_view name) {
  for (const auto* stand : stands()) {
    for (const auto& operation : stand->operations()) {
      if (plain_name(operation.id) == plain_name(name)) return &operation;
    }
  }
  return nullptr;
}

PortalRequest route(std::string_view method, std::string_view path) {
  PortalRequest request;
  for (const auto* stand : stands()) {
    if (!path.starts_with(stand->base_path())) continue;
    const auto below = path.substr(stand->base_path().size());
    for (const auto& operation : stand->operations()) {
      if (operation.method != method) continue;
      if (auto argument = match(operation.path, below)) {
        request.stand = stand;
        request.operation = &operation;
        request.argument = std::move(*argument);
        return request;
      }
    }
  }
  return request;
}

std::string contract_problem(const Stand& stand, std::string_view schema, const Json& body) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<Schema>, std::less<>> compiled;
  const std::lock_guard guard(mutex);
  const auto key = std::string(stand.system()) + "/" + std::string(schema);
  auto found = compiled.find(key);
  if (found == compiled.end()) {
    const Json document{{"allOf", Json::array({{{"$ref", "#/components/schemas/" + std::string(schema)}}})},
                        {"components", Json::parse(stand.contract()).at("components")}};
    found = compiled.emplace(key, std::make_unique<Schema>(document.dump())).first;
  }
  const auto problems = found->second->check(body);
  if (problems.empty()) return {};
  return problems.front().pointer + ": expected " + problems.front().expected;
}

PortalReply Stand::receive(const World& world, const PortalRequest& request) const {
  if (request.operation->request.empty()) return handle(world, request, {});
  Json body;
  try {
    body = parse_json(request.body, "request");
  } catch (const MessageError& error) {
    return invalid(error.what());
  }
  const auto id = request.operation->id;
  if (auto problem = contract_problem(*this, request.operation->request, body); !problem.empty()) {
    return invalid(problem);
  }
  if (request.idempotency_key.size() < 16 || request.idempotency_key.size() > 128) {
    return invalid("Idempotency-Key: expected 16 to 128 characters");
  }
  const Faults faults(world.records());
  const bool forgetful =
      faults.find("duplicate-submit", id).has_value() || faults.find("forgets-idempotency", id).has_value();
  const auto fingerprint = digest_of(std::string(id) + "\n" + request.argument + "\n" + body.dump());
  if (const auto known = world.records().get("idempotency", request.idempotency_key); known && !forgetful) {
    if (known->at("fingerprint") != fingerprint) {
      return refusal(409, "conflict", "Idempotency-Key đã được dùng cho một yêu cầu khác.");
    }
    if (known->contains("body")) return {known->at("status").get<int>(), known->at("body")};
  }
  // The key is written down with the answer, after the act. Between the two a retry meets the state that the act left,
  // which is recognised by its reference.
  auto reply = handle(world, request, body);
  if (reply.status < 300) {
    world.records().put("idempotency", request.idempotency_key,
                        {{"fingerprint", fingerprint}, {"status", reply.status}, {"body", reply.body}});
  }
  return reply;
}

TimePoint portal_now(const World& world) {
  auto now = world.now();
  if (const auto off = Faults(world.records()).find("clock-off", "*")) {
    now += Seconds(std::strtoll(off->value.c_str(), nullptr, 10));
  }
  return now;
}

}  // namespace reseal::sandbox
