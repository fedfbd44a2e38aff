// SPDX-License-Identifier: Apache-2.0
#include "secure_channel.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/HostEntry.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "reseal/base/clock.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/crypto/certificate.h"
#include "reseal/failure.h"

#if !defined(_WIN32)
#include <csignal>
#endif

namespace reseal::plugin {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Reason = NoAnswer::Reason;

/// OpenSSL writes with write(2): a connection that is gone would end the program by SIGPIPE. Blocked for this thread
/// and taken away again, so that the program's own choice for the signal stays.
class NoBrokenPipe {
 public:
#if defined(_WIN32)
  NoBrokenPipe() = default;
#else
  NoBrokenPipe() {
    sigset_t pending;
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    ::sigpending(&pending);
    was_pending_ = ::sigismember(&pending, SIGPIPE) == 1;
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoBrokenPipe() {
    sigset_t pending;
    ::sigpending(&pending);
    int signal = 0;
    if (!was_pending_ && ::sigismember(&pending, SIGPIPE) == 1) ::sigwait(&pipe_, &signal);
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_{};
  sigset_t before_{};
  bool was_pending_ = false;

 public:
#endif
  NoBrokenPipe(const NoBrokenPipe&) = delete;
  NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;
};

/// Shuts the connection down at the deadline: a time-out on each read would never end a server that sends a byte now
/// and then.
class Watch {
 public:
  Watch(const Poco::Net::StreamSocket& socket, Deadline deadline, bool heed_interrupt)
      : thread_([this, watched = socket, deadline, heed_interrupt]() mutable {
          std::unique_lock lock(mutex_);
          while (!over_) {
            const auto now = steady_clock::now();
            if (now >= deadline || (heed_interrupt && interrupted())) {
              expired_ = true;
              try {
                watched.shutdown();
              } catch (const Poco::Exception&) {  // the other side was faster
              }
              return;
            }
            const auto next = heed_interrupt ? std::min(deadline, now + milliseconds(100)) : deadline;
            changed_.wait_until(lock, next, [this] { return over_; });
          }
        }) {}
  ~Watch() {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  [[nodiscard]] bool expired() {
    const std::lock_guard lock(mutex_);
    return expired_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  bool expired_ = false;
  std::thread thread_;  // last: it uses the others
};

/// getaddrinfo cannot be given a time limit; a thread of its own waits for it, and is left behind if it takes too long.
std::vector<Poco::Net::IPAddress> resolve(const std::string& host, Deadline deadline) {
  Poco::Net::IPAddress literal;
  if (Poco::Net::IPAddress::tryParse(host, literal)) return {literal};
  auto promise = std::make_shared<std::promise<std::vector<Poco::Net::IPAddress>>>();
  auto future = promise->get_future();
  std::thread([promise, host] {
    try {
      promise->set_value(Poco::Net::DNS::hostByName(host).addresses());
    } catch (...) {
      promise->set_exception(std::current_exception());
    }
  }).detach();
  if (future.wait_until(deadline) != std::future_status::ready) {
    throw NoAnswer("the name " + host + " could not be looked up in time", Reason::timed_out);
  }
  try {
    return future.get();
  } catch (const Poco::Exception&) {
    throw NoAnswer("the name " + host + " is not known (no network, or a wrong name)", Reason::name_unknown);
  }
}

Poco::Timespan timespan(milliseconds time) {
  return {std::max<std::int64_t>(time.count(), 1) * Poco::Timespan::MILLISECONDS};
}

milliseconds left(Deadline deadline) {
  return std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
}

Poco::Net::StreamSocket connect(const Address& address, const HttpPolicy& policy, Deadline deadline) {
  const auto until = std::min(deadline, steady_clock::now() + policy.connect_timeout);
  std::string why = "it has no address";
  auto reason = Reason::unreachable;
  for (const auto& ip : resolve(address.host, until)) {
    const auto time = left(until);
    if (time.count() <= 0) break;
    try {
      Poco::Net::StreamSocket socket;
      socket.connect({ip, address.port}, timespan(time));
      socket.setNoDelay(true);
      return socket;
    } catch (const Poco::TimeoutException&) {
      why = "no connection within " + std::to_string(policy.connect_timeout.count()) + " ms";
      reason = Reason::timed_out;
    } catch (const Poco::Net::ConnectionRefusedException& error) {
      why = error.displayText();
      reason = Reason::refused;
    } catch (const Poco::Exception& error) {
      why = error.displayText();
      reason = Reason::unreachable;
    }
  }
  throw NoAnswer("cannot connect to " + address.origin() + ": " + why, reason);
}

/// What is kept of a certificate that was not accepted.
struct NotAccepted {
  std::string why;  ///< empty: OpenSSL accepted it
  NoAnswer::Reason reason = NoAnswer::Reason::tls;
  std::optional<NoAnswer::Shown> shown;
};

Reason reason_of(int verify_error) {
  switch (verify_error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return Reason::expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return Reason::not_yet_valid;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
      return Reason::unknown_issuer;
    default:
      return Reason::tls;
  }
}

std::string in_one_line(const std::vector<NameAttribute>& name) {
  std::string line;
  for (const auto& [oid, key, value] : name)
    line.append(line.empty() ? "" : ", ").append(key).append("=").append(value);
  return line;
}

std::optional<NoAnswer::Shown> shown_by(X509* certificate) {
  if (certificate == nullptr) return {};
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  if (size <= 0) return {};
  const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owned(der, [](unsigned char* p) { OPENSSL_free(p); });
  try {
    const auto read = crypto::Certificate::from_der({der, static_cast<std::size_t>(size)});
    return NoAnswer::Shown{in_one_line(read.facts().issuer), read.not_before(), read.not_after()};
  } catch (const Error&) {  // it is refused anyway
    return {};
  }
}

/// Notes why a certificate was not accepted; Poco only says that it was not.
int verify_and_note(X509_STORE_CTX* store, void* note) {
  const int ok = X509_verify_cert(store);
  if (ok == 1) return ok;
  const int error = X509_STORE_CTX_get_error(store);
  *static_cast<NotAccepted*>(note) = {X509_verify_cert_error_string(error), reason_of(error),
                                      shown_by(X509_STORE_CTX_get0_cert(store))};
  return ok;
}

/// Owned from here on by `native`, which counts references of its own.
void show(const ClientIdentity& client, SSL_CTX* native) {
  const auto add = [&](const crypto::Certificate& certificate, auto use) {
    const unsigned char* at = certificate.der().data();
    const std::unique_ptr<X509, decltype(&X509_free)> read(
        d2i_X509(nullptr, &at, static_cast<long>(certificate.der().size())), &X509_free);
    return read && use(read.get());
  };
  bool done = add(client.certificate, [&](X509* own) { return SSL_CTX_use_certificate(native, own) == 1; }) &&
              SSL_CTX_use_PrivateKey(native, client.key.native()) == 1;
  for (const auto& above : client.chain) {
    done = done && add(above, [&](X509* issuer) { return SSL_CTX_add1_chain_cert(native, issuer) == 1; });
  }
  if (client.pkcs1_only) {
    done = done && SSL_CTX_set_max_proto_version(native, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set1_client_sigalgs_list(native, "RSA+SHA256:RSA+SHA384:RSA+SHA512") == 1;
  }
  ERR_clear_error();
  if (!done) throw Error(ErrorCode::crypto_failed, {{"operation", "TLS"}, {"problem", "the certificate and its key"}});
}

Poco::Net::Context::Ptr make_context(const HttpPolicy& policy, NotAccepted* refusal) {
  Poco::Net::Context::Params params;
  params.caLocation = to_utf8(policy.ca_file);
  params.loadDefaultCAs = policy.ca_file.empty();
  params.verificationMode = Poco::Net::Context::VERIFY_STRICT;
  params.verificationDepth = 9;
  params.cipherList = "HIGH:!aNULL:!eNULL:!MD5:!3DES";
  Poco::Net::Context::Ptr context = new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, params);
  SSL_CTX* native = context->sslContext();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_quiet_shutdown(native, 1);  // lengths are checked, so a farewell tells nothing
  SSL_CTX_set_cert_verify_callback(native, verify_and_note, refusal);
  if (policy.client) show(*policy.client, native);
  return context;
}

}  // namespace

struct SecureChannel::State {
  NoBrokenPipe no_broken_pipe;
  std::string origin;
  Deadline deadline;
  milliseconds limit{0};
  NotAccepted refusal;
  Poco::Net::StreamSocket socket;
  std::unique_ptr<Watch> watch;  // ends before the socket is closed: it must not touch a descriptor that is another's

  [[noreturn]] void no_answer(const std::string& why, Reason reason = Reason::cut_off) const {
    if (watch && watch->expired()) {
      if (interrupted() && left(deadline).count() > 0) throw TryLater(origin + ": interrupted");
      throw NoAnswer(origin + " gave no complete answer within " + std::to_string(limit.count()) + " ms",
                     Reason::timed_out);
    }
    throw NoAnswer(origin + ": " + why, reason, refusal.shown);
  }
  template <typename Act>
  auto guarded(Act act) {
    try {
      return act();
    } catch (const Poco::TimeoutException&) {
      no_answer("no answer within " + std::to_string(limit.count()) + " ms", Reason::timed_out);
    } catch (const Poco::Exception& error) {
      no_answer(error.displayText());
    }
  }
};

SecureChannel::SecureChannel(const Address& address, const HttpPolicy& policy, Deadline deadline,
                             bool abandon_on_interrupt)
    : state_(std::make_unique<State>()) {
  if (address.secure && !policy.ca_file.empty() && !std::filesystem::exists(policy.ca_file)) {
    throw Error(ErrorCode::file_unreadable, {{"file", to_utf8(policy.ca_file)}, {"problem", "no such file"}});
  }
  ERR_clear_error();  // what others left behind would be reported as ours
  state_->origin = address.origin();
  state_->deadline = deadline;
  state_->limit = policy.timeout;
  auto tcp = connect(address, policy, deadline);
  state_->watch = std::make_unique<Watch>(tcp, deadline, abandon_on_interrupt);
  if (!address.secure) {
    state_->socket = tcp;
    return;
  }
  try {
    const auto context = make_context(policy, &state_->refusal);
    tcp.setReceiveTimeout(timespan(left(deadline)));
    tcp.setSendTimeout(timespan(left(deadline)));
    state_->socket = Poco::Net::SecureStreamSocket::attach(tcp, address.host, context);
  } catch (const Poco::Exception& error) {
    if (policy.client) {
      try {
        policy.client->key.rethrow_signer_error();
      } catch (...) {
        state_->watch.reset();
        throw;
      }
    }
    auto why = error.displayText();
    auto reason = state_->refusal.reason;
    if (!state_->refusal.why.empty()) {
      why = "its certificate is not accepted (" + state_->refusal.why + ")";
    } else if (dynamic_cast<const Poco::Net::CertificateValidationException*>(&error) != nullptr) {
      reason = Reason::other_host;  // Poco compares the names after OpenSSL has accepted the chain
    }
    try {
      state_->no_answer("no secure connection: " + why, reason);
    } catch (...) {
      state_->watch.reset();
      ERR_clear_error();
      throw;
    }
  }
}

SecureChannel::~SecureChannel() {
  state_->watch.reset();
  try {
    state_->socket.close();
  } catch (...) {  // the connection is gone already
  }
  ERR_clear_error();
}

void SecureChannel::send(std::string_view bytes) {
  state_->guarded([&] {
    while (!bytes.empty()) {
      state_->socket.setSendTimeout(timespan(left(state_->deadline)));
      const auto chunk = static_cast<int>(std::min<std::size_t>(bytes.size(), 1U << 16U));
      const int sent = state_->socket.sendBytes(bytes.data(), chunk);
      if (sent <= 0) state_->no_answer("the connection was cut off while sending");
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  });
}

std::size_t SecureChannel::receive(char* buffer, std::size_t size) {
  return state_->guarded([&]() -> std::size_t {
    state_->socket.setReceiveTimeout(timespan(left(state_->deadline)));
    const int got = state_->socket.receiveBytes(buffer, static_cast<int>(size));
    if (got < 0) state_->no_answer("the connection was cut off");
    if (got == 0 && state_->watch->expired()) state_->no_answer("");
    return static_cast<std::size_t>(got);
  });
}

}  // namespace reseal::plugin
