// SPDX-License-Identifier: Apache-2.0
// The step function of the api transport for certificates whose key is at the CA.
#pragma once

#include "remote_forms.h"

namespace reseal::misa {

struct RemoteQuestion {
  const Order& order;
  Portal portal;  ///< what both journeys ask: status, price list
  RemotePortal remote;
  Contact contact;
};

Step next_remote_ordering_step(RemoteQuestion question);
Step next_remote_installation_step(RemoteQuestion question);
/// MISA verifies the dossier, for a time that nobody promises (MISA-R-15).
Step verification(const Order& order, const RemoteOrder& placed, std::string id, const Contact& contact);

}  // namespace reseal::misa
