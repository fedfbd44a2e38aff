// SPDX-License-Identifier: Apache-2.0
#include <openssl/x509.h>

#include <cstdlib>

#include "app/doctor/checks.h"
#include "reseal/base/file.h"

namespace reseal::app {
namespace {

std::filesystem::path from_environment(const char* variable, const char* otherwise) {
  const char* value = std::getenv(variable);
  return path_from_utf8(value != nullptr && *value != '\0' ? value : otherwise);
}

}  // namespace

void examine_trust(Deployment& deployment, Findings& findings) {
  const auto& anchors = deployment.anchors();
  if (anchors.roots.empty()) {
    findings.bad("trust.no_roots");
    return;
  }
  findings.good("trust", std::to_string(anchors.roots.size()) + " + " + std::to_string(anchors.intermediates.size()));
}

void examine_tls_roots(Deployment& deployment, Findings& findings) {
  std::error_code error;
  if (const auto& pinned = deployment.config().http_ca_file; !pinned.empty()) {
    (void)read_file(pinned);
    findings.good("tls_roots", to_utf8(pinned));
    return;
  }
  // Where OpenSSL looks.
  const auto file = from_environment(X509_get_default_cert_file_env(), X509_get_default_cert_file());
  const auto folder = from_environment(X509_get_default_cert_dir_env(), X509_get_default_cert_dir());
  if (std::filesystem::exists(file, error)) {
    findings.good("tls_roots", to_utf8(file));
  } else if (std::filesystem::is_directory(folder, error) && !std::filesystem::is_empty(folder, error)) {
    findings.good("tls_roots", to_utf8(folder));
  } else {
    findings.bad("tls_roots.missing", {{"file", to_utf8(file)}, {"folder", to_utf8(folder)}});
  }
}

}  // namespace reseal::app
