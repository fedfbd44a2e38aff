// SPDX-License-Identifier: Apache-2.0
// What credentials/info says of one credential, held against itself before it is believed.
#pragma once

#include <string>

#include "reseal/crypto/certificate.h"
#include "service_client.h"

namespace reseal::remote {

struct Credential {
  std::string id;
  crypto::Certificate certificate;
  bool enabled = false;
  // What a person has to say before a signature.
  bool pin = false;
  bool otp = false;
  bool otp_is_sent = false;  ///< by credentials/sendOTP; else the person's own device shows it
  std::string phone_tail = {};
  bool on_phone = false;  ///< mode implicit
};

/// Asks for it. Throws what call() throws, and Error(portal_nonsense) for an answer that contradicts itself: the serial
/// or the key that it names is not the certificate's.
Credential fetch_credential(ServiceClient& client, const std::string& id);

}  // namespace reseal::remote
