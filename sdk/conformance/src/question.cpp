// SPDX-License-Identifier: Apache-2.0
#include "question.h"

#include "reseal/base/error.h"
#include "reseal/base/unicode.h"
#include "reseal/failure.h"
#include "simulated_host.h"

namespace reseal::conformance {
namespace {

std::string shortened(const Json& json) {
  constexpr std::size_t kMost = 700;
  auto text = printable(json.is_string() ? json.get_ref<const std::string&>()
                                         : json.dump(-1, ' ', false, Json::error_handler_t::replace));
  if (text.size() <= kMost) return text;
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return text.substr(0, end) + " …";
}

Json put(plugin::Plugin& plugin, const Question& question, Host& host, std::optional<Step>& step) {
  if (question.call == "describe") return plugin.describe();
  if (question.call == "lead_time") return plugin.lead_time();
  if (question.call == "eligibility") return plugin.eligibility(question.order.old, host);
  if (question.call == "quote") return plugin.quote(question.order.old, host);
  if (question.call == "registered") {
    const auto serial = plugin.registered(question.order.old, host);
    return serial ? Json(*serial) : Json();
  }
  step = question.call == "order"     ? plugin.order(question.order, host)
         : question.call == "install" ? plugin.install(question.order, host)
                                      : plugin.registration(question.order, host);
  return *step;
}

}  // namespace

std::string_view to_string(Mischief mischief) {
  switch (mischief) {
    case Mischief::none:
      return "a sound answer";
    case Mischief::lost_reply:
      return "an answer that was lost";
    case Mischief::unreachable:
      return "no connection";
    case Mischief::not_json:
      return "text that is not JSON";
    case Mischief::truncated:
      return "half of the answer";
    case Mischief::html:
      return "a web page with status 200";
    case Mischief::wrong_shape:
      return "JSON of another shape";
    case Mischief::error_500:
      return "status 500";
    case Mischief::missing:
      return "status 404 and nothing else";
    case Mischief::huge:
      return "4 MiB of JSON";
    case Mischief::empty:
      return "nothing at all";
    case Mischief::wrong_type:
      return "a picture";
  }
  return "";
}

bool Answer::same_as(const Answer& other) const {
  return kind == other.kind && said == other.said && requests == other.requests;
}

Answer ask(plugin::Plugin& plugin, const Question& question, ScriptedPortal& portal, const Disturbance& disturbance) {
  SimulatedHost host(portal, question.order.now, disturbance);
  Answer answer;
  const auto begin = std::chrono::steady_clock::now();
  const auto error = [&](Answer::Kind kind, const std::exception& what) {
    answer.kind = kind;
    answer.step.reset();
    answer.said = {{"error", what.what()}};
  };
  try {
    answer.said = put(plugin, question, host, answer.step);
    answer.kind = Answer::Kind::said;
  } catch (const TryLater& later) {
    error(Answer::Kind::try_later, later);
  } catch (const PortalNonsense& nonsense) {
    error(Answer::Kind::nonsense, nonsense);
  } catch (const Error& problem) {
    error(problem.code() == ErrorCode::plugin_not_permitted ? Answer::Kind::not_permitted : Answer::Kind::failed,
          problem);
  } catch (const std::exception& problem) {
    error(Answer::Kind::failed, problem);
  }
  answer.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  answer.requests = host.requests();
  return answer;
}

std::string in_short(const Question& question) {
  if (question.order.history.empty()) return question.call;
  const auto& last = question.order.history.back();
  return question.call + " after " + last.kind + " \"" + last.id + "\" " + shortened(last.result);
}

std::string in_short(const Answer& answer) {
  auto words = shortened(answer.kind == Answer::Kind::said ? answer.said : answer.said.at("error"));
  switch (answer.kind) {
    case Answer::Kind::said:
      return words;
    case Answer::Kind::try_later:
      return "try later: " + words;
    case Answer::Kind::nonsense:
      return "portal nonsense: " + words;
    case Answer::Kind::not_permitted:
      return "not permitted: " + words;
    case Answer::Kind::failed:
      break;
  }
  return "failed: " + words;
}

}  // namespace reseal::conformance
