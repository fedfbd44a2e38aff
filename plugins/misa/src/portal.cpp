// SPDX-License-Identifier: Apache-2.0
#include "portal.h"

#include <algorithm>
#include <array>

#include "reseal/failure.h"

namespace reseal::misa {
namespace {

// No price here has thirteen digits; sums of prices then cannot overflow either.
Money amount_of(const Json& json) {
  auto money = json.get<Money>();
  if (money.minor > 1'000'000'000'000) throw PortalNonsense("an amount of " + std::to_string(money.minor));
  return money;
}

CertificateStatus status_of(const Json& json) {
  CertificateStatus out;
  out.status = json.at("status").get<std::string>();
  out.renewable = json.at("renewable").get<bool>();
  out.reason = json.at("reason").get<std::string>();
  if (!json.at("issuer_ends").get_ref<const std::string&>().empty()) out.issuer_ends = time_of(json, "issuer_ends");
  if (json.at("open_order").is_string()) out.open_order = json.at("open_order").get<std::string>();
  return out;
}

PriceList price_list_of(const Json& json) {
  PriceList out;
  out.extra_token_price = amount_of(json.at("extra_token_price"));
  out.payment_methods = json.at("payment_methods").get<std::vector<std::string>>();
  for (const auto& each : json.at("packages")) {
    OfferedPackage package;
    package.code = each.at("code").get<std::string>();
    for (const auto* language : {"vi", "en", "zh"}) {
      package.names[language] = each.at("name").at(language).get<std::string>();
    }
    package.term_months = each.at("term_months").get<int>();
    package.price = amount_of(each.at("price"));
    package.valid_until = time_of(each, "valid_until");
    out.packages.push_back(std::move(package));
    if (out.packages.back().price.currency != out.extra_token_price.currency) {
      throw PortalNonsense("prices in two currencies: " + out.packages.back().price.currency + " and " +
                           out.extra_token_price.currency);
    }
  }
  if (out.payment_methods.empty()) throw PortalNonsense("no way to pay is offered");
  return out;
}

OrderPage page_of(const Json& json, const std::string& reference) {
  require_ours(json, reference);
  return {json.at("request_id").get<std::string>(), json.at("holder").get<Holder>()};
}

constexpr std::array<const char*, 8> kStatuses = {"placed",  "contacted", "approved",  "accepted",
                                                  "issuing", "issued",    "completed", "refused"};

PlacedOrder order_of(const Json& json, const std::string& reference) {
  PlacedOrder out;
  read_order(json, reference, out);
  const auto status = std::find(kStatuses.begin(), kStatuses.end(), json.at("status").get<std::string>());
  out.status = static_cast<PlacedOrder::Status>(status - kStatuses.begin());
  if (const auto& data = json.at("certificate_data"); !data.is_null()) {
    out.certificate_data =
        CertificateData{data.at("subject").get<std::string>(), data.at("issuer").get<std::string>(),
                        data.at("holder").get<Holder>(), time_of(data, "valid_from"), time_of(data, "valid_to")};
  }
  return out;
}

std::string order_path(const std::string& number, const char* rest = "") {
  return "/orders/" + percent_encoded(number) + rest;
}

std::string distinguished_name(const std::vector<NameAttribute>& name) {
  std::string out;
  for (const auto& part : name) out += (out.empty() ? "" : ", ") + part.key + "=" + part.value;
  return out;
}

}  // namespace

Time time_of(const Json& json, const char* name) {
  try {
    return time_from_iso(json.at(name).get<std::string>());
  } catch (const MessageError& error) {
    throw PortalNonsense(std::string(name) + ": " + error.what());
  }
}

void require_ours(const Json& json, const std::string& reference) {
  const auto theirs = json.at("reference").get<std::string>();
  if (theirs != reference) throw PortalNonsense("asked about order " + reference + ", answered about " + theirs);
}

void read_order(const Json& json, const std::string& reference, OrderAtMisa& out) {
  require_ours(json, reference);
  out.number = json.at("number").get<std::string>();
  if (out.number.empty()) throw PortalNonsense("an order without a number");
  out.message = json.at("message").get<std::string>();
  const auto& payment = json.at("payment");
  out.payment = {amount_of(payment.at("amount")), payment.at("instructions").get<std::string>(),
                 payment.at("qr").get<std::string>(), payment.at("paid").get<bool>()};
  if (const auto& refusal = json.at("refusal"); !refusal.is_null()) {
    out.refusal_reason = refusal.at("reason").get<std::string>();
    out.refund = refusal.at("refund").get<std::string>();
  }
}

void to_json(Json& json, const Holder& holder) {
  json = {{"name", holder.name},       {"tax_code", holder.tax_code},
          {"address", holder.address}, {"representative", holder.representative},
          {"email", holder.email},     {"phone", holder.phone}};
}

void from_json(const Json& json, Holder& holder) {
  const auto text = [&](const char* name) { return json.at(name).get<std::string>(); };
  holder = {text("name"), text("tax_code"), text("address"), text("representative"), text("email"), text("phone")};
}

const OfferedPackage* PriceList::find(const std::string& code) const {
  const auto found =
      std::find_if(packages.begin(), packages.end(), [&](const auto& each) { return each.code == code; });
  return found == packages.end() ? nullptr : &*found;
}

Portal::Portal(Host& host, const PortalContract& contract, const std::string& base_url)
    : client_(host, contract, base_url + "/misa/v1") {}

PortalAnswer<CertificateStatus> Portal::certificate_status(const std::string& serial) {
  return answer_of(client_.get("/certificates/" + percent_encoded(serial), "CertificateStatus"), status_of);
}

PortalAnswer<PriceList> Portal::packages(const std::string& serial) {
  return answer_of(client_.get("/packages?serial=" + percent_encoded(serial), "Packages"), price_list_of);
}

std::optional<OrderPage> Portal::find_renewal_request(const std::string& reference) {
  const auto reply = client_.get("/renewal-requests?reference=" + percent_encoded(reference), "OrderPages");
  if (!reply.ok()) throw PortalNonsense("looking a renewal request up: " + reply.code);
  const auto& found = reply.body.at("requests");
  if (found.empty()) return {};
  return page_of(found.front(), reference);
}

PortalAnswer<OrderPage> Portal::request_renewal(const std::string& reference, const CertificateFacts& certificate) {
  const Json body = {{"reference", reference},
                     {"serial", certificate.serial.hex},
                     {"issuer", certificate.issuer_common_name},
                     {"subject", distinguished_name(certificate.subject)},
                     {"certificate", certificate.pem}};
  return answer_of(client_.post("/renewal-requests", body, "request_renewal", "OrderPage"),
                   [&](const Json& json) { return page_of(json, reference); });
}

std::optional<PlacedOrder> Portal::find_order(const std::string& reference) {
  const auto reply = client_.get("/orders?reference=" + percent_encoded(reference), "Orders");
  if (!reply.ok()) throw PortalNonsense("looking an order up: " + reply.code);
  const auto& found = reply.body.at("orders");
  if (found.empty()) return {};
  return order_of(found.front(), reference);
}

PortalAnswer<PlacedOrder> Portal::place_order(const std::string& reference, const NewOrder& order,
                                              const std::string& effect) {
  const Json body = {{"reference", reference},
                     {"request_id", order.request_id},
                     {"package", order.package},
                     {"discount_code", order.discount_code},
                     {"salesperson_code", order.salesperson_code},
                     {"extra_tokens", order.extra_tokens},
                     {"holder", order.holder},
                     {"terms_accepted", true},
                     {"payment_method", order.payment_method}};
  return answer_of(client_.post("/orders", body, effect, "Order"),
                   [&](const Json& json) { return order_of(json, reference); });
}

PortalAnswer<PlacedOrder> Portal::order(const std::string& number, const std::string& reference) {
  return answer_of(client_.get(order_path(number), "Order"),
                   [&](const Json& json) { return order_of(json, reference); });
}

PortalAnswer<PlacedOrder> Portal::accept_data(const std::string& number, const std::string& reference) {
  return answer_of(client_.post(order_path(number, "/acceptance"), {{"accepted", true}}, "accept_data", "Order"),
                   [&](const Json& json) { return order_of(json, reference); });
}

PortalAnswer<PlacedOrder> Portal::submit_csr(const std::string& number, const std::string& reference,
                                             const std::string& csr) {
  return answer_of(client_.post(order_path(number, "/csr"), {{"csr", csr}}, "submit_csr", "Order"),
                   [&](const Json& json) { return order_of(json, reference); });
}

PortalAnswer<IssuedCertificate> Portal::certificate(const std::string& number) {
  return answer_of(client_.get(order_path(number, "/certificate"), "Issued"), [](const Json& json) {
    return IssuedCertificate{json.at("certificate").get<std::string>(),
                             json.at("chain").get<std::vector<std::string>>(), json.value("serial", std::string())};
  });
}

PortalAnswer<PlacedOrder> Portal::confirm_installation(const std::string& number, const std::string& reference,
                                                       const std::string& serial) {
  return answer_of(
      client_.post(order_path(number, "/installation"), {{"serial", serial}}, "confirm_installation", "Order"),
      [&](const Json& json) { return order_of(json, reference); });
}

}  // namespace reseal::misa
