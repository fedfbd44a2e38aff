// SPDX-License-Identifier: Apache-2.0
#include "border_message.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "conversation.h"
#include "reseal/abi.h"
#include "reseal/base/unicode.h"
#include "reseal/failure.h"
#include "reseal/schema.h"

namespace reseal::plugin {

std::string question(std::string_view call, const Json& input) {
  std::string text;
  try {
    const Json message{{"call", call}, {"input", input}};
    text = message.dump();
    require_message("request", message);
  } catch (const Json::exception& error) {
    throw Misbehaviour(std::string("our question is not UTF-8: ") + error.what());
  } catch (const MessageError& error) {
    throw Misbehaviour(std::string("our question has the wrong shape: ") + error.what());
  }
  if (text.size() > RESEAL_MAX_MESSAGE) {
    throw Misbehaviour("our question is " + std::to_string(text.size()) + " bytes long; at most " +
                       std::to_string(RESEAL_MAX_MESSAGE) + " are allowed");
  }
  return text;
}

std::string for_people(const Json& text) {
  constexpr std::size_t kMost = 600;
  auto plain = printable(text.is_string() ? text.get_ref<const std::string&>() : text.dump());
  if (plain.size() > kMost) {
    std::size_t end = kMost;
    while (end > 0 && (static_cast<unsigned char>(plain[end]) & 0xc0U) == 0x80U) --end;
    plain = plain.substr(0, end) + "...";
  }
  return plain;
}

Json parsed_answer(const std::string& text) {
  try {
    return parse_json(text, "its answer");
  } catch (const MessageError& error) {
    throw Misbehaviour(error.what());
  }
}

Json opened_answer(Json message) {
  try {
    require_message("response", message);
  } catch (const MessageError& error) {
    throw Misbehaviour(error.what());
  }
  if (message.contains("ok")) return std::move(message["ok"]);
  const auto& error = message["error"];
  const auto why = for_people(error["message"]);
  const auto& code = error["code"].get_ref<const std::string&>();
  if (code == "try_later") {
    constexpr std::int64_t kLongest = 30LL * 24 * 3600;
    std::optional<Seconds> after;
    if (const auto it = error.find("after"); it != error.end() && it->is_number_integer()) {
      const auto seconds = it->get<std::int64_t>();
      if (seconds >= 0 && seconds <= kLongest) after = Seconds(seconds);
    }
    throw TryLater(why, after);
  }
  if (code == "portal_nonsense") throw PortalNonsense(why);
  throw Refusal(why.empty() ? for_people(error["code"]) : why);
}

}  // namespace reseal::plugin
