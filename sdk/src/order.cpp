// SPDX-License-Identifier: Apache-2.0
#include "reseal/order.h"

#include <algorithm>

#include "shape.h"

namespace reseal {
namespace shape {
template <>
inline constexpr Names<Phase, 3> kNames<Phase>{
    {{Phase::ordering, "ordering"}, {Phase::installation, "installation"}, {Phase::registration, "registration"}}};
}  // namespace shape

const Json* Order::result_of(std::string_view step_id) const {
  const auto found =
      std::find_if(history.rbegin(), history.rend(), [&](const PastStep& step) { return step.id == step_id; });
  return found == history.rend() ? nullptr : &found->result;
}

const PastStep* Order::last() const { return history.empty() ? nullptr : &history.back(); }

void to_json(Json& json, const Phase& phase) { json = shape::name_of(phase); }

void from_json(const Json& json, Phase& phase) { shape::read<Phase>(json, phase); }

void to_json(Json& json, const PastStep& step) {
  json = Json{{"number", step.number}, {"phase", step.phase},   {"id", step.id},
              {"kind", step.kind},     {"result", step.result}, {"at", to_iso(step.at)}};
}

void from_json(const Json& json, PastStep& step) {
  shape::expect_object(json);
  step = PastStep{};
  shape::need(json, "number", step.number);
  shape::need(json, "phase", step.phase);
  shape::need(json, "id", step.id);
  shape::need(json, "kind", step.kind);
  shape::may(json, "result", step.result);
  shape::need(json, "at", step.at);
}

void to_json(Json& json, const Order& order) {
  json = Json{{"id", order.id},
              {"phase", order.phase},
              {"now", to_iso(order.now)},
              {"opened_at", to_iso(order.opened_at)},
              {"old", order.old},
              {"key_algorithm", order.key_algorithm},
              {"key_bits", order.key_bits},
              {"history", order.history},
              {"memory", order.memory},
              {"unconfirmed", order.unconfirmed}};
  shape::put(json, "new_certificate", order.new_certificate);
}

void from_json(const Json& json, Order& order) {
  shape::expect_object(json);
  order = Order{};
  shape::need(json, "id", order.id);
  shape::need(json, "phase", order.phase);
  shape::need(json, "now", order.now);
  shape::need(json, "opened_at", order.opened_at);
  shape::need(json, "old", order.old);
  shape::may(json, "new_certificate", order.new_certificate);
  shape::may(json, "key_algorithm", order.key_algorithm);
  shape::may(json, "key_bits", order.key_bits);
  shape::may(json, "history", order.history);
  shape::may(json, "memory", order.memory);
  if (!order.memory.is_object()) throw shape::ShapeError("/memory", "is not an object");
  shape::may(json, "unconfirmed", order.unconfirmed);
}

}  // namespace reseal
