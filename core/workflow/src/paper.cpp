// SPDX-License-Identifier: Apache-2.0
#include "reseal/workflow/paper.h"

namespace reseal::workflow {

const document::Documents& documents_of(const World& world) {
  if (!world.documents) throw Error(ErrorCode::internal, {{"problem", "nothing is there that can draw or sign paper"}});
  return world.documents();
}

document::SayText say_on(const World& world, const Printout& printout) {
  return [&world, language = printout.language](const Text& text) {
    return world.say ? world.say(text, language) : "[" + text.id + "]";
  };
}

Bytes draw(const World& world, const Printout& printout, Time made) {
  return documents_of(world).draw(printout, say_on(world, printout), made);
}

}  // namespace reseal::workflow
