// SPDX-License-Identifier: Apache-2.0
#include "simulated_host.h"

#include "reseal/base64.h"
#include "reseal/failure.h"

namespace reseal::conformance {
namespace {

// As much as the host reads of an answer (plugin::HttpPolicy::max_response); more than that never reaches a plugin.
constexpr std::size_t kMost = (std::size_t{4} << 20U) - 16;

HttpResponse json_response(std::string body) {
  return {200, {{"content-type", "application/json"}}, std::move(body), false};
}

HttpResponse nonsense(Mischief mischief, HttpResponse sound) {
  switch (mischief) {
    case Mischief::not_json:
      return json_response("Internal state: OK");
    case Mischief::truncated:
      sound.body.resize(sound.body.size() / 2);
      while (!sound.body.empty() && (static_cast<unsigned char>(sound.body.back()) & 0x80U) != 0) sound.body.pop_back();
      return sound;
    case Mischief::html:
      return {200, {{"content-type", "text/html; charset=utf-8"}}, "<html><body>Maintenance</body></html>", false};
    case Mischief::wrong_shape:
      return json_response(R"({"portal": ["of", {"another": "kind"}], "status": 7, "number": null})");
    case Mischief::error_500:
      return {500, {{"content-type", "text/plain"}}, "out of order", false};
    case Mischief::missing:
      return {404, {}, "", false};
    case Mischief::huge: {
      const auto line = ",\"" + std::string(1000, 'x') + "\"";
      std::string list = "[0";
      while (list.size() + line.size() < kMost) list += line;
      return json_response(list + "]");
    }
    case Mischief::empty:
      return json_response("");
    case Mischief::wrong_type:
      return {200, {{"content-type", "image/png"}}, "iVBORw0KGgo=", true};
    case Mischief::none:
    case Mischief::lost_reply:
    case Mischief::unreachable:
      break;
  }
  return sound;
}

}  // namespace

HttpResponse SimulatedHost::http(const HttpRequest& request) {
  const auto number = requests_.size();
  requests_.push_back(request);
  const auto mischief = disturbance_.mischief;
  const bool here = mischief == Mischief::lost_reply ? number == disturbance_.request : number >= disturbance_.request;
  if (mischief == Mischief::none || !here) return portal_.answer(request, now_);
  if (mischief == Mischief::unreachable) throw TryLater("the portal cannot be reached");
  if (mischief == Mischief::lost_reply) {
    (void)portal_.answer(request, now_);
    throw TryLater("the reply was lost");
  }
  auto asked_aside = portal_;  // rubbish says nothing about what the portal did; here it did nothing
  return nonsense(mischief, asked_aside.answer(request, now_));
}

std::string SimulatedHost::sign_message(const MessageToSign& message) {
  constexpr std::size_t kRsa2048 = 256;
  return base64_encoded(std::string(kRsa2048, message.key == HolderKey::old_key ? 'o' : 'n'));
}

std::string SimulatedHost::decrypt_key(const KeyToDecrypt& /*key*/) { return base64_encoded("0123456789abcdef"); }

}  // namespace reseal::conformance
