// SPDX-License-Identifier: Apache-2.0
// From "do you want to send a renewal request?" to MISA's approval (guide, steps 2 to 6).
#include <utility>
#include <variant>

#include "reseal/failure.h"
#include "reseal/phone_number.h"
#include "steps.h"

namespace reseal::misa {
namespace {

class Ordering {
 public:
  explicit Ordering(Question question)
      : order_(question.order), portal_(question.portal), contact_(std::move(question.contact)), journey_(order_) {}

  Step next() {
    if (journey_.declined("confirm_request")) return declined("misa.declined.request");
    if (!journey_.accepted("confirm_request")) return ask("confirm_request", confirm_request_form(order_, contact_));
    if (journey_.declined("confirm_order")) return declined("misa.declined.order");
    // Look first, act second: also when our memory of the order is gone.
    if (const auto placed = find_placed()) return follow(*placed);
    auto page = request_page();
    if (const auto* ending = std::get_if<Step>(&page)) return *ending;
    return fill_in(std::get<OrderPage>(page));
  }

 private:
  Step declined(const char* text) const { return refuse("declined", "declined_by_user", {text, {}}, contact_); }

  bool confirmed() const {
    return journey_.accepted_after("confirm_order", {"choose_package", "information", "payment"});
  }

  std::optional<PlacedOrder> find_placed() {
    if (!journey_.accepted("confirm_order")) return {};
    return portal_.find_order(order_.id);
  }

  // MISA-T-20: the certificate's identity travels to the order page, which fills itself in (MISA-T-06).
  std::variant<OrderPage, Step> request_page() {
    if (const auto* known = journey_.remembered("request")) {
      return OrderPage{known->at("id").get<std::string>(), known->at("holder").get<Holder>()};
    }
    if (auto found = portal_.find_renewal_request(order_.id)) return *found;
    auto answer = portal_.request_renewal(order_.id, order_.old.certificate);
    if (answer.value) return *answer.value;
    if (answer.code == "already_open" || answer.code == "already_ordered" || answer.code == "conflict") {
      if (auto found = portal_.find_renewal_request(order_.id)) return *found;
      return refuse("already_open", "already_ordered", {"misa.refused.already_open", {{"text", answer.message}}},
                    contact_);
    }
    return refuse("not_eligible", "not_eligible", {"misa.refused.not_eligible", {{"text", answer.message}}}, contact_);
  }

  Step fill_in(const OrderPage& page) {
    const Json remember = {{"request", {{"id", page.request_id}, {"holder", page.holder}}}};
    const auto prices = portal_.packages(order_.old.certificate.serial.hex);
    if (!prices.value || prices.value->packages.empty()) {
      return refuse("no_package", "not_eligible", {"misa.refused.no_package", {{"text", prices.message}}}, contact_);
    }
    const auto* package = prices.value->find(journey_.answer_text("choose_package", "package"));
    if (!journey_.accepted("choose_package") || package == nullptr) return choose(*prices.value, {}, remember);
    // Three pages, one after another (MISA-T-21): who goes back to the first sees the others again.
    if (!journey_.accepted_after("information", {"choose_package"})) {
      return ask("information", information_form(order_, page.holder, contact_), remember);
    }
    if (!journey_.accepted_after("payment", {"information"})) {
      return ask("payment", payment_form(order_, *prices.value, contact_), remember);
    }
    const auto holder = entered_holder();
    if (!confirmed()) {
      auto agreed = remember;
      agreed["agreed_total"] =
          total_of(*prices.value, *package, journey_.answer_integer("choose_package", "extra_tokens"));
      return ask("confirm_order", confirm_order_form(journey_, *prices.value, *package, holder, contact_), agreed);
    }
    return place(page, *prices.value, holder);
  }

  Step choose(const PriceList& prices, const std::string& refused, const Json& remember) {
    const auto status = portal_.certificate_status(order_.old.certificate.serial.hex);
    const auto issuer_ends = status.value ? status.value->issuer_ends : std::nullopt;
    return ask("choose_package", choose_package_form(order_, prices, issuer_ends, refused, contact_), remember);
  }

  Holder entered_holder() const {
    const auto text = [&](const char* field) { return journey_.answer_text("information", field); };
    return {text("name"),           text("tax_code"), text("address"),
            text("representative"), text("email"),    phone_number(text("phone")).national};
  }

  Step place(const OrderPage& page, const PriceList& prices, const Holder& holder) {
    const auto text = [&](const char* step, const char* field) { return journey_.answer_text(step, field); };
    NewOrder wanted;
    wanted.request_id = page.request_id;
    wanted.package = text("choose_package", "package");
    wanted.discount_code = text("choose_package", "discount_code");
    wanted.salesperson_code = text("choose_package", "salesperson_code");
    wanted.extra_tokens = journey_.answer_integer("choose_package", "extra_tokens");
    wanted.payment_method = text("payment", "method");
    wanted.holder = holder;
    // A corrected order is another request, so it needs another idempotency key than the one that was refused.
    const auto* corrections = journey_.remembered("corrections");
    const int corrected = corrections == nullptr ? 0 : corrections->get<int>();
    const auto effect = corrected == 0 ? std::string("place_order") : "place_order_" + std::to_string(corrected + 1);
    auto answer = portal_.place_order(order_.id, wanted, effect);
    if (answer.value) return follow(*answer.value);
    if (answer.code == "already_ordered" || answer.code == "already_open" || answer.code == "conflict") {
      if (const auto placed = portal_.find_order(order_.id)) return follow(*placed);
      return refuse("already_ordered", "already_ordered", {"misa.refused.already_open", {{"text", answer.message}}},
                    contact_);
    }
    // A code that has run out, an address that is not taken: the portal may mean any of the three pages.
    if (answer.code == "invalid") return choose(prices, answer.message, {{"corrections", corrected + 1}});
    if (answer.code == "not_eligible") {
      return refuse("not_eligible", "not_eligible", {"misa.refused.not_eligible", {{"text", answer.message}}},
                    contact_);
    }
    return refuse("refused", "refused_by_ca", {"misa.refused.order", {{"text", answer.message}}}, contact_);
  }

  Step follow(const PlacedOrder& placed) {
    const Json remember = {{"order_number", placed.number}};
    if (placed.status == PlacedOrder::Status::refused) return refused_by_ca(placed, contact_);
    if (!journey_.accepted("order_placed")) {
      return ask(
          "order_placed",
          order_placed_form(
              journey_, placed,
              {{"misa.placed.then_salesperson", {}}, {"misa.placed.then_email", {}}, {"misa.placed.then_token", {}}},
              contact_),
          remember);
    }
    Step step;
    step.remember = remember;
    if (placed.status != PlacedOrder::Status::placed && placed.status != PlacedOrder::Status::contacted) {
      step.id = "approved";
      step.action = Done{{"misa.approved.message", {{"number", placed.number}}},
                         {{"misa.approved.plug_in", {}}},
                         {{"order_number", placed.number}}};
      return step;
    }
    step.id = "approval";
    step.action = approval_wait(order_, placed, journey_.signalled("approval"), contact_);
    return step;
  }

  const Order& order_;
  Portal portal_;
  Contact contact_;
  Journey journey_;
};

}  // namespace

Step next_ordering_step(Question question) { return Ordering(std::move(question)).next(); }

}  // namespace reseal::misa
