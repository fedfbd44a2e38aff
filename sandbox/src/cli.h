// SPDX-License-Identifier: Apache-2.0
// The commands of reseal-sandbox. Data go to stdout as JSON, all else to stderr.
#pragma once

namespace reseal::sandbox {

/// 0 done, 1 error, 2 usage.
int run(int argc, const char* const* argv);

}  // namespace reseal::sandbox
