// SPDX-License-Identifier: Apache-2.0
#include "scripted_portal.h"

#include <algorithm>

#include "placeholders.h"
#include "reseal/failure.h"
#include "reseal/schema.h"

namespace reseal::conformance {
namespace {

/// The address as a person reads it: path, and parameters decoded.
struct Address {
  std::string path;
  Json query = Json::object();
};

std::string decoded(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

Address address_of(const std::string& url) {
  const auto scheme = url.find("://");
  const auto begin = std::min(url.find('/', scheme == std::string::npos ? 0 : scheme + 3), url.size());
  const auto question = std::min(url.find('?', begin), url.size());
  Address address{url.substr(begin, question - begin), Json::object()};
  std::string_view rest = std::string_view(url).substr(std::min(question + 1, url.size()));
  while (!rest.empty()) {
    const auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    address.query[decoded(pair.substr(0, equals))] = decoded(pair.substr(std::min(equals + 1, pair.size())));
  }
  return address;
}

std::vector<std::string_view> segments(std::string_view path) {
  std::vector<std::string_view> out;
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    out.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return out;
}

std::optional<Json> path_values(const std::string& pattern, const std::string& path) {
  const auto wanted = segments(pattern);
  const auto given = segments(path);
  if (wanted.size() != given.size()) return {};
  Json values = Json::object();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].size() > 2 && wanted[i].front() == '{' && wanted[i].back() == '}') {
      values[std::string(wanted[i].substr(1, wanted[i].size() - 2))] = decoded(given[i]);
    } else if (wanted[i] != given[i]) {
      return {};
    }
  }
  return values;
}

Json body_as_json(const HttpRequest& request) {
  if (request.body.empty() || request.base64) return nullptr;
  try {
    return parse_json(request.body, "the request");
  } catch (const MessageError&) {
    return request.body;
  }
}

bool holds(const Json& document, const Json& conditions, const Json& known) {
  return std::all_of(conditions.items().begin(), conditions.items().end(), [&](const auto& condition) {
    const auto* found = find_at(document, condition.key());
    return (found == nullptr ? Json() : *found) == filled(condition.value(), known);
  });
}

HttpResponse response_from(const Json& reply) {
  HttpResponse response;
  response.status = reply.value("status", 200);
  response.headers = reply.value("headers", response.headers);
  if (reply.contains("body")) {
    response.headers.try_emplace("content-type", "application/json");
    response.body = reply.at("body").dump();
  } else if (reply.contains("base64")) {
    response.base64 = true;
    response.body = reply.at("base64").get<std::string>();
  } else {
    response.body = reply.value("text", "");
  }
  return response;
}

}  // namespace

bool changes_something(const HttpRequest& request) { return request.method != "GET" && request.method != "HEAD"; }

ScriptedPortal::ScriptedPortal(const World& world, const std::string& order)
    : world_(&world), order_(order), state_(world.portal_state) {
  state_ = filled(state_, known(world.now));
}

Json ScriptedPortal::known(Time now) const {
  return {{"order", {{"id", order_}}},
          {"old", world_->old.certificate},
          {"new", world_->new_certificate},
          {"now", to_iso(now)},
          {"state", state_}};
}

void ScriptedPortal::change(const Json& set, Time now) {
  for (const auto& [path, value] : set.items()) put_at(state_, path, filled(value, known(now)));
}

HttpResponse ScriptedPortal::answer(const HttpRequest& request, Time now) {
  if (!changes_something(request)) return decide(request, now);
  const auto whole = request.method + " " + request.url + "\n" + request.body;
  const auto before = done_.find(request.effect);
  if (before != done_.end()) {
    if (before->second.request != whole) {
      complaints_.push_back("the effect '" + request.effect + "' names two different requests");
    }
    if (world_->idempotency_keys) return before->second.response;
  }
  auto response = decide(request, now);
  if (response.status < 500) done_[request.effect] = {whole, response};
  return response;
}

std::optional<Json> ScriptedPortal::fits(const PortalRule& rule, const HttpRequest& request, Time now) const {
  if (rule.method != request.method || (!rule.effect.empty() && rule.effect != request.effect)) return {};
  const auto address = address_of(request.url);
  const auto values = path_values(rule.path, address.path);
  if (!values) return {};
  auto all = known(now);
  all["path"] = *values;
  all["query"] = address.query;
  all["request"] = {{"body", body_as_json(request)}, {"headers", request.headers}};
  for (const auto& [name, value] : rule.query) {
    if (address.query.value(name, "") != filled(value, all)) return {};
  }
  if (!holds(state_, rule.when, all) || !holds(all["request"]["body"], rule.body, all)) return {};
  return all;
}

HttpResponse ScriptedPortal::decide(const HttpRequest& request, Time now) {
  for (std::size_t i = 0; i < world_->portal.size(); ++i) {
    const auto& rule = world_->portal[i];
    auto all = fits(rule, request, now);
    if (!all) continue;
    for (const auto& [path, value] : rule.set.items()) put_at(state_, path, filled(value, *all));
    (*all)["state"] = state_;
    auto response = response_from(filled(rule.reply, *all));
    if (changes_something(request) && response.status < 400) ++carried_out_[i];
    return response;
  }
  unknown_.push_back(request.method + " " + request.url);
  HttpResponse nothing;
  nothing.status = 404;
  return nothing;
}

}  // namespace reseal::conformance
