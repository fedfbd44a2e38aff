// SPDX-License-Identifier: Apache-2.0
// The step functions of the api transport: what comes next is read from the order's history and the portal's requests
// for this certificate, nothing else. Whatever is sent was looked up first, so another computer's request is gone on
// with (VTL-X-05). Which mode a request was made in, the portal says; the deployment's mode only makes new ones.
#pragma once

#include <optional>
#include <vector>

#include "forms.h"

namespace reseal::viettel {

/// What one question needs.
struct Compensation {
  const Order& order;
  Portal portal;
  const std::vector<Campaign>& campaigns;
  bool by_request;
  Text contact;
};

Step next_ordering_step(const Compensation& now);
Step next_installation_step(const Compensation& now);

/// The request to go on with: the newest that was not refused. Of the refused ones only this order's own.
std::optional<Request> current_request(const Compensation& now);
Step refused_by_ca(const Request& request, const Text& contact);
/// Asks for the code of the text message; first has the message sent again, if the person has just said that none came.
Step ask_for_code(const Compensation& now, const Request& request, std::optional<Text> warning = {});

}  // namespace reseal::viettel
