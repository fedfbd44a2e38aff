// SPDX-License-Identifier: Apache-2.0
// Certificates, verdicts and orders as lines for people.
#pragma once

#include <string>

#include "app/terminal.h"
#include "app/words.h"
#include "reseal/certificate_facts.h"
#include "reseal/verdict.h"
#include "reseal/workflow/engine.h"

namespace reseal::app {

/// "CÔNG TY … (MST 0101243150)", from the certificate's own words.
std::string holder_line(const CertificateFacts& certificate);
/// The end of a serial, where renewed ones differ: "…9A41C2".
std::string serial_tail(const SerialNumber& serial);
/// Old and new serial under each other with the digits that differ marked.
void show_serials(const SerialNumber& old_serial, const SerialNumber& new_serial, const Words& words,
                  const Terminal& terminal);
void show_verdict(const Verdict& verdict, const Words& words, const Terminal& terminal);
void show_quote(const Quote& quote, const Words& words, const Terminal& terminal);
/// Where an order stands: state, message, error with what was kept, tasks, what to do next. On stderr.
void show_situation(const workflow::Situation& situation, const Words& words, const Terminal& terminal);
std::string state_words(store::OrderState state, const Words& words);
Style state_style(store::OrderState state);

}  // namespace reseal::app
