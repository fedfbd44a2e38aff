// SPDX-License-Identifier: Apache-2.0
// From "Gia hạn" to a dossier that MISA has verified (guide, cases 1 and 2).
#include <algorithm>
#include <utility>

#include "remote_start.h"
#include "remote_steps.h"
#include "reseal/failure.h"
#include "reseal/phone_number.h"

namespace reseal::misa {
namespace {

using RemoteStatus = RemoteOrder::Status;

class RemoteOrdering {
 public:
  explicit RemoteOrdering(RemoteQuestion question)
      : order_(question.order),
        portal_(question.portal),
        remote_(question.remote),
        contact_(std::move(question.contact)),
        journey_(order_) {}

  Step next() {
    if (auto step = next_starting_step(order_, false, contact_)) return std::move(*step);
    if (journey_.declined("accept_order")) {
      return refuse("declined", "declined_by_user", {"misa.declined.order", {}}, contact_);
    }
    // Look first, act second: also when our memory of the order is gone.
    if (journey_.accepted("accept_order")) {
      if (const auto placed = remote_.find_order(order_.id)) return follow(*placed);
    }
    if (const auto page = remote_.find_page(order_.id)) return fill_in(*page);
    return open_page();
  }

 private:
  Step open_page() {
    const auto opened = remote_.open_page(order_.id, order_.old.certificate, app_version_of(journey_));
    if (opened.value) return fill_in(*opened.value);
    if (opened.code == "already_open" || opened.code == "already_ordered" || opened.code == "conflict") {
      return refuse("already_open", "already_ordered", {"misa.refused.already_open", {{"text", opened.message}}},
                    contact_);
    }
    return refuse("not_eligible", "not_eligible", {"misa.refused.not_eligible", {{"text", opened.message}}}, contact_);
  }

  Step fill_in(const RemotePage& page) {
    const auto prices = portal_.packages(order_.old.certificate.serial.hex);
    if (!prices.value || prices.value->packages.empty()) {
      return refuse("no_package", "not_eligible", {"misa.refused.no_package", {{"text", prices.message}}}, contact_);
    }
    const auto* package = prices.value->find(journey_.answer_text("choose_package", "package"));
    if (!journey_.accepted("choose_package") || package == nullptr) return choose(*prices.value, {});
    if (!journey_.accepted_after("codes", {"choose_package"})) return codes(page, {});
    auto typed = typed_codes();
    if (auto step = settle_codes(page, typed)) return std::move(*step);
    if (auto step = next_confirmation(page.kind, page.inherited, "codes", *prices.value)) return std::move(*step);
    if (!journey_.accepted_after("accept_order", {"choose_package", "codes", "confirm_payment"})) {
      return accept(*package, typed);
    }
    return place(page, *prices.value);
  }

  Step choose(const PriceList& prices, const std::string& refused, Json remember = Json::object()) {
    const auto status = portal_.certificate_status(order_.old.certificate.serial.hex);
    const auto issuer_ends = status.value ? status.value->issuer_ends : std::nullopt;
    return ask("choose_package", remote_package_form(order_, prices, issuer_ends, refused, contact_),
               std::move(remember));
  }

  Step codes(const RemotePage& page, const std::string& refused, Json remember = Json::object()) const {
    return ask("codes", codes_form(order_, page, refused, contact_), std::move(remember));
  }

  std::vector<TypedCode> typed_codes() const {
    std::vector<TypedCode> typed;
    const bool asked_back = journey_.accepted_after("codes_not_applied", {"codes"});
    for (const std::string kind : {"discount", "referral"}) {
      const auto code = journey_.answer_text("codes", kind + "_code");
      if (code.empty()) continue;
      const bool ticked = journey_.answer_text("codes", "apply_" + kind) == "true";
      typed.push_back(
          {kind, code, ticked || (asked_back && journey_.answer_text("codes_not_applied", kind) == "apply")});
    }
    return typed;
  }

  // MISA-R-10: typed is not applied, and what is not applied does not count. Neither happens behind one's back.
  std::optional<Step> settle_codes(const RemotePage& page, const std::vector<TypedCode>& typed) {
    std::vector<TypedCode> open;
    std::copy_if(typed.begin(), typed.end(), std::back_inserter(open), [](const auto& each) { return !each.apply; });
    if (!open.empty() && !journey_.accepted_after("codes_not_applied", {"codes"})) {
      return ask("codes_not_applied", not_applied_form(open, contact_));
    }
    applied_ = page.codes;
    const auto tries = times("codes");
    if (const auto* known = refused_at("codes_refused", tries)) return codes(page, *known);
    for (const auto& each : typed) {
      if (!each.apply || page.has(each.kind, each.code)) continue;
      const auto answer = remote_.apply_code(page.request_id, order_.id, each.kind, each.code,
                                             "apply_" + each.kind + "_" + std::to_string(tries));
      if (!answer.value) {
        return codes(page, answer.message, {{"codes_refused", {{"try", tries}, {"text", answer.message}}}});
      }
      applied_ = answer.value->codes;
    }
    return {};
  }

