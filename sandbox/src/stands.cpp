// SPDX-License-Identifier: Apache-2.0
// The list of stands. A new one: its accessor here, its contract in CMakeLists.txt.
#include <array>

#include "stand.h"

namespace reseal::sandbox {

const Stand& misa_stand();
const Stand& social_insurance_stand();

std::span<const Stand* const> stands() {
  static const std::array<const Stand*, 2> all{&misa_stand(), &social_insurance_stand()};
  return all;
}

}  // namespace reseal::sandbox
