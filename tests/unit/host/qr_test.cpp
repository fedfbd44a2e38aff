// SPDX-License-Identifier: Apache-2.0
// Our QR codes before a foreign reader: zbarimg.
#include "app/qr.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <sstream>

#include "reseal/base/bytes.h"
#include "reseal/base/file.h"
#include "support/process.h"

namespace reseal::app {
namespace {

constexpr const char* kText = "https://pay.example.com/?order=SZCA-2026-000123&姓名=阮氏&tên=Ánh";

/// Dark modules of a picture.
using Modules = std::set<std::pair<int, int>>;

/// As a plain grey map (PGM), six pixels a module, with light all around.
std::string scanned(const Modules& dark, int side) {
  constexpr int kPixels = 6;
  const auto width = std::to_string(side * kPixels);
  auto picture = "P5 " + width + " " + width + " 255\n";
  for (int y = 0; y < side * kPixels; ++y) {
    for (int x = 0; x < side * kPixels; ++x) picture += dark.contains({x / kPixels, y / kPixels}) ? '\0' : '\xFF';
  }
  const auto file = std::filesystem::temp_directory_path() / ("reseal-qr-" + to_hex(random_bytes(8)) + ".pgm");
  write_file(file, picture);
  const auto read = test::run({.command = {"zbarimg", "--quiet", "--raw", "--oneshot", file.string()}});
  std::filesystem::remove(file);
  return read.out;
}

TEST(AQrCode, AsSvgIsReadBackByOthers) {
  const auto svg = qr_svg(kText);
  Modules dark;
  for (auto at = svg.find("M"); at != std::string::npos; at = svg.find("M", at + 1)) {
    std::istringstream numbers(svg.substr(at + 1, 12));
    int x = 0;
    int y = 0;
    numbers >> x >> y;
    dark.insert({x, y});
  }
  const auto box = svg.find("viewBox=\"0 0 ") + 13;
  EXPECT_EQ(scanned(dark, std::stoi(svg.substr(box))), kText);
}

TEST(AQrCode, InTheTerminalIsReadBackByOthers) {
  for (const bool coloured : {true, false}) {
    Modules dark;
    std::istringstream rows(qr_for_terminal(kText, coloured));
    int y = 0;
    int width = 0;
    for (std::string row; std::getline(rows, row); y += 2) {
      if (coloured) row = row.substr(0, row.rfind("\x1b[0m")).substr(row.find('m') + 1);
      if (!coloured) row = row.substr(4);
      int x = 0;
      for (std::size_t at = 0; at < row.size(); ++x) {
        const auto block = row[at] == ' ' ? " " : row.substr(at, 3);
        at += block.size() == 1 ? 1 : 3;
        const bool upper = block == "█" || block == "▀";
        const bool lower = block == "█" || block == "▄";
        if (upper == coloured) dark.insert({x + 2, y + 2});
        if (lower == coloured) dark.insert({x + 2, y + 3});
      }
      width = x;
    }
    if (!coloured) {  // the terminal around it is dark: what is light is drawn; here around it is light
      Modules inner;
      for (const auto& [x, row] : dark) {
        if (x < width + 2 && row < width + 2) inner.insert({x, row});
      }
      dark = inner;
    }
    EXPECT_EQ(scanned(dark, width + 5), kText) << coloured;
  }
}

TEST(AQrCode, ThatIsTooLongForOneIsNone) {
  EXPECT_EQ(qr_svg(std::string(5000, 'a')), "");
  EXPECT_EQ(qr_for_terminal(std::string(5000, 'a'), true), "");
}

}  // namespace
}  // namespace reseal::app
