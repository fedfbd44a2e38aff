// SPDX-License-Identifier: Apache-2.0
#include "credential.h"

#include <algorithm>
#include <cctype>

#include "reseal/base/error.h"

namespace reseal::remote {
namespace {

constexpr std::size_t kLongestTail = 4;

// Serials are numbers: case, separators and leading zeros say nothing.
std::string number(const std::string& hex) {
  std::string digits;
  for (const unsigned char c : hex) {
    if (std::isxdigit(c) != 0 && (c != '0' || !digits.empty())) digits += static_cast<char>(std::toupper(c));
  }
  return digits;
}

std::string text_at(const Json& json, const char* pointer) {
  const Json::json_pointer place{pointer};
  return json.contains(place) && json.at(place).is_string() ? json.at(place).get<std::string>() : "";
}

crypto::Certificate certificate_in(const Json& answer, ServiceClient& client, const std::string& id) {
  const auto der = text_at(answer, "/cert/certificates/0");
  try {
    return crypto::Certificate::from_der(from_base64(der));
  } catch (const Error&) {
    client.nonsense("credential " + id + ": its certificate cannot be read");
  }
}

// RSA and EC keys have OIDs of their own; algorithms are named below them.
bool names_algorithm(const Json& names, const std::string& algorithm) {
  const std::string_view family = algorithm == "RSA" ? "1.2.840.113549.1.1." : "1.2.840.10045.";
  return std::any_of(names.begin(), names.end(), [&](const Json& name) {
    return name.is_string() && name.get_ref<const std::string&>().starts_with(family);
  });
}

void check_against_certificate(const Json& answer, const CertificateFacts& facts, ServiceClient& client,
                               const std::string& id) {
  const auto serial = text_at(answer, "/cert/serialNumber");
  if (!serial.empty() && number(serial) != number(facts.serial.hex)) {
    client.nonsense("credential " + id + ": serial " + facts.serial.hex + " is not the one it names");
  }
  const auto& key = answer.at("key");
  if (key.contains("len") && key.at("len").is_number_integer() && key.at("len") != facts.key.bits) {
    client.nonsense("credential " + id + ": the certificate is for a key of another length");
  }
  if (key.contains("algo") && key.at("algo").is_array() && !names_algorithm(key.at("algo"), facts.key.algorithm)) {
    client.nonsense("credential " + id + ": the certificate is for a key of another kind");
  }
}

void read_objects(const Json& auth, Credential& credential, ServiceClient& client) {
  const auto objects = auth.value("objects", Json::array());
  for (const auto& object : objects) {
    const auto name = text_at(object, "/id");
    if (name == "PIN") {
      credential.pin = true;
    } else if (name == "OTP") {
      credential.otp = true;
      credential.otp_is_sent = text_at(object, "/generator") == "online";
      const auto tail = text_at(object, "/description");
      const bool digits = std::ranges::all_of(tail, [](unsigned char c) { return std::isdigit(c) != 0; });
      if (digits && tail.size() <= kLongestTail) credential.phone_tail = tail;
    } else {
      client.nonsense("credential " + credential.id + ": asks for something that is neither PIN nor OTP");
    }
  }
}

}  // namespace

Credential fetch_credential(ServiceClient& client, const std::string& id) {
  const auto answer = client.call(
      "credentials/info", {{"credentialID", id}, {"certificates", "chain"}, {"certInfo", true}, {"authInfo", true}});
  for (const auto* part : {"key", "cert", "auth"}) {
    if (!answer.contains(part) || !answer.at(part).is_object()) {
      client.nonsense("credential " + id + ": no '" + part + "'");
    }
  }
  Credential credential{.id = id, .certificate = certificate_in(answer, client, id)};
  check_against_certificate(answer, credential.certificate.facts(), client, id);
  credential.enabled = text_at(answer, "/key/status") == "enabled";
  const auto mode = client.service().mode.empty() ? text_at(answer, "/auth/mode") : client.service().mode;
  if (mode == "implicit") {
    credential.on_phone = true;
  } else if (mode == "explicit") {
    read_objects(answer.at("auth"), credential, client);
  } else {
    client.nonsense("credential " + id + ": a way to agree that is not known here: " + text_at(answer, "/auth/mode"));
  }
  return credential;
}

}  // namespace reseal::remote
