// SPDX-License-Identifier: Apache-2.0
#include "reseal/crypto/certificate.h"

#include <mutex>
#include <utility>

#include "certificate_parser.h"
#include "malformed.h"
#include "ossl.h"

namespace reseal::crypto {

struct Certificate::State {
  Bytes der;
  ossl::X509Handle x509;
  Time not_before;
  Time not_after;
  mutable std::once_flag facts_once;
  mutable CertificateFacts facts;
};

Certificate::Certificate(std::shared_ptr<const State> state) : state_(std::move(state)) {}

Certificate Certificate::from_der(ByteView der) {
  ERR_clear_error();
  const unsigned char* at = der.data();
  auto state = std::make_shared<State>();
  state->x509 = ossl::parse_certificate(&at, der.size());
  if (!state->x509) throw malformed("not an X.509 certificate: " + ossl::take_error());
  if (at != der.data() + der.size()) throw malformed("bytes after the end of the certificate");
  const auto not_before = ossl::to_time(X509_get0_notBefore(state->x509.get()));
  const auto not_after = ossl::to_time(X509_get0_notAfter(state->x509.get()));
  if (!not_before || !not_after) throw malformed("a date of the certificate is not a time");
  state->not_before = *not_before;
  state->not_after = *not_after;
  state->der.assign(der.begin(), der.end());
  return Certificate(std::move(state));
}

const Bytes& Certificate::der() const { return state_->der; }

const CertificateFacts& Certificate::facts() const {
  std::call_once(state_->facts_once, [this] {
    state_->facts = ossl::to_facts(state_->x509.get(), state_->der, state_->not_before, state_->not_after);
    state_->facts.pem = pem();
  });
  return state_->facts;
}

Time Certificate::not_before() const { return state_->not_before; }
Time Certificate::not_after() const { return state_->not_after; }

Bytes Certificate::spki() const { return ossl::encode(&i2d_X509_PUBKEY, X509_get_X509_PUBKEY(native())); }
Bytes Certificate::subject_der() const { return ossl::encode(&i2d_X509_NAME, X509_get_subject_name(native())); }
Bytes Certificate::issuer_der() const { return ossl::encode(&i2d_X509_NAME, X509_get_issuer_name(native())); }

Bytes Certificate::serial_der() const { return ossl::encode(&i2d_ASN1_INTEGER, X509_get0_serialNumber(native())); }

bool Certificate::is_self_issued() const {
  return X509_NAME_cmp(X509_get_subject_name(native()), X509_get_issuer_name(native())) == 0;
}

bool Certificate::operator==(const Certificate& other) const {
  return state_ == other.state_ || state_->der == other.state_->der;
}

x509_st* Certificate::native() const { return state_->x509.get(); }

}  // namespace reseal::crypto
