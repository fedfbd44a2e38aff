// SPDX-License-Identifier: Apache-2.0
#include "portal_door.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Timestamp.h>
#include <Poco/URI.h>
#include <openssl/err.h>

#include <iostream>
#include <thread>

#include "faults.h"
#include "http_exchange.h"
#include "revocation_desk.h"
#include "stand.h"

namespace reseal::sandbox {
namespace {

using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr std::size_t kLargestQuestion = std::size_t{128} * 1024;  // of OCSP
constexpr auto kJsonType = "application/json; charset=utf-8";

constexpr auto kWebPage =
    "<!DOCTYPE html><html lang=\"vi\"><head><title>Cổng thông tin</title></head><body><div "
    "id=\"app\"></div></body></html>";

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

// Takes the first member of this name out, however deep.
bool remove_member(Json& json, const std::string& name) {
  if (json.is_object()) {
    if (json.erase(name) > 0) return true;
  } else if (!json.is_array()) {
    return false;
  }
  for (auto& element : json) {
    if (remove_member(element, name)) return true;
  }
  return false;
}

void break_contract(PortalReply& reply, std::string_view member, const PortalRequest& asked) {
  if (!member.empty()) {
    (void)remove_member(reply.body, std::string(member));
    return;
  }
  // Whatever the schema misses first.
  const auto whole = reply.body;
  for (const auto& member_of_it : whole.items()) {
    auto broken = whole;
    broken.erase(member_of_it.key());
    if (!contract_problem(*asked.stand, asked.operation->reply, broken).empty()) {
      reply.body = broken;
      return;
    }
  }
}

class PortalVisit final : public Poco::Net::HTTPRequestHandler {
 public:
  explicit PortalVisit(const World& world) : world_(world), faults_(world.records()) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    response.setKeepAlive(false);
    try {
      set_date(response);
      visit(request, response);
    } catch (const Poco::Exception&) {
      throw;  // the connection went away; Poco ends it
    } catch (const std::exception& error) {
      std::cerr << "reseal-sandbox: " << request.getMethod() << " " << request.getURI() << ": " << error.what() << "\n";
      if (!response.sent()) send(response, 500, kJsonType, dumped(refusal(500, "internal", "Lỗi hệ thống.").body));
    }
    ERR_clear_error();
  }

 private:
  // By the portal's own clock, right or wrong, on every answer.
  void set_date(HTTPServerResponse& response) {
    const auto lock = world_.records().lock();
    const auto now = std::chrono::floor<Seconds>(portal_now(world_));
    response.setDate(Poco::Timestamp::fromEpochTime(now.time_since_epoch().count()));
  }

  void visit(HTTPServerRequest& request, HTTPServerResponse& response) {
    PortalRequest asked;
    try {
      const Poco::URI uri(request.getURI());
      asked = route(request.getMethod(), uri.getPath());
      for (const auto& [name, value] : uri.getQueryParameters()) asked.query[name] = value;
    } catch (const Poco::SyntaxException&) {
      return answer(response, refusal(404, "not_found", "No such address."));
    }
    // As a real signing service does (facts: domain-detail 9): its web page answers for whatever it does not know.
    if (asked.operation == nullptr && request.getURI().starts_with("/csc")) {
      return send(response, 200, "text/html; charset=utf-8", kWebPage);
    }
    if (asked.operation == nullptr) return answer(response, refusal(404, "not_found", "No such operation."));
    auto body = read_body(request, asked.operation->largest_body);
    asked.idempotency_key = request.get("Idempotency-Key", "");
    asked.authorization = request.get("Authorization", "");
    if (!before(request, response, asked.operation->id)) return;
    if (!body) return answer(response, refusal(422, "invalid", "The body is too long."));
    asked.body = std::move(*body);
    act(request, response, asked);
  }

  // Faults that strike before the request is looked at. False: the request has had its answer, or none.
  bool before(HTTPServerRequest& request, HTTPServerResponse& response, std::string_view operation) {
    std::optional<Fault> delay;
    std::optional<Fault> lost;
    int status = 0;
    std::string retry_after;
    {
      const auto lock = world_.records().lock();
      count(world_.records(), "received", operation);
      delay = faults_.strike("delay", operation);
      lost = faults_.strike("request-lost", operation);
      for (const auto& [name, code] : {std::pair{"status-500", 500}, {"status-503", 503}, {"status-429", 429}}) {
        if (status != 0 || lost) continue;
        if (const auto fault = faults_.strike(name, operation)) {
          status = code;
          retry_after = fault->value;
        }
      }
    }
    if (delay) {
      std::this_thread::sleep_for(std::chrono::milliseconds(std::strtoll(delay->value.c_str(), nullptr, 10)));
    }
    if (lost) {
      cut(request, response);
      return false;
    }
    if (status == 0) return true;
    if (!retry_after.empty()) response.set("Retry-After", retry_after);
    answer(response, refusal(status, status == 500 ? "internal" : "busy", "Hệ thống đang bận, vui lòng thử lại sau."));
    return false;
  }

