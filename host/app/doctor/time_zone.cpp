// SPDX-License-Identifier: Apache-2.0
#include "app/doctor/checks.h"

namespace reseal::app {

void examine_time_zone(Deployment& deployment, Findings& findings) {
  findings.good("time_zone", deployment.words().time(deployment.now()) + " (" + deployment.config().time_zone + ")");
}

}  // namespace reseal::app
