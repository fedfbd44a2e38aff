// SPDX-License-Identifier: Apache-2.0
// What a form shows that a terminal cannot hold: paper to print, QR codes to scan from a screen.
#pragma once

#include <string>
#include <vector>

#include "app/deployment.h"
#include "reseal/form.h"

namespace reseal::app {

struct ShownFile {
  std::size_t shown = 0;  ///< index in Form::shown
  std::string path;       ///< UTF-8
  std::string media_type;
};

/// Writes them beside the order, for its owner only: documents/ORDER/STEP-NAME.pdf and STEP-qr.svg in the state folder.
/// The same bytes each time. With --dry-run nothing is written, and the list is empty. Throws Error(font_missing |
/// file_unwritable | disk_full).
std::vector<ShownFile> write_shown_files(Deployment& deployment, const store::OrderRow& order, const Form& form);

/// situation_json with the files of each task: "files": [{"shown", "path", "media_type"}].
Json situation_json_with_files(Deployment& deployment, const workflow::Situation& situation);

}  // namespace reseal::app
