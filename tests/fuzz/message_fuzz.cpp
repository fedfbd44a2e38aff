// SPDX-License-Identifier: Apache-2.0
// Any bytes as a message of the border: parsed, held against each schema, and read into the type only when it fits;
// then the type, written again, must fit too.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "reseal/failure.h"
#include "reseal/host.h"
#include "reseal/order.h"
#include "reseal/plugin.h"
#include "reseal/schema.h"
#include "reseal/step.h"
#include "reseal/verdict.h"

namespace {

template <typename T>
void round_trip(std::string_view schema, const reseal::Json& message) {
  if (!reseal::message_schema(schema).check(message).empty()) return;
  T value;
  try {
    value = message.get<T>();
  } catch (const reseal::MessageError&) {  // what a schema cannot say (a date that is none)
    return;
  }
  const reseal::Json again = value;
  if (!reseal::message_schema(schema).check(again).empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  reseal::Json message;
  try {
    message = reseal::parse_json({reinterpret_cast<const char*>(data), size}, "fuzz");
  } catch (const reseal::MessageError&) {
    return 0;
  }
  for (const auto* schema : {"response", "capability-request", "request", "init", "manifest"}) {
    (void)reseal::message_schema(schema).check(message);
  }
  round_trip<reseal::Step>("step", message);
  round_trip<reseal::Verdict>("verdict", message);
  round_trip<reseal::Quote>("quote", message);
  round_trip<reseal::Description>("description", message);
  round_trip<reseal::HttpRequest>("http-request", message);
  round_trip<reseal::HttpResponse>("http-response", message);
  round_trip<reseal::Order>("order", message);
  return 0;
}
