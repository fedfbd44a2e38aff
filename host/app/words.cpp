// SPDX-License-Identifier: Apache-2.0
#include "app/words.h"

#include <utility>

#include "reseal/base/unicode.h"
#include "reseal/failure.h"
#include "reseal/texts.h"
#include "reseal/workflow/texts.h"

namespace reseal::app::detail {
std::string_view text_file(std::string_view name);  // embedded from host/texts
}

namespace reseal::app {
namespace {

std::string grouped(std::int64_t number, std::string_view separator) {
  auto digits = std::to_string(number < 0 ? -number : number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), separator);
  }
  return (number < 0 ? "-" : "") + digits;
}

}  // namespace

Words::Words(std::string language, std::string time_zone)
    : language_(std::move(language)), time_zone_(std::move(time_zone)) {
  for (const auto known : kLanguages) {
    const auto file = std::string(known) + ".json";
    catalogue_.add(known, detail::text_file(file), "texts of the program, " + file);
    catalogue_.add(known, reseal::detail::sdk_text_file(file), "texts of the SDK, " + file);
    catalogue_.add(known, workflow::engine_text_file(file), "texts of the engine, " + file);
  }
}

// Times travel as RFC 3339 (values.h) and are read on the reader's own clock.
std::string Words::say(const Text& text, const std::string& language) const {
  auto local = text;
  for (auto& [name, value] : local.params) {
    constexpr std::size_t kIso = std::string_view("2026-11-21T07:35:20Z").size();
    if (value.size() != kIso || !value.ends_with('Z') || value[10] != 'T') continue;
    try {
      value = format_for(time_from_iso(value), language, time_zone_);
    } catch (const MessageError&) {
      continue;  // it only looked like one
    }
  }
  return printable(catalogue_.render(local, language));
}

std::string Words::say(std::string_view id, std::map<std::string, std::string> params) const {
  return say(Text{std::string(id), std::move(params)});
}

std::string Words::money(const Money& money) const {
  const std::string_view separator = language_ == "vi" ? "." : ",";
  if (money.currency == "VND") return grouped(money.minor, separator) + " ₫";
  const auto whole = grouped(money.minor / 100, separator);
  const auto cents = std::to_string(100 + (money.minor < 0 ? -money.minor : money.minor) % 100).substr(1);
  const auto amount = whole + (language_ == "vi" ? "," : ".") + cents;
  return money.currency == "CNY" ? "¥" + amount : amount + " " + printable(money.currency);
}

Words::ErrorText Words::error(ErrorCode code, const Error::Params& params) const {
  const auto id = "error." + std::string(to_string(code));
  const auto optional = [&](const std::string& part) {
    return catalogue_.has(id + part, "en") ? say(id + part, params) : std::string();
  };
  return {say(id + ".what", params), optional(".kept"), optional(".next")};
}

}  // namespace reseal::app
