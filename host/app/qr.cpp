// SPDX-License-Identifier: Apache-2.0
#include "app/qr.h"

#include <qrencode.h>

#include <memory>

namespace reseal::app {
namespace {

struct QrDeleter {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

}  // namespace

std::string qr_for_terminal(std::string_view text, bool colored) {
  const std::unique_ptr<QRcode, QrDeleter> code(QRcode_encodeString8bit(std::string(text).c_str(), 0, QR_ECLEVEL_M));
  if (code == nullptr) return {};
  constexpr int kQuiet = 2;
  const auto dark = [&](int x, int y) {
    if (x < 0 || y < 0 || x >= code->width || y >= code->width) return false;
    return (code->data[static_cast<std::size_t>(y) * static_cast<std::size_t>(code->width) +
                       static_cast<std::size_t>(x)] &
            1U) != 0;
  };
  std::string out;
  for (int y = -kQuiet; y < code->width + kQuiet; y += 2) {
    out += colored ? "    \x1b[30;47m" : "    ";  // dark on light, whatever the terminal's colours are
    for (int x = -kQuiet; x < code->width + kQuiet; ++x) {
      const bool upper = dark(x, y) == colored;
      const bool lower = dark(x, y + 1) == colored;
      out += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
    }
    out += colored ? "\x1b[0m\n" : "\n";
  }
  return out;
}

}  // namespace reseal::app
