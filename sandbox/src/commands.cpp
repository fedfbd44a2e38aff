// SPDX-License-Identifier: Apache-2.0
#include "commands.h"

#include <unistd.h>
#include <csignal>
#include <ctime>

#include <iostream>
#include <utility>

#include "compensation_desk.h"
#include "misa_stand.h"
#include "misa_views.h"
#include "registration_desk.h"
#include "remote_desk.h"
#include "reseal/base/error.h"
#include "server.h"
#include "stand.h"
#include "szca_desk.h"

namespace reseal::sandbox {
namespace {

Json order_named(const World& world, const std::string& number) {
  auto order = world.records().get("orders", number);
  if (!order) throw Error(ErrorCode::usage, {{"problem", "no order '" + number + "'"}});
  return *order;
}

void set_standing(const World& world, const std::string& serial, const std::string& standing) {
  const Registry registry(world);
  auto certificate = registry.find(serial);
  if (!certificate) throw Error(ErrorCode::usage, {{"problem", "no certificate '" + serial + "'"}});
  certificate->standing = standing;
  certificate->standing_since = world.now_seconds();
  registry.put(*certificate);
}

// People at the agencies.
Json agency_staff(const World& world, const StaffAction& action) {
  if (action.action == "registrations") {
    for (const auto* stand : stands()) stand->tick(world);
    return world.records().all("registrations");
  }
  auto registration = world.records().get("registrations", action.subject);
  if (!registration) throw Error(ErrorCode::usage, {{"problem", "no registration '" + action.subject + "'"}});
  const RegistrationDesk desk(world, *find_stand(registration->at("agency").get<std::string>()));
  if (action.action == "accept-registration") {
    desk.accept(*registration);
  } else {
    desk.refuse(*registration, action.code, action.reason);
  }
  return *registration;
}

// People at Viettel-CA.
Json compensation_staff(const CompensationDesk& desk, Json request, const StaffAction& action) {
  if (action.action == "approve") {
    desk.approve(request);
  } else if (action.action == "refuse") {
    desk.refuse(request, action.code, action.reason);
  } else if (action.action == "issue") {
    desk.issue(request);
  } else {
    throw Error(ErrorCode::usage, {{"problem", "nobody can " + action.action + " a request for compensation"}});
  }
  return compensation_view(request);
}

// People at MISA, on an order for remote signing.
Json remote_staff(const RemoteDesk& desk, Json order, const StaffAction& action) {
  if (action.action == "pay") {
    desk.confirm_payment(order);
  } else if (action.action == "approve") {
    if (action.with_payment && !order.at("paid").get<bool>()) desk.confirm_payment(order);
    if (order.at("status") == "sent") desk.verify(order);
  } else if (action.action == "refuse") {
    desk.refuse(order, "dossier_refused", action.reason.empty() ? "Hồ sơ không hợp lệ." : action.reason);
  } else {
    throw Error(ErrorCode::usage, {{"problem", "nobody can " + action.action + " an order for remote signing"}});
  }
  return remote_order_view(order);
}

// People at SZCA, its handler on the telephone, and its customer who pays.
Json szca_staff(const SzcaDesk& desk, Json application, const StaffAction& action) {
  if (action.action == "identify") {
    desk.pass_identity(application);
  } else if (action.action == "pay") {
    desk.pay(application);
  } else if (action.action == "approve") {
    desk.approve(application);
  } else if (action.action == "refuse") {
    desk.refuse(application, action.reason);
  } else if (action.action == "issue") {
    desk.issue(application);
  } else {
    throw Error(ErrorCode::usage, {{"problem", "nobody can " + action.action + " an application"}});
  }
  return application_view(application);
}

int number_of(const Json& counters, std::string_view what, std::string_view which) {
  const auto group = counters.find(what);
  if (group == counters.end()) return 0;
  return group->value(std::string(which), 0);
}

}  // namespace

void serve(World& world, const ServePlan& plan) {
  sigset_t stop{};
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);  // before any thread is made: only this one waits for them
  std::signal(SIGPIPE, SIG_IGN);
  const auto parent = ::getppid();
  if (plan.port != 0 || plan.http_port != 0) {
    world.set_ports(plan.port != 0 ? plan.port : world.port(),
                    plan.http_port != 0 ? plan.http_port : world.http_port());
  }
  {
    const auto lock = world.records().lock();
    const Faults faults(world.records());
    for (const auto& text : plan.faults) faults.add(parse_fault(text));
  }
  const Server server(world);
  auto ready = world.facts();
  ready["pid"] = ::getpid();
  if (!plan.ready_file.empty()) replace_file(plan.ready_file, ready.dump(1));
  std::cout << ready.dump() << std::endl;
  for (;;) {
    const timespec slice{0, 200'000'000};
    if (sigtimedwait(&stop, nullptr, &slice) > 0) return;
    if (plan.stop_with_parent && ::getppid() != parent) return;
    const auto lock = world.records().lock();
    for (const auto* stand : stands()) stand->tick(world);
  }
}

