// SPDX-License-Identifier: Apache-2.0
// What the host does for a plugin while a call runs. The plugin opens no socket, reads no clock, writes no log of its
// own.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "reseal/values.h"

namespace reseal {

struct HttpRequest {
  std::string method = "GET";
  std::string url;  ///< https, within the endpoints of the manifest that the deployment allows
  std::map<std::string, std::string> headers;
  std::string body;
  /// Names what this request does, for every request that is not GET or HEAD: "place_order". The host journals it
  /// before sending, and derives the Idempotency-Key header from the order and this name: asking twice orders once.
  std::string effect = {};
  bool base64 = false;  ///< `body` is base64: the host sends the bytes
  /// The holder's old certificate is shown as TLS client certificate, its key signs the handshake on the token
  /// (permission `client_certificate`).
  bool client_certificate = false;
  bool operator==(const HttpRequest&) const = default;
};

struct HttpResponse {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;                            ///< UTF-8 or base64 (then `base64` is true)
  bool base64 = false;
  bool operator==(const HttpResponse&) const = default;
};

/// A message of an enrolment protocol that has to be signed with one of the holder's keys. The host looks into `bytes`
/// and signs nothing but what such a protocol signs, so that no document can be slipped under the holder's key.
struct MessageToSign {
  enum class Protocol {
    cmp,   ///< ProtectedPart of RFC 9810 5.1.3, DER: SEQUENCE { header, body }
    scep,  ///< signed attributes of RFC 8894 3.2.1, DER: SET OF Attribute with messageType and transactionID
  };
  Protocol protocol = Protocol::cmp;
  HolderKey key = HolderKey::old_key;
  std::string bytes;              ///< base64
  std::string digest = "SHA256";  ///< "SHA256" | "SHA384" | "SHA512"
  bool operator==(const MessageToSign&) const = default;
};

/// A content key that a CA encrypted for the holder: the encryptedKey of a CMS KeyTransRecipientInfo (SCEP). RSA only,
/// PKCS#1 v1.5; what comes out is at most 32 bytes long.
struct KeyToDecrypt {
  HolderKey key = HolderKey::old_key;
  std::string bytes;  ///< base64
  bool operator==(const KeyToDecrypt&) const = default;
};

/// A helper program of this computer, run by the host (permission `run_programs`): which ones, the deployment's
/// settings say, in those that the manifest names under `programs`.
struct ProgramRun {
  std::string program;  ///< name of the setting that holds its path
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment;  ///< all that it gets, beside PATH
  std::string effect;                              ///< as in HttpRequest; empty: it only looks
  bool operator==(const ProgramRun&) const = default;
};

struct ProgramEnd {
  int code = 0;        ///< what it exited with; one that was ended for its time is a TryLater instead
  std::string output;  ///< standard output, UTF-8
  bool operator==(const ProgramEnd&) const = default;
};

enum class LogLevel { debug, info, warning, error };

class Host {
 public:
  virtual ~Host() = default;
  /// Throws TryLater when no answer could be had (refused, timed out, cut off); the host has journalled that.
  virtual HttpResponse http(const HttpRequest& request) = 0;
  virtual void log(LogLevel level, std::string_view message) = 0;
  [[nodiscard]] virtual Time now() = 0;

  // Granted plugin by plugin: the manifest asks for the permission, the deployment grants it, the journal records each
  // use. A host that has none of it refuses.

  /// The raw signature, base64: RSA PKCS#1 v1.5, or ECDSA as DER (permission `sign_messages`). The person is told which
  /// key signs for which plugin, and is asked for the PIN as for a document.
  virtual std::string sign_message(const MessageToSign& message);
  /// The content key, base64 (permission `decrypt_messages`).
  virtual std::string decrypt_key(const KeyToDecrypt& key);
  virtual ProgramEnd run_program(const ProgramRun& run);
};

/// GET and POST of JSON with the checks every portal client needs: content type, a body that parses, 429/5xx as
/// TryLater (with Retry-After), anything unexpected as PortalNonsense.
struct JsonReply {
  int status = 0;
  Json body;
};
JsonReply http_json(Host& host, const HttpRequest& request);

void to_json(Json& json, const HttpRequest& request);
void from_json(const Json& json, HttpRequest& request);
void to_json(Json& json, const HttpResponse& response);
void from_json(const Json& json, HttpResponse& response);
void to_json(Json& json, const MessageToSign& message);
void from_json(const Json& json, MessageToSign& message);
void to_json(Json& json, const KeyToDecrypt& key);
void from_json(const Json& json, KeyToDecrypt& key);
void to_json(Json& json, const ProgramRun& run);
void from_json(const Json& json, ProgramRun& run);
void to_json(Json& json, const ProgramEnd& end);
void from_json(const Json& json, ProgramEnd& end);

}  // namespace reseal
