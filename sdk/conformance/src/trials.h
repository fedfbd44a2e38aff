// SPDX-License-Identifier: Apache-2.0
// What the kit derives from a world without the author's doing. Each trial takes the straight way through the world and
// asks again under other circumstances.
#pragma once

#include "course.h"
#include "inspect.h"
#include "ledger.h"

namespace reseal::conformance {

/// All that a trial needs.
struct Trial {
  const World& world;
  const Course& straight;
  const MakeInstance& make;
  const Watch& watch;
  Ledger& ledger;
  bool first_of_its_transport;  ///< what is the same in every world is tried in one
};

/// Every question twice to one instance and once to a fresh one.
void try_pure(const Trial& trial);
/// The journey with a fresh instance for each question.
void try_restart(const Trial& trial);
/// The journey once for each request that changes something: done and not heard of, and not arrived.
void try_lost_replies(const Trial& trial);
/// The journey once for each step that was carried out, which then stands twice in the history.
void try_doubled_answers(const Trial& trial);
/// Each question once for each kind of nonsense at each of its requests.
void try_nonsense(const Trial& trial);
/// Each question 400 days later, and 400 days before.
void try_clock_leaps(const Trial& trial);
/// Certificates that nobody would expect.
void try_strange_certificates(const Trial& trial);
/// 500 times who it is, and what it says of the certificate.
void try_memory(const Trial& trial);

/// How a varied journey differs from the straight one in what a person or a bank would notice; "" when it does not.
std::string difference(const Course& straight, const Course& varied);

}  // namespace reseal::conformance
