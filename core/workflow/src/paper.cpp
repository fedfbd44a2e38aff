// SPDX-License-Identifier: Apache-2.0
#include "paper.h"

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

void require_signable(const World& world, ByteView pdf, Time now) {
  (void)documents_of(world).sign(pdf, {now, ""}, [](ByteView) { return Bytes(); });  // a rehearsal
}

std::vector<crypto::Certificate> certificates_above(const crypto::Certificate& certificate,
                                                    const crypto::TrustAnchors& anchors, Time now) {
  auto chain = crypto::verify_path(certificate, anchors, now).chain;
  if (!chain.empty()) chain.erase(chain.begin());
  return chain;
}

Bytes draw(const World& world, const Printout& printout, Time made) {
  return documents_of(world).draw(printout, say_on(world, printout), made);
}

}  // namespace reseal::workflow
