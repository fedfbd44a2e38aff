// SPDX-License-Identifier: Apache-2.0
#include <link.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "app/doctor/checks.h"
#include "reseal/base/file.h"

namespace reseal::app {
namespace {

// Whether a driver has brought the card service's library along, by whatever way (linked, or opened by itself as
// OpenSC does).
bool drivers_use_it() {
  const auto is_it = [](dl_phdr_info* library, std::size_t, void*) {
    return std::string_view(library->dlpi_name).find("libpcsclite") == std::string_view::npos ? 0 : 1;
  };
  return ::dl_iterate_phdr(is_it, nullptr) == 1;
}

// The library finds its service here (pcsclite 1.9, pcscd.h).
std::filesystem::path socket_of_the_service() {
  const char* other = std::getenv("PCSCLITE_CSOCK_NAME");
  return path_from_utf8(other != nullptr && *other != '\0' ? other : "/run/pcscd/pcscd.comm");
}

}  // namespace

void examine_card_service(bool token_seen, Findings& findings) {
  const auto socket = socket_of_the_service();
  const std::map<std::string, std::string> params = {{"socket", to_utf8(socket)}};
  std::error_code error;
  const bool runs = std::filesystem::is_socket(socket, error);
  if (drivers_use_it()) {
    if (!runs) {
      findings.bad("card_service.missing", params);
    } else if (::access(socket.c_str(), W_OK) != 0) {
      findings.bad("card_service.permission", params);
    } else {
      findings.good("card_service", to_utf8(socket));
    }
  } else if (!runs && !token_seen) {
    findings.bad("card_service.perhaps_missing", params);
  }
}

}  // namespace reseal::app
