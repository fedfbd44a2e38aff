// SPDX-License-Identifier: Apache-2.0
#include "app/pick_certificate.h"

#include <algorithm>

#include "app/describe.h"
#include "app/prompt.h"
#include "app/signing_services.h"
#include "reseal/base/error.h"
#include "reseal/base/unicode.h"

namespace reseal::app {
namespace {

using Possible = std::vector<const workflow::Holding*>;

/// The number, from 1, that a person chooses of `count` lines shown; as an index.
std::size_t ask_number(const std::string& question, std::size_t count) {
  for (;;) {
    const auto line = read_line(question + " ");
    if (!line) throw Error(ErrorCode::interrupted);
    for (std::size_t i = 0; i < count; ++i) {
      if (*line == std::to_string(i + 1)) return i;
    }
  }
}

/// Of several tokens first the token, as people know them from the CAs' own tools: "1 - ePass2003 - Viettel-CA"
/// (number, kind, name: VTL-M-01, VTL-M-17).
Possible on_one_token(Deployment& deployment, const Possible& possible) {
  std::vector<token::TokenIdentity> tokens;
  for (const auto* holding : possible) {
    const auto& identity = holding->token.identity;
    if (std::find(tokens.begin(), tokens.end(), identity) == tokens.end()) tokens.push_back(identity);
  }
  if (tokens.size() == 1) return possible;
  int number = 0;
  for (const auto& token : tokens) {
    const auto name = token.in_cloud() ? key_place(token, deployment.words())
                                       : printable(token.model) + " - " + printable(token.label);
    deployment.terminal().note("  " + std::to_string(++number) + " - " + name);
  }
  const auto& chosen = tokens[ask_number(deployment.words().say("cli.certificates.which_token"), tokens.size())];
  Possible left;
  for (const auto* holding : possible) {
    if (holding->token.identity == chosen) left.push_back(holding);
  }
  return left;
}

const workflow::Holding& ask_which(Deployment& deployment, const Possible& all) {
  const auto possible = on_one_token(deployment, all);
  if (possible.size() == 1) return *possible.front();
  const auto& words = deployment.words();
  int number = 0;
  for (const auto* holding : possible) {
    const auto& facts = holding->candidate.certificate;
    deployment.terminal().note("  " + std::to_string(++number) + ") " + holder_line(facts) + "  " +
                               serial_tail(facts.serial) + "  " + words.date(facts.not_after));
  }
  return *possible[ask_number(words.say("cli.certificates.which"), possible.size())];
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
