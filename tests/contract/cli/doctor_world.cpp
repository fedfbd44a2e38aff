// SPDX-License-Identifier: Apache-2.0
#include "doctor_world.h"

#include <unistd.h>

namespace reseal::test {

std::unique_ptr<ProductWorld> DoctorWorld::world_;

bool DoctorWorld::is_root() { return ::geteuid() == 0; }

}  // namespace reseal::test
