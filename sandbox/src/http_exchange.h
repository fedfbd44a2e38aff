// SPDX-License-Identifier: Apache-2.0
// Small things that both doors do to a connection.
#pragma once

#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include <optional>
#include <string>

namespace reseal::sandbox {

/// nullopt: longer than the limit.
[[nodiscard]] std::optional<std::string> read_body(Poco::Net::HTTPServerRequest& request, std::size_t limit);
/// Ends the connection without (the rest of) an answer, as a broken line does.
void cut(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response);
void send(Poco::Net::HTTPServerResponse& response, int status, const std::string& content_type,
          const std::string& body);
/// Promises the whole body and sends the first half.
void send_half(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response, int status,
               const std::string& content_type, const std::string& body);

}  // namespace reseal::sandbox
