// SPDX-License-Identifier: Apache-2.0
// EST (RFC 7030): the holder re-enrols over TLS, known by the old certificate.
#include "../shared/der.h"
#include "../shared/renewal.h"

namespace {

/// The lines between the marks: base64 in lines of 64, which is what EST servers take (libest refuses one long line).
std::string body_of(const std::string& pem) {
  const auto begin = pem.find('\n') + 1;
  return pem.substr(begin, pem.find("-----END") - begin);
}

reseal::Seconds retry_after(const reseal::HttpResponse& response) {
  const auto header = response.headers.find("retry-after");
  if (header == response.headers.end()) return reseal::Seconds(60);
  const long seconds = std::atol(header->second.c_str());  // a date, which is allowed too, reads as 0
  return reseal::Seconds(seconds > 0 ? seconds : 60);
}

class Est final : public example::Renewal {
 public:
  explicit Est(const reseal::PluginContext& context) : Renewal("est", context) {}

 private:
  [[nodiscard]] std::string operation(const char* name) const { return setting("base_url") + "/" + name; }

  /// First, so that nothing stands between the CA's "yes" and the certificate on the token.
  std::vector<std::string> ca_certificates(const std::string& csr, reseal::Host& host) const {
    reseal::HttpRequest request;
    request.url = operation("cacerts");
    const auto response = host.http(request);
    if (response.status != 200) throw reseal::TryLater("/cacerts: " + std::to_string(response.status));
    return example::issued_for(csr, example::from_base64(response.body)).chain;
  }

  reseal::Step enrol(const reseal::Order& /*order*/, const std::string& csr, reseal::Host& host) override {
    const auto chain = ca_certificates(csr, host);
    reseal::HttpRequest request;
    request.method = "POST";
    request.url = operation("simplereenroll");
    request.headers = {{"Content-Type", "application/pkcs10"}, {"Content-Transfer-Encoding", "base64"}};
    request.body = body_of(csr);
    request.effect =
        "simplereenroll";  // RFC 7030, 4.2.3: after a 202, and after no answer, the very same request again
    request.client_certificate = true;
    const auto response = host.http(request);

    if (response.status == 202) return wait(retry_after(response));
    if (response.status == 200) {
      const auto issued = example::issued_for(csr, example::from_base64(response.body));
      if (issued.certificate.empty()) throw reseal::PortalNonsense("no certificate for our key in the CA's answer");
      return {"install", reseal::Install{issued.certificate, chain}};
    }
    if (response.status >= 500) throw reseal::TryLater("simplereenroll: " + std::to_string(response.status));
    return refuse(std::to_string(response.status) + " " + (response.base64 ? "" : response.body.substr(0, 200)));
  }
};

}  // namespace

RESEAL_PLUGIN(Est)
