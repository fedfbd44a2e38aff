// SPDX-License-Identifier: Apache-2.0
// Files by their paths, up to what a field takes.
#include "app/upload.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "reseal/base/bytes.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"

namespace reseal::app {
namespace {

struct AnUploadByPath : testing::Test {
  std::filesystem::path file = std::filesystem::temp_directory_path() / ("reseal-" + to_hex(random_bytes(8)));
  Field field;
  AnUploadByPath() { write_file(file, "x"); }
  ~AnUploadByPath() override { std::filesystem::remove(file); }
  void grow(std::uintmax_t size) const { std::filesystem::resize_file(file, size); }
  [[nodiscard]] std::string problem() const {
    try {
      (void)read_upload(field, to_utf8(file));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::file_unreadable);
      return error.params().at("problem");
    }
    return "none";
  }
};

TEST_F(AnUploadByPath, MayBeAsLongAsItsFieldSays) {
  field.maximum = 10 << 20;
  grow(10 << 20);
  EXPECT_EQ(problem(), "none");
}

TEST_F(AnUploadByPath, OfAHundredMegabytesIsRefusedWithTheLimit) {  // SZCA-11
  field.maximum = 10 << 20;
  grow(100 << 20);
  EXPECT_EQ(problem(), "longer than 10485760 bytes");
}

TEST_F(AnUploadByPath, MayHaveFiveMebibytesWhereItsFieldSaysNothing) {
  grow((5 << 20) + 1);
  EXPECT_EQ(problem(), "longer than 5242880 bytes");
}

}  // namespace
}  // namespace reseal::app