  /// The three groups one after another, each after the one before; `since` is the step that they are confirmed for.
  std::optional<Step> next_confirmation(Kind kind, const RemoteData& inherited, std::string_view since,
                                        const PriceList& prices, const std::string& refused = {}) const {
    if (!journey_.accepted_after("confirm_subject", {since})) {
      return ask("confirm_subject", subject_form(order_, kind, inherited, refused, contact_));
    }
    if (!journey_.accepted_after("confirm_invoice", {"confirm_subject"})) {
      return ask("confirm_invoice", invoice_form(order_, inherited, contact_));
    }
    if (!journey_.accepted_after("confirm_payment", {"confirm_invoice"})) {
      return ask("confirm_payment", payment_data_form(order_, prices, inherited, contact_));
    }
    return {};
  }

  RemoteData confirmed_data() const {
    const auto subject = [&](const char* field) { return journey_.answer_text("confirm_subject", field); };
    const auto invoice = [&](const char* field) { return journey_.answer_text("confirm_invoice", field); };
    return {{subject("name"), subject("tax_code"), subject("address"), subject("representative"), subject("email"),
             phone_number(subject("phone")).national},
            {invoice("name"), invoice("tax_code"), invoice("address"), invoice("email")},
            journey_.answer_text("confirm_payment", "method")};
  }

  Step accept(const OfferedPackage& package, const std::vector<TypedCode>& typed) const {
    std::vector<TypedCode> left_out;
    std::copy_if(typed.begin(), typed.end(), std::back_inserter(left_out),
                 [](const auto& each) { return !each.apply; });
    return ask("accept_order", accept_order_form(order_, package, applied_, left_out, confirmed_data(), contact_),
               {{"agreed_total", remote_total(package, applied_)}});
  }

  Step place(const RemotePage& page, const PriceList& prices) {
    const auto tries = times("accept_order");
    if (const auto* refused = refused_at("order_refused", tries)) return choose(prices, *refused);
    const auto answer =
        remote_.place_order(order_.id, page.request_id, journey_.answer_text("choose_package", "package"),
                            confirmed_data(), "place_remote_order_" + std::to_string(tries));
    if (answer.value) return follow(*answer.value);
    if (answer.code == "already_ordered" || answer.code == "conflict") {
      if (const auto placed = remote_.find_order(order_.id)) return follow(*placed);
      return refuse("already_ordered", "already_ordered", {"misa.refused.already_open", {{"text", answer.message}}},
                    contact_);
    }
    // A package that is gone, an address that is not taken: the portal may mean any of the pages.
    if (answer.code == "invalid") {
      return choose(prices, answer.message, {{"order_refused", {{"try", tries}, {"text", answer.message}}}});
    }
    return refuse("refused", "refused_by_ca", {"misa.refused.order", {{"text", answer.message}}}, contact_);
  }

  Step follow(const RemoteOrder& placed) {
    if (placed.status == RemoteStatus::refused) return refused_by_ca(placed, contact_);
    if (!journey_.accepted("order_placed")) {
      return ask(
          "order_placed",
          order_placed_form(
              journey_, placed,
              {{"misa.remote.then_dossier", {}}, {"misa.remote.then_verified", {}}, {"misa.remote.then_cloud", {}}},
              contact_),
          {{"order_number", placed.number}});
    }
    if (placed.status == RemoteStatus::placed) return dossier(placed);
    if (placed.status == RemoteStatus::sent) return verification(order_, placed, "verification", contact_);
    Step step;
    step.id = "verified";
    step.action = Done{{"misa.remote.verified", {{"number", placed.number}}}, {}, {{"order_number", placed.number}}};
    return step;
  }

  // MISA-R-13; Q7: who says that the data are wrong goes back to the order, and nothing is sent.
  Step dossier(RemoteOrder placed) {
    if (const auto corrections = times_declined("check_dossier"); corrections > 0) {
      if (auto step = correct(placed, corrections)) return std::move(*step);
    }
    const auto application = application_for(placed.kind, has_expired(order_));
    if (!journey_.accepted("check_dossier")) {
      return ask("check_dossier", check_dossier_form(placed, application, contact_),
                 {{"corrected", times_declined("check_dossier")}});
    }
    if (application == Application::consent || journey_.last("sign_application") != nullptr) {
      return sign(placed, placed.declared_address);
    }
    return hand_in(placed);
  }

  std::optional<Step> correct(RemoteOrder& placed, int corrections) {
    const auto* done = journey_.remembered("corrected");
    if (done != nullptr && *done == corrections) return {};
    const auto prices = portal_.packages(order_.old.certificate.serial.hex);
    if (!prices.value) throw PortalNonsense("order " + placed.number + " is placed, and there is no price list");
    const auto tries = times("confirm_payment");
    const auto* refused = refused_at("correction_refused", tries);
    // Refused, the three are gone through again, with the portal's words.
    const std::string_view since = refused == nullptr ? "check_dossier" : "confirm_payment";
    if (auto step = next_confirmation(placed.kind, placed.data, since, *prices.value,
                                      refused == nullptr ? std::string() : *refused)) {
      return step;
    }
    const auto data = confirmed_data();
    if (data == placed.data) return {};
    const auto answer = remote_.correct_order(placed.number, order_.id, data, "correct_order_" + std::to_string(tries));
    if (answer.value) {
      placed = *answer.value;
      return {};
    }
    auto step = ask("confirm_subject", subject_form(order_, placed.kind, data, answer.message, contact_));
    step.remember = {{"correction_refused", {{"try", tries}, {"text", answer.message}}}};
    return step;
  }

