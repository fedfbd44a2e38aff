// SPDX-License-Identifier: Apache-2.0
// HTTPS for plugins, and for OCSP and CRL: allowed addresses only, a pinned CA where the deployment has one, time-outs,
// no redirect off the list, a limit on size.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reseal/base/bytes.h"
#include "reseal/base/clock.h"
#include "reseal/crypto/certificate.h"
#include "reseal/crypto/signing.h"
#include "reseal/failure.h"
#include "reseal/host.h"

namespace reseal::plugin {

/// Who we are to the other side of TLS: a certificate, and its key, wherever that is.
struct ClientIdentity {
  crypto::Certificate certificate;
  std::vector<crypto::Certificate> chain;  ///< issuer first
  crypto::SigningKey key;
  /// An RSA key that signs nothing but PKCS#1 v1.5: TLS 1.2 at most then, for TLS 1.3 has only PSS (RFC 8446, 4.2.3).
  bool pkcs1_only = false;
};

struct HttpPolicy {
  std::vector<std::string> origins;  ///< "https://host:port"; a request elsewhere is Error(plugin_not_permitted)
  std::filesystem::path ca_file;     ///< PEM; empty: the system's
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds timeout{30000};  ///< for the whole exchange
  std::size_t max_response = 4U << 20U;
  int max_redirects = 3;
  bool allow_http = false;                    ///< OCSP and CRL only: their answers are signed
  std::optional<ClientIdentity> client = {};  ///< shown to the origin that was asked, and to none it sends us on to
};

/// No connection came about, or it was lost: a TryLater that also says where it failed, for those who tell a person
/// what to do about it (doctor). Its text is what logs and journals keep.
class NoAnswer : public TryLater {
 public:
  enum class Reason {
    name_unknown,    ///< the name was not found; without a network no name is
    refused,         ///< nobody listens at that port, or a firewall says so
    unreachable,     ///< no way there
    timed_out,       ///< while looking up, connecting, shaking hands or reading
    unknown_issuer,  ///< no chain to a trusted root: another CA, or somebody who reads along
    not_yet_valid,   ///< chain right, dates not, by this computer's clock
    expired,         ///< the same
    other_host,      ///< a certificate that is trusted, of somebody else
    tls,             ///< no agreement on TLS, or a certificate refused for another reason
    cut_off,
  };
  /// What the other side showed when it was refused for its certificate.
  struct Shown {
    std::string issuer;  ///< "CN=..., O=...", in the certificate's order; from outside: not to be printed as it is
    Time not_before;
    Time not_after;
  };
  NoAnswer(const std::string& why, Reason what, std::optional<Shown> certificate = {})
      : TryLater(why), reason(what), shown(std::move(certificate)) {}
  Reason reason;
  std::optional<Shown> shown;
};

/// One request and its answer, whatever the status. GET and HEAD follow redirects within the origins; any other method
/// never does: the 3xx is the answer. Throws NoAnswer (unreachable, TLS, time, cut off) or another TryLater (an answer
/// that is no HTTP, or too long);
/// Error(portal_unreachable) never leaves here (the engine makes it of TryLater's text). Throws
/// Error(plugin_not_permitted) {permission, plugin ""} for what may not be asked: a place off the list, http, a user
/// name in the address, a header that would forge another, a header that is the host's own. What a ClientIdentity's key
/// throws comes out as it is.
HttpResponse http_exchange(const HttpRequest& request, const HttpPolicy& policy);

/// "https://host:port", lower case, port always there, IPv6 in brackets; empty when `url` is not an http or https
/// address without a user name.
std::string origin_of(std::string_view url);

/// Seconds by which the portal's Date header is ahead of our clock; empty without a usable header. A large skew
/// explains failures that look like anything else (doctor, and the text of TLS errors).
std::optional<std::chrono::seconds> clock_skew(const HttpResponse& response, TimePoint now);

}  // namespace reseal::plugin
