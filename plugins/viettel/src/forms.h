// SPDX-License-Identifier: Apache-2.0
// What a person sees of a compensation, and what was answered about text messages. Nothing is decided here.
#pragma once

#include <optional>
#include <string>

#include "campaign.h"
#include "portal.h"
#include "reseal/journey.h"
#include "reseal/order.h"
#include "reseal/step.h"

namespace reseal::viettel {

/// `warning`: why it is asked again. `phone`: what the field begins with.
Form request_form(const Order& order, const Verdict& verdict, const Text& contact, std::optional<Text> warning,
                  const std::string& phone);
Form confirm_form(const Order& order, const std::string& phone, const Text& contact);
Wait result_wait(const Order& order, const Request& request, const Text& contact);
Form code_form(const Request& request, const std::optional<Text>& sent, const std::optional<Text>& warning,
               const Text& contact);
Form install_form(const Request& request, const Text& contact);
Done compensated(const Order& order, const Request& request, const CertificateFacts& certificate,
                 const Campaign* campaign);

/// What was told of Viettel-CA's text messages so far.
struct TextMessages {
  std::string code;         ///< of the newest message; empty after a new one was asked for
  int codes = 0;            ///< entered so far: each is a try of its own
  int resends = 0;          ///< asked for so far
  bool resend_now = false;  ///< just asked for
};
TextMessages text_messages(const Order& order);

}  // namespace reseal::viettel