Json staff(const World& world, const StaffAction& action) {
  const auto lock = world.records().lock();
  if (action.action.ends_with("registrations") || action.action.ends_with("-registration")) {
    return agency_staff(world, action);
  }
  const OrderDesk desk(world, portal_now(world));
  if (action.action == "list") {
    Portal(world).tick();
    auto orders = Json::array();
    for (const auto& order : world.records().all("orders")) orders.push_back(order_view(order));
    return orders;
  }
  if (action.action == "revoke" || action.action == "suspend" || action.action == "reinstate") {
    const auto standing = action.action == "revoke" ? "revoked" : action.action == "suspend" ? "suspended" : "good";
    set_standing(world, action.subject, standing);
    return {{"serial", action.subject}, {"standing", standing}};
  }
  const CompensationDesk compensations(world, portal_now(world));
  if (action.action == "compensations") {
    auto list = Json::array();
    for (const auto& request : compensations.all()) list.push_back(compensation_view(request));
    return list;
  }
  if (auto request = compensations.find(action.subject)) {
    return compensation_staff(compensations, std::move(*request), action);
  }
  const RemoteDesk remote(world, portal_now(world));
  if (action.action == "remote-orders") {
    auto list = Json::array();
    for (const auto& each : remote.all()) list.push_back(remote_order_view(each));
    return list;
  }
  if (auto order = remote.find(action.subject)) return remote_staff(remote, std::move(*order), action);
  const SzcaDesk szca(world, portal_now(world));
  if (action.action == "applications") {
    auto list = Json::array();
    for (const auto& application : szca.all()) list.push_back(application_view(application));
    return list;
  }
  if (auto application = szca.find(action.subject)) return szca_staff(szca, std::move(*application), action);
  auto order = order_named(world, action.subject);
  if (action.action == "contact") {
    desk.contact(order);
  } else if (action.action == "pay") {
    desk.confirm_payment(order);
  } else if (action.action == "approve") {
    if (action.with_payment && !order.at("paid").get<bool>()) desk.confirm_payment(order);
    if (is_open(order)) desk.approve(order);
  } else if (action.action == "refuse") {
    desk.refuse(order, "dossier_refused", action.reason.empty() ? "Hồ sơ không hợp lệ." : action.reason);
  } else {
    desk.issue(order);
  }
  return order_view(order);
}

Json show(const World& world) {
  const auto lock = world.records().lock();
  const auto counters = world.records().get("settings", "counters").value_or(Json::object());
  auto received = Json::object();
  for (const auto* stand : stands()) {
    for (const auto& operation : stand->operations()) {
      received[std::string(operation.id)] = number_of(counters, "received", operation.id);
    }
  }
  for (const auto* other : {"ocsp", "crl"}) received[other] = number_of(counters, "received", other);
  auto orders = Json::array();
  int issued = 0;
  int completed = 0;
  int paid = 0;
  for (const auto& order : world.records().all("orders")) {
    auto view = order;
    view["payment"] = order_view(order).at("payment");
    issued += order.at("new_serial").is_null() ? 0 : 1;
    completed += order.at("status") == "completed" ? 1 : 0;
    paid += order.at("paid").get<bool>() ? 1 : 0;
    orders.push_back(std::move(view));
  }
  const auto remote_orders = world.records().all("remote-orders");
  for (const auto& order : remote_orders) {
    issued += order.at("new_serial").is_null() ? 0 : 1;
    paid += order.at("paid").get<bool>() ? 1 : 0;
  }
  const auto compensations = world.records().all("compensations");
  for (const auto& request : compensations) {
    issued += request.at("new_serial").is_null() ? 0 : 1;
    completed += request.at("status") == "installed" ? 1 : 0;
  }
  const auto applications = world.records().all("applications");
  for (const auto& application : applications) {
    issued += application.at("new_serial").is_null() ? 0 : 1;
    completed += application.at("status") == "已完成" ? 1 : 0;
    paid += application.at("payment").at("state") == "paid" ? 1 : 0;
  }
  auto certificates = Json::array();
  for (const auto& certificate : Registry(world).all()) {
    certificates.push_back(
        {{"serial", certificate.serial}, {"issuer", certificate.issuer}, {"standing", certificate.standing}});
  }
  auto faults = Json::array();
  for (const auto& fault : Faults(world.records()).list()) {
    faults.push_back(
        {{"name", fault.name}, {"operation", fault.operation}, {"value", fault.value}, {"left", fault.left}});
  }
  return {{"now", to_iso(world.now_seconds())},
          {"received", received},
          {"requests", world.records().all("requests")},
          {"orders", orders},
          {"remote_orders", remote_orders},
          {"compensations", compensations},
          {"applications", applications},
          {"registrations", world.records().all("registrations")},
          {"totals",
           {{"orders", orders.size() + remote_orders.size()},
            {"paid", paid},
            {"certificates_issued", issued},
            {"installations_confirmed", completed}}},
          {"certificates", certificates},
          {"faults", faults}};
}

}  // namespace reseal::sandbox
