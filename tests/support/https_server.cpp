// SPDX-License-Identifier: Apache-2.0
#include "support/https_server.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/String.h>
#include <openssl/ssl.h>

#include <atomic>
#include <csignal>
#include <mutex>
#include <sstream>
#include <thread>

#include "reseal/base/bytes.h"
#include "reseal/base/file.h"
#include "support/test_ca.h"

namespace reseal::test {
namespace {

using std::chrono::milliseconds;

TestCa new_root(const std::string& name) {
  CertificateSpec spec;
  spec.subject = {{"CN", name}};
  spec.not_before = at("2014-01-01T00:00:00Z");
  spec.not_after = at("2039-01-01T00:00:00Z");
  spec.ca = true;
  return TestCa::root(spec);
}

CertificateSpec server_spec(HttpsServer::Kind kind, const TestKey& key) {
  using Kind = HttpsServer::Kind;
  CertificateSpec spec;
  spec.subject = {{"CN", kind == Kind::wrong_host ? "other.example" : "localhost"}};
  spec.spki = key.spki();
  spec.not_before = at(kind == Kind::not_yet ? "2037-01-01T00:00:00Z" : "2020-01-01T00:00:00Z");
  spec.not_after = kind == Kind::expired ? at("2021-01-01T00:00:00Z") : at("2038-01-01T00:00:00Z");
  spec.extensions = {
      {"subjectAltName", kind == Kind::wrong_host ? "DNS:other.example,IP:127.0.0.9" : "DNS:localhost,IP:127.0.0.1"},
      {"keyUsage", "critical,digitalSignature"},
      {"extendedKeyUsage", "serverAuth"}};
  return spec;
}

std::filesystem::path temporary_folder() {
  auto folder = std::filesystem::temp_directory_path() / ("reseal-https-" + to_hex(random_bytes(8)));
  std::filesystem::create_directories(folder);
  return folder;
}

}  // namespace

struct HttpsServer::State {
  Handler handler;
  Kind kind;
  std::filesystem::path folder = temporary_folder();
  Poco::Net::ServerSocket listener{Poco::Net::SocketAddress("127.0.0.1", 0)};
  Poco::Net::Context::Ptr context;
  std::atomic<bool> over{false};
  mutable std::mutex mutex;
  std::vector<Request> seen;
  std::vector<std::thread> conversations;
  std::thread thread;

  void prepare_tls() {
    const auto root = new_root("Test HTTPS Root");
    const auto other = new_root("Another Root");
    const auto key = TestKey::ec();
    const auto& issuer = kind == Kind::untrusted ? other : root;
    const auto certificate = issuer.issue(server_spec(kind, key));
    write_file(folder / "ca.pem", root.certificate().pem());
    write_file(folder / "server.pem", certificate.pem());
    write_file(folder / "server.key", key.private_pem());
    Poco::Net::Context::Params params;
    params.certificateFile = (folder / "server.pem").string();
    params.privateKeyFile = (folder / "server.key").string();
    params.verificationMode = Poco::Net::Context::VERIFY_NONE;
    params.cipherList = kind == Kind::old_tls ? "ALL:@SECLEVEL=0" : "HIGH:!aNULL";
    context = new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, params);
    if (kind == Kind::old_tls) SSL_CTX_set_max_proto_version(context->sslContext(), TLS1_1_VERSION);
  }

  /// Sleeps in small pieces, so that a test that is over does not wait for it.
  bool pause(milliseconds time) const {
    const auto until = std::chrono::steady_clock::now() + time;
    while (!over && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(std::min(time, milliseconds(5)));
    }
    return !over;
  }

  static Request read_request(Poco::Net::StreamSocket& socket) {
    std::string text;
    char bytes[4096];
    const auto more = [&] {
      const int got = socket.receiveBytes(bytes, sizeof bytes);
      if (got <= 0) throw Poco::IOException("the client is gone");
      text.append(bytes, static_cast<std::size_t>(got));
    };
    while (text.find("\r\n\r\n") == std::string::npos) more();
    const auto end = text.find("\r\n\r\n");
    Request request;
    std::istringstream head(text.substr(0, end));
    head >> request.method >> request.target;
    std::string line;
    std::getline(head, line);
    while (std::getline(head, line)) {
      const auto colon = line.find(':');
      request.headers[Poco::toLower(line.substr(0, colon))] = Poco::trim(line.substr(colon + 1));
    }
    const auto length = request.headers.contains("content-length") ? std::stoul(request.headers["content-length"]) : 0;
    while (text.size() < end + 4 + length) more();
    request.body = text.substr(end + 4, length);
    return request;
  }

