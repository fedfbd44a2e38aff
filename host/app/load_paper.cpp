// SPDX-License-Identifier: Apache-2.0
#include "app/load_paper.h"

#include <boost/dll/runtime_symbol_info.hpp>
#include <boost/dll/shared_library.hpp>

#include "reseal/base/error.h"
#include "reseal/base/file.h"

namespace reseal::app {

const document::Documents& load_paper() {
  // Never unloaded: what it brings (glib, pango, fontconfig) keeps its state in globals and does not like to be.
  static auto& library = *new boost::dll::shared_library;
  if (!library) {
    const auto file = boost::dll::this_line_location().parent_path() / RESEAL_PAPER_FILE;
    boost::dll::fs::error_code error;
    library.load(file, error, boost::dll::load_mode::rtld_now);
    if (error) {
      throw Error(ErrorCode::internal, {{"problem", file.string() + " could not be loaded: " + error.message()}});
    }
  }
  return *library.get<const document::Documents*()>("reseal_documents")();
}

}  // namespace reseal::app