  // MISA-R-14, -19: with the old key, in the cloud; the person authorises it with the host.
  Step sign(const RemoteOrder& placed, const std::string& permanent_address) {
    const auto* past = journey_.last("sign_application");
    if (past == nullptr) {
      Step step;
      step.id = "sign_application";
      Sign sign;
      sign.format = Sign::Format::pdf;
      sign.title = {"misa.application.title", {}};
      sign.printout = application_printout(order_, placed, permanent_address);
      step.action = std::move(sign);
      step.remember = {{"permanent_address", permanent_address}};
      return step;
    }
    const auto answer = submit(placed,
                               {false, journey_.remembered("permanent_address")->get<std::string>(), "application/pdf",
                                past->result.at("signature").get<std::string>()},
                               "submit_dossier");
    if (answer.value) return follow(*answer.value);
    return fail("message_refused", "portal_contract", {"misa.failed.message_refused", {{"text", answer.message}}},
                contact_);
  }

  // MISA-R-16
  Step hand_in(const RemoteOrder& placed) {
    const bool old_key_signs = !has_expired(order_);
    const auto way = journey_.answer_text("application_way", "way");
    if (way.empty() || (way == "old_key" && !old_key_signs)) {
      return ask("application_way", application_way_form(old_key_signs, contact_));
    }
    const auto entered = journey_.answer_text("application_details", "permanent_address");
    if (entered != placed.declared_address) {  // MISA-R-36: exactly
      return ask("application_details", application_details_form(placed, entered, contact_));
    }
    if (way == "old_key") return sign(placed, entered);
    return send_application(placed, way == "hand", entered);
  }

  Step send_application(const RemoteOrder& placed, bool by_hand, const std::string& permanent_address) {
    const auto tries = times("send_application");
    const auto* refused = refused_at("application_refused", tries);
    const auto again = [&](const std::string& text, Json remember) {
      return ask("send_application",
                 send_application_form(placed, application_printout(order_, placed, permanent_address), by_hand, text,
                                       contact_),
                 std::move(remember));
    };
    if (tries == 0 || refused != nullptr) return again(refused == nullptr ? "" : *refused, Json::object());
    const auto& file = journey_.answer("send_application").at("application");
    const auto answer = submit(
        placed,
        {by_hand, permanent_address, file.at("media_type").get<std::string>(), file.at("base64").get<std::string>()},
        "submit_dossier_" + std::to_string(tries));
    if (answer.value) return follow(*answer.value);
    return again(answer.message, {{"application_refused", {{"try", tries}, {"text", answer.message}}}});
  }

  PortalAnswer<RemoteOrder> submit(const RemoteOrder& placed, const RemoteApplication& application,
                                   const std::string& effect) {
    auto answer = remote_.submit_dossier(placed.number, order_.id, application, effect);
    if (answer.value && answer.value->status == RemoteStatus::placed) {
      throw PortalNonsense("order " + placed.number + " took the dossier and stood still");
    }
    return answer;
  }

  int times(std::string_view step_id) const {
    return static_cast<int>(std::count_if(order_.history.begin(), order_.history.end(),
                                          [&](const PastStep& past) { return past.id == step_id; }));
  }

  int times_declined(std::string_view step_id) const {
    return static_cast<int>(std::count_if(order_.history.begin(), order_.history.end(), [&](const PastStep& past) {
      return past.id == step_id && !past.result.value("accepted", false);
    }));
  }

  /// What the portal said to this try; nullptr when it did not refuse it. A refusal is not asked for twice.
  const std::string* refused_at(std::string_view name, int tries) const {
    const auto* refused = journey_.remembered(name);
    if (refused == nullptr || refused->at("try") != tries) return nullptr;
    return refused->at("text").get_ptr<const std::string*>();
  }

  const Order& order_;
  Portal portal_;
  RemotePortal remote_;
  Contact contact_;
  Journey journey_;
  std::vector<AppliedCode> applied_;
};

}  // namespace

Step next_remote_ordering_step(RemoteQuestion question) { return RemoteOrdering(std::move(question)).next(); }

Step verification(const Order& order, const RemoteOrder& placed, std::string id, const Contact& contact) {
  const Journey journey(order);
  Step step;
  step.action = news_wait(order, placed,
                          {journey.signalled(id) ? "misa.remote.verification_not_yet" : "misa.remote.verification",
                           {{"number", placed.number}}},
                          contact);
  step.id = std::move(id);
  return step;
}

}  // namespace reseal::misa
