// SPDX-License-Identifier: Apache-2.0
// What a library's bytes say before anything maps them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "folders.h"
#include "reseal/base/file.h"

namespace reseal::plugin {
namespace {

using testing::HasSubstr;

std::string good_image() { return read_file(test::hostile_library("rude")); }

TEST(LibraryImage, OfAGoodPluginIsUsable) { EXPECT_EQ(inspect_image(good_image(), "x.so").code, "ok"); }

TEST(LibraryImage, OfATextFileIsNoLibrary) {
  const auto finding = inspect_image("#!/bin/sh\necho hello, this is a text file of some length\n", "x.so");
  EXPECT_EQ(finding.code, "not_a_library");
  EXPECT_THAT(finding.problem, HasSubstr("x.so"));
  EXPECT_NE(finding.expected, "");
  EXPECT_NE(finding.found, "");
  EXPECT_NE(finding.advice, "");
}

TEST(LibraryImage, OfNothingIsNoLibrary) { EXPECT_EQ(inspect_image("", "x.so").code, "not_a_library"); }

TEST(LibraryImage, CutOffAnywhereIsNeverUsable) {  // the loader would be killed by SIGBUS
  const auto image = good_image();
  for (std::size_t size = 0; size < image.size(); size += 1 + size / 50) {
    EXPECT_FALSE(inspect_image(std::string_view(image).substr(0, size), "x.so").usable) << size;
  }
  EXPECT_EQ(inspect_image(std::string_view(image).substr(0, image.size() - 1), "x.so").code, "truncated");
  EXPECT_EQ(inspect_image(std::string_view(image).substr(0, image.size() / 2), "x.so").code, "truncated");
}

TEST(LibraryImage, OfAnotherMachineIsNamed) {
  auto image = good_image();
  image[18] = static_cast<char>(0xf3);  // e_machine: RISC-V
  const auto finding = inspect_image(image, "x.so");
#if !defined(__riscv)
  EXPECT_EQ(finding.code, "architecture");
  EXPECT_EQ(finding.found, "RISC-V");
#endif
}

TEST(LibraryImage, OfAnotherWordSizeIsNamed) {
  auto image = good_image();
  image[4] = static_cast<char>(image[4] == 2 ? 1 : 2);  // EI_CLASS
  EXPECT_EQ(inspect_image(image, "x.so").code, "architecture");
}

TEST(LibraryImage, WhoseTablesPointAnywhereIsNeverRead) {
  const auto image = good_image();
  for (const std::size_t field : {32U, 40U}) {  // e_phoff, e_shoff
    for (const char byte : {'\x7f', '\xff'}) {
      auto broken = image;
      for (std::size_t i = 0; i < 8; ++i) broken[field + i] = byte;
      EXPECT_EQ(inspect_image(broken, "x.so").code, "truncated") << field;
    }
  }
}

TEST(LibraryImage, OfAnObjectFileIsNoSharedLibrary) {
  auto image = good_image();
  image[16] = 1;  // ET_REL
  EXPECT_EQ(inspect_image(image, "x.so").code, "not_a_library");
}

}  // namespace
}  // namespace reseal::plugin
