// SPDX-License-Identifier: Apache-2.0
#include "http_exchange.h"

#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/StreamSocket.h>

#include <array>
#include <istream>
#include <ostream>

namespace reseal::sandbox {

// Who sends a little too much hears why. A connection that is closed on somebody who still sends is reset, and what was
// answered may be lost with it.
constexpr std::size_t kHeardOut = std::size_t{1} << 20;

std::optional<std::string> read_body(Poco::Net::HTTPServerRequest& request, std::size_t limit) {
  std::string body;
  std::array<char, 8192> buffer{};
  auto& stream = request.stream();
  while (stream.read(buffer.data(), buffer.size()) || stream.gcount() > 0) {
    body.append(buffer.data(), static_cast<std::size_t>(stream.gcount()));
    if (body.size() > limit + kHeardOut) return std::nullopt;
  }
  if (body.size() > limit) return std::nullopt;
  return body;
}

void cut(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) {
  response.setKeepAlive(false);
  dynamic_cast<Poco::Net::HTTPServerRequestImpl&>(request).socket().close();
}

void send(Poco::Net::HTTPServerResponse& response, int status, const std::string& content_type,
          const std::string& body) {
  response.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(status));
  response.setContentType(content_type);
  response.setContentLength64(static_cast<Poco::Int64>(body.size()));
  response.set("Cache-Control", "no-store");
  response.send() << body << std::flush;
}

void send_half(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response, int status,
               const std::string& content_type, const std::string& body) {
  response.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(status));
  response.setContentType(content_type);
  response.setContentLength64(static_cast<Poco::Int64>(body.size()));
  response.send() << body.substr(0, body.size() / 2) << std::flush;
  cut(request, response);
}

}  // namespace reseal::sandbox
