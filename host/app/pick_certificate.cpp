// SPDX-License-Identifier: Apache-2.0
#include "app/pick_certificate.h"

#include "app/describe.h"
#include "app/prompt.h"
#include "reseal/base/error.h"

namespace reseal::app {
namespace {

const workflow::Holding& ask_which(Deployment& deployment, const std::vector<const workflow::Holding*>& possible) {
  const auto& words = deployment.words();
  int number = 0;
  for (const auto* holding : possible) {
    const auto& facts = holding->candidate.certificate;
    deployment.terminal().note("  " + std::to_string(++number) + ") " + holder_line(facts) + "  " +
                               serial_tail(facts.serial) + "  " + words.date(facts.not_after));
  }
  for (;;) {
    const auto line = read_line(words.say("cli.certificates.which") + " ");
    if (!line) throw Error(ErrorCode::interrupted);
    for (std::size_t i = 0; i < possible.size(); ++i) {
      if (*line == std::to_string(i + 1)) return *possible[i];
    }
  }
}

}  // namespace

const workflow::Holding& pick_certificate(Deployment& deployment, const workflow::Holdings& holdings,
                                          const std::string& name) {
  try {
    return workflow::choose_holding(holdings, name);
  } catch (const Error& e) {
    if (e.code() == ErrorCode::certificate_ambiguous && deployment.interactive())
      return ask_which(deployment, certificates_named(holdings, name));
    if (!name.empty()) throw;
    auto params = e.params();
    params["certificate"] = "*";  // nobody named one
    throw Error(e.code(), params, e.cause());
  }
}

std::vector<const workflow::Holding*> certificates_named(const workflow::Holdings& holdings, const std::string& name) {
  std::vector<const workflow::Holding*> found;
  if (name.empty()) {
    for (const auto& holding : holdings.certificates) found.push_back(&holding);
    return found;
  }
  try {
    return {&workflow::choose_holding(holdings, name)};
  } catch (const Error& e) {
    if (e.code() != ErrorCode::certificate_ambiguous) throw;
  }
  for (const auto& holding : holdings.certificates) {
    try {
      (void)workflow::choose_holding({{holding}, {}}, name);
      found.push_back(&holding);
    } catch (const Error&) {
      continue;  // not meant
    }
  }
  return found;
}

}  // namespace reseal::app