  static std::string written(const Request& request, const Answer& answer) {
    if (!answer.raw.empty()) return answer.raw;
    const bool chunked = answer.chunked || answer.cut_in_chunk;
    std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " Scripted\r\n";
    for (const auto& [name, value] : answer.headers) text.append(name).append(": ").append(value).append("\r\n");
    if (chunked) {
      text += "Transfer-Encoding: chunked\r\n";
    } else {
      text += "Content-Length: " + std::to_string(answer.body.size() + (answer.cut_after_headers ? 100 : 0)) + "\r\n";
    }
    text += "Connection: close\r\n\r\n";
    if (answer.cut_after_headers || request.method == "HEAD") return text;
    if (!chunked) return text + answer.body;
    std::ostringstream size;
    size << std::hex << answer.body.size();
    text += size.str() + "\r\n" + answer.body + "\r\n";
    return answer.cut_in_chunk ? text : text + "0\r\n\r\n";
  }

  void send(Poco::Net::StreamSocket& socket, const std::string& text, milliseconds dribble) const {
    std::size_t done = 0;
    while (done < text.size()) {
      const auto piece = dribble.count() > 0 ? 1 : std::min<std::size_t>(text.size() - done, 1U << 16U);
      const int sent = socket.sendBytes(text.data() + done, static_cast<int>(piece));
      if (sent <= 0) return;
      done += static_cast<std::size_t>(sent);
      if (dribble.count() > 0 && !pause(dribble)) return;
    }
  }

  void converse(Poco::Net::StreamSocket tcp) {
    try {
      tcp.setReceiveTimeout(Poco::Timespan(10, 0));
      tcp.setSendTimeout(Poco::Timespan(10, 0));
      if (kind == Kind::silent) {
        pause(milliseconds(10000));
        return;
      }
      Poco::Net::StreamSocket socket = tcp;
      if (kind != Kind::plain_http) socket = Poco::Net::SecureStreamSocket::attach(tcp, context);
      const auto request = read_request(socket);
      {
        const std::lock_guard lock(mutex);
        seen.push_back(request);
      }
      const auto answer = handler(request);
      if (answer.delay.count() > 0 && !pause(answer.delay)) return;
      send(socket, written(request, answer), answer.dribble);
      socket.close();
    } catch (const std::exception&) {  // clients that hang up are what is tested
    }
  }

  void serve() {
    while (!over) {
      try {
        if (!listener.poll(Poco::Timespan(0, 20000), Poco::Net::Socket::SELECT_READ)) continue;
        // Held by its own thread alone: how Poco counts those who hold a socket is out of ThreadSanitizer's sight.
        auto socket = std::make_unique<Poco::Net::StreamSocket>(listener.acceptConnection());
        conversations.emplace_back([this, socket = std::move(socket)] { converse(*socket); });
      } catch (const Poco::Exception&) {
        continue;
      }
    }
  }
};

HttpsServer::HttpsServer(Handler handler, Kind kind) : state_(std::make_unique<State>()) {
#if !defined(_WIN32)
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT: a client that hangs up ends a conversation, not the test
#endif
  state_->handler = std::move(handler);
  state_->kind = kind;
  if (kind != Kind::plain_http) state_->prepare_tls();
  state_->thread = std::thread([state = state_.get()] { state->serve(); });
}

HttpsServer::~HttpsServer() {
  state_->over = true;
  state_->thread.join();
  for (auto& each : state_->conversations) each.join();
  std::error_code ignored;
  std::filesystem::remove_all(state_->folder, ignored);
}

int HttpsServer::port() const { return state_->listener.address().port(); }

std::string HttpsServer::origin(const std::string& host) const {
  return (state_->kind == Kind::plain_http ? "http://" : "https://") + host + ":" + std::to_string(port());
}

std::filesystem::path HttpsServer::ca_file() const { return state_->folder / "ca.pem"; }

std::vector<HttpsServer::Request> HttpsServer::seen() const {
  const std::lock_guard lock(state_->mutex);
  return state_->seen;
}

}  // namespace reseal::test
