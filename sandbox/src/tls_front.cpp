// SPDX-License-Identifier: Apache-2.0
#include "tls_front.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "pem.h"
#include "reseal/base/file.h"

namespace reseal::sandbox {

TlsFront::TlsFront(const World& world) : faults_(world.records()) {
  for (const auto* stem : {"tls", "tls-untrusted", "tls-expired"}) {
    identities_.emplace(stem, Identity{world.certificate(stem), key_from_pem(read_file(world.folder() / "keys" /
                                                                                       (std::string(stem) + ".key")))});
  }
  const auto keys = world.folder() / "keys";
  context_ = new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, to_utf8(keys / "tls.key"),
                                    to_utf8(keys / "tls.pem"), "", Poco::Net::Context::VERIFY_NONE);
  context_->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
  // Resumption would skip the certificate, and with it the fault that was switched on in between.
  SSL_CTX_set_session_cache_mode(context_->sslContext(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context_->sslContext(), SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(context_->sslContext(), 0);
  SSL_CTX_set_cert_cb(context_->sslContext(), &TlsFront::choose, this);
  ERR_clear_error();  // Poco leaves "dh key too small" behind
}

TlsFront::~TlsFront() { SSL_CTX_set_cert_cb(context_->sslContext(), nullptr, nullptr); }

// Called from OpenSSL: nothing may throw through it.
int TlsFront::choose(SSL* connection, void* self) {
  try {
    const auto& front = *static_cast<TlsFront*>(self);
    std::string stem = "tls";
    if (front.faults_.find("tls-untrusted", "*")) stem = "tls-untrusted";
    if (front.faults_.find("tls-expired", "*")) stem = "tls-expired";
    const auto& identity = front.identities_.at(stem);
    return SSL_use_certificate(connection, identity.certificate.get()) == 1 &&
                   SSL_use_PrivateKey(connection, identity.key.get()) == 1
               ? 1
               : 0;
  } catch (const std::exception&) {
    return 0;
  }
}

}  // namespace reseal::sandbox