  void act(HTTPServerRequest& request, HTTPServerResponse& response, const PortalRequest& asked) {
    const auto operation = asked.operation->id;
    PortalReply reply;
    std::string after;
    {
      const auto lock = world_.records().lock();
      reply = asked.stand->receive(world_, asked);
      for (const auto* name : {"reply-lost", "error-after", "malformed-json", "truncated-json", "wrong-content-type"}) {
        if (after.empty() && faults_.strike(name, operation)) after = name;
      }
      if (reply.status < 300) {
        if (const auto fault = faults_.strike("contract-break", operation)) {
          break_contract(reply, fault->value, asked);
        }
      }
    }
    if (after == "reply-lost") return cut(request, response);
    if (after == "error-after") return answer(response, refusal(500, "internal", "Lỗi hệ thống."));
    const auto body = dumped(reply.body);
    if (after == "malformed-json")
      return send(response, reply.status, kJsonType, body.substr(0, body.size() - 1) + ",");
    if (after == "truncated-json") return send_half(request, response, reply.status, kJsonType, body);
    if (after == "wrong-content-type") {
      return send(response, 200, "text/html; charset=utf-8", kWebPage);
    }
    send(response, reply.status, kJsonType, body);
  }

  static void answer(HTTPServerResponse& response, const PortalReply& reply) {
    send(response, reply.status, kJsonType, dumped(reply.body));
  }

  const World& world_;
  Faults faults_;
};

class PlainVisit final : public Poco::Net::HTTPRequestHandler {
 public:
  explicit PlainVisit(const World& world) : world_(world), faults_(world.records()) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    response.setKeepAlive(false);
    try {
      visit(request, response);
    } catch (const Poco::Exception&) {
      throw;
    } catch (const std::exception& error) {
      std::cerr << "reseal-sandbox: " << request.getMethod() << " " << request.getURI() << ": " << error.what() << "\n";
      if (!response.sent()) send(response, 500, "text/plain", "internal\n");
    }
    ERR_clear_error();
  }

 private:
  static std::string base_of(const std::string& path, std::string_view folder, std::string_view ending) {
    if (!path.starts_with(folder) || !path.ends_with(ending)) return {};
    return path.substr(folder.size(), path.size() - folder.size() - ending.size());
  }

  void visit(HTTPServerRequest& request, HTTPServerResponse& response) {
    const auto path = Poco::URI(request.getURI()).getPath();
    const auto body = read_body(request, kLargestQuestion);
    const auto lock = world_.records().lock();
    const RevocationDesk desk(world_);
    if (path == "/ocsp" && request.getMethod() == "POST" && body) {
      count(world_.records(), "received", "ocsp");
      if (faults_.strike("ocsp-down", "*")) return cut(request, response);
      return send(response, 200, "application/ocsp-response", std::string(as_text(desk.answer_ocsp(as_bytes(*body)))));
    }
    if (const auto issuer = base_of(path, "/crl/", ".crl"); !issuer.empty()) {
      count(world_.records(), "received", "crl");
      if (faults_.strike("crl-down", "*")) return cut(request, response);
      if (const auto crl = desk.crl(issuer))
        return send(response, 200, "application/pkix-crl", std::string(as_text(*crl)));
    }
    if (const auto issuer = base_of(path, "/ca/", ".crt"); !issuer.empty()) {
      if (const auto certificate = desk.ca_certificate(issuer)) {
        return send(response, 200, "application/pkix-cert", std::string(as_text(*certificate)));
      }
    }
    send(response, 404, "text/plain; charset=utf-8", "not found\n");
  }

  const World& world_;
  Faults faults_;
};

}  // namespace

Poco::Net::HTTPRequestHandler* PortalDoor::createRequestHandler(const HTTPServerRequest& /*request*/) {
  return std::make_unique<PortalVisit>(world_).release();  // Poco takes it
}

Poco::Net::HTTPRequestHandler* PlainDoor::createRequestHandler(const HTTPServerRequest& /*request*/) {
  return std::make_unique<PlainVisit>(world_).release();  // Poco takes it
}

void count(const RecordStore& records, std::string_view what, std::string_view which) {
  auto counters = records.get("settings", "counters").value_or(Json::object());
  auto& counter = counters[std::string(what)][std::string(which)];
  counter = counter.is_null() ? 1 : counter.get<int>() + 1;
  records.put("settings", "counters", counters);
}

}  // namespace reseal::sandbox
