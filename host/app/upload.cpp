// SPDX-License-Identifier: Apache-2.0
#include "app/upload.h"

#include <filesystem>

#include "reseal/base/bytes.h"
#include "reseal/base/file.h"

namespace reseal::app {

Json read_upload(const Field& field, const std::string& typed) {
  constexpr std::int64_t kWhenNotSaid = 5 << 20;
  const auto path = path_from_utf8(typed);
  const auto content = read_file(path, static_cast<std::size_t>(field.maximum.value_or(kWhenNotSaid)));
  return Json{{"name", to_utf8(path.filename())},
              {"media_type", "application/octet-stream"},
              {"base64", to_base64(as_bytes(content))}};
}

}  // namespace reseal::app
