// SPDX-License-Identifier: Apache-2.0
#include "app/choose_succession.h"

#include <algorithm>

#include "reseal/base/error.h"
#include "reseal/workflow/candidates.h"

namespace reseal::app {
namespace {

// The same words as for a certificate on a token (candidates.h), held against both certificates.
bool is_meant(const workflow::Succession& succession, const std::string& name) {
  for (const auto* facts : {&succession.new_certificate, &succession.old_certificate}) {
    if (workflow::is_called(*facts, name)) return true;
  }
  return false;
}

}  // namespace

std::optional<workflow::Succession> find_succession(workflow::Cutover& cutover, const std::string& name) {
  if (auto known = cutover.succession_of(name)) return known;  // a fingerprint: the quick way
  auto found = cutover.current_successions();
  if (!name.empty()) std::erase_if(found, [&](const auto& each) { return !is_meant(each, name); });
  if (found.empty()) return std::nullopt;
  if (found.size() > 1) {
    throw Error(ErrorCode::certificate_ambiguous,
                {{"certificate", name.empty() ? "*" : name}, {"count", std::to_string(found.size())}});
  }
  return std::move(found.front());
}

workflow::Succession choose_succession(Deployment& deployment, const std::string& name) {
  auto found = find_succession(deployment.cutover(), name);
  if (!found) throw Error(ErrorCode::usage, {{"problem", deployment.words().say("cli.register.nothing_renewed")}});
  return std::move(*found);
}

}  // namespace reseal::app
