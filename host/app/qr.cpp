// SPDX-License-Identifier: Apache-2.0
#include "app/qr.h"

#include <qrencode.h>

#include <memory>

namespace reseal::app {
namespace {

class Code {
 public:
  explicit Code(std::string_view text)
      : code_(QRcode_encodeString8bit(std::string(text).c_str(), 0, QR_ECLEVEL_M), &QRcode_free) {}
  /// Modules on a side; 0 when the text does not fit.
  [[nodiscard]] int width() const { return code_ ? code_->width : 0; }
  /// Light around it.
  [[nodiscard]] bool dark(int x, int y) const {
    if (x < 0 || y < 0 || x >= width() || y >= width()) return false;
    const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(width()) + static_cast<std::size_t>(x);
    return (code_->data[at] & 1U) != 0;
  }

 private:
  std::unique_ptr<QRcode, decltype(&QRcode_free)> code_;
};

}  // namespace

std::string qr_for_terminal(std::string_view text, bool colored) {
  const Code code(text);
  if (code.width() == 0) return {};
  constexpr int kQuiet = 2;
  std::string out;
  for (int y = -kQuiet; y < code.width() + kQuiet; y += 2) {
    out += colored ? "    \x1b[30;47m" : "    ";  // dark on light, whatever the terminal's colours are
    for (int x = -kQuiet; x < code.width() + kQuiet; ++x) {
      const bool upper = code.dark(x, y) == colored;
      const bool lower = code.dark(x, y + 1) == colored;
      out += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
    }
    out += colored ? "\x1b[0m\n" : "\n";
  }
  return out;
}

std::string qr_svg(std::string_view text) {
  const Code code(text);
  if (code.width() == 0) return {};
  constexpr int kQuiet = 4;
  const auto side = std::to_string(code.width() + 2 * kQuiet);
  auto svg = R"(<svg xmlns="http://www.w3.org/2000/svg" width="60mm" height="60mm" viewBox="0 0 )" + side + " " + side +
             R"(" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/><path fill="#000" d=")";
  for (int y = 0; y < code.width(); ++y) {
    for (int x = 0; x < code.width(); ++x) {
      if (code.dark(x, y)) svg += "M" + std::to_string(x + kQuiet) + " " + std::to_string(y + kQuiet) + "h1v1h-1z";
    }
  }
  return svg + "\"/></svg>\n";
}

}  // namespace reseal::app
