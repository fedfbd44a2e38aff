// SPDX-License-Identifier: Apache-2.0
// A real HTTPS server on 127.0.0.1 that answers as the test says, well or badly.
//
//   HttpsServer server([](const HttpsServer::Request&) { return HttpsServer::Answer{.body = "{}"}; });
//   http_exchange({.url = server.origin() + "/x"}, {.origins = {server.origin()}, .ca_file = server.ca_file()});
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace reseal::test {

class HttpsServer {
 public:
  struct Request {
    std::string method;
    std::string target;
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
  };

  struct Answer {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers = {{"Content-Type", "application/json"}};
    std::string body = {};
    std::chrono::milliseconds delay{0};    ///< before the first byte
    std::chrono::milliseconds dribble{0};  ///< between any two bytes
    bool cut_after_headers = false;        ///< promises a body, and hangs up
    bool chunked = false;
    bool cut_in_chunk = false;  ///< chunked, and hangs up before the last chunk
    std::string raw = {};       ///< when not empty: these bytes instead of all the above
  };
  using Handler = std::function<Answer(const Request&)>;

  enum class Kind {
    good,        ///< certificate for localhost and 127.0.0.1, from the CA in ca_file()
    wrong_host,  ///< from the right CA, for another host
    untrusted,   ///< for the right host, from a CA that is not in ca_file()
    expired,     ///< ended last year
    not_yet,     ///< begins in 2037
    old_tls,     ///< speaks TLS 1.1 at most
    silent,      ///< accepts the connection and never shakes hands
    plain_http,  ///< no TLS at all
  };

  explicit HttpsServer(Handler handler, Kind kind = Kind::good);
  ~HttpsServer();
  HttpsServer(const HttpsServer&) = delete;
  HttpsServer& operator=(const HttpsServer&) = delete;

  [[nodiscard]] int port() const;
  [[nodiscard]] std::string origin(const std::string& host = "127.0.0.1") const;  ///< "https://127.0.0.1:port"
  [[nodiscard]] std::filesystem::path ca_file() const;
  [[nodiscard]] std::vector<Request> seen() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace reseal::test
