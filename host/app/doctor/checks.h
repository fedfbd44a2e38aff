// SPDX-License-Identifier: Apache-2.0
// The checks of doctor. Each adds what it found, good or bad; an Error that leaves one becomes a finding too.
#pragma once

#include <string>

#include "app/deployment.h"
#include "app/doctor/finding.h"

namespace reseal::app {

/// What this machine has to bring along: OpenSSL with the algorithms that certificates need, time zone data. It is said
/// what is supported (VTL-X-04), and that no Java is needed (VTL-X-06).
void examine_system(Findings& findings);
/// Whether texts in Vietnamese and Chinese can be read here.
void examine_terminal(Findings& findings);

/// Shows our clock, so that a person sees when it is wrong; portals compare it.
void examine_time_zone(Deployment& deployment, Findings& findings);
/// Space, and the right to write, where the store is or will be.
void examine_disk(Deployment& deployment, Findings& findings);
void examine_store(Deployment& deployment, Findings& findings);
/// The national roots that certificates are held against.
void examine_trust(Deployment& deployment, Findings& findings);
/// The roots that portals are held against.
void examine_tls_roots(Deployment& deployment, Findings& findings);
void examine_plugins(Deployment& deployment, Findings& findings);
/// Drivers, the smart-card service, tokens, PINs.
void examine_tokens(Deployment& deployment, Findings& findings);
/// Services that hold keys: whether they can be reached, let us in, and show what can be believed.
void examine_signing_services(Deployment& deployment, Findings& findings);
/// Each address of the plugins, all at once.
void examine_portals(Deployment& deployment, Findings& findings);

/// The drivers among the configured ones that can be used; what is wrong with the others is found. Each is tried in a
/// child process first: drivers crash, and hang.
std::vector<std::string> examine_modules(const std::vector<std::string>& modules, const Terminal& terminal,
                                         Findings& findings);
/// pcscd, through which drivers of smart cards and most USB tokens talk to them.
void examine_card_service(bool token_seen, Findings& findings);

/// The people behind the providers of this deployment, one after the other; empty: none says.
std::string provider_contacts(Deployment& deployment);

}  // namespace reseal::app
