// SPDX-License-Identifier: Apache-2.0
// Old or new? Asked before every signature, of a store that has seen 100,000 orders.
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "bench/benches.h"
#include "bench/measure.h"
#include "reseal/base/bytes.h"
#include "reseal/base/clock.h"
#include "reseal/calendar/calendars.h"
#include "reseal/store/store.h"
#include "reseal/workflow/cutover.h"

namespace reseal::bench {
namespace {

constexpr int kRenewals = 25'000;
constexpr const char* kSystems[] = {"customs", "tax", "social_insurance"};
constexpr double kLimit = 0.005;  // seconds

std::string fingerprint(int certificate) {
  const auto number = std::to_string(certificate);
  return number + std::string(64 - number.size(), 'f');
}

/// As long as a real one: what is read costs what it costs in a deployment.
CertificateFacts facts_of(int certificate, Time from) {
  CertificateFacts facts;
  facts.common_name = "CÔNG TY TNHH SỐ " + std::to_string(certificate / 2);
  facts.subject = {{"2.5.4.3", "CN", facts.common_name},
                   {"0.9.2342.19200300.100.1.1", "UID", "MST:0101243150"},
                   {"2.5.4.6", "C", "VN"}};
  facts.issuer = {{"2.5.4.3", "CN", "MISA-CA"}, {"2.5.4.6", "C", "VN"}};
  facts.holder_ids = {{"MST", "0101243150", "UID"}};
  facts.serial.hex = "5401" + std::to_string(100'000'000 + certificate);
  facts.sha256 = fingerprint(certificate);
  facts.not_before = from;
  facts.not_after = from + std::chrono::days(900);
  facts.pem = std::string(1900, 'M');
  return facts;
}

Json token() { return {{"serial", "0A1B"}, {"label", "MISA-CA eSign"}, {"manufacturer", "M"}, {"model", "T"}}; }

/// A renewal that is on its token, and three registrations that were accepted.
void write_renewal(store::Store& store, int number, Time now) {
  const auto id = "R" + std::to_string(number);
  const auto from = now - std::chrono::days(300);
  Candidate old;
  old.certificate = facts_of(2 * number, from - std::chrono::days(900));
  old.token_uri = "pkcs11:serial=0A1B";
  const auto renewed = facts_of(2 * number + 1, from);
  const Json body = {{"token", token()}, {"candidate", old}};

  store.open_order({id, "renewal", "misa", old.certificate.sha256, old.token_uri, {}, body});
  store::Projection on_token;
  on_token.state = store::OrderState::installed;
  store.append(id, "result", {{"number", 1}, {"result", {{"installed", true}, {"certificate", renewed}}}}, on_token);
  for (const char* const system : kSystems) {
    const auto registration = id + system;
    Json opened = body;
    opened.update({{"kind", "registration"}, {"renewal", id}, {"new_certificate", renewed}, {"lead_time", LeadTime{}}});
    store.open_order({registration, "registration", system, old.certificate.sha256, old.token_uri, {}, opened});
    const Acceptance acceptance{renewed.serial.hex, from + std::chrono::days(3), {}, "HQ-7", {}};
    store.append(registration, "closed", {{"state", "done"}, {"acceptance", acceptance}}, {});
  }
}

std::vector<workflow::SystemTerms> the_systems(const calendar::Calendars& calendars) {
  std::vector<workflow::SystemTerms> systems;
  for (const char* const id : kSystems) {
    auto& terms = systems.emplace_back();
    terms.id = id;
    terms.lead.working_days = 1;
    terms.calendar = calendars.of("VN", id);
  }
  return systems;
}

}  // namespace

void sign_with() {
  constexpr int kQuestions = 2000;
  // In memory, where a flush costs nothing: written in a minute, and a store in use is read from memory anyway.
  const std::filesystem::path memory = "/dev/shm";
  const auto folder = std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
  const auto file = folder / ("reseal-sign-with-" + to_hex(random_bytes(6)) + ".db");
  const SystemClock clock;
  const auto now = std::chrono::floor<Seconds>(clock.now());
  {
    const auto store = store::open_sqlite(file, clock);
    for (int i = 0; i < kRenewals; ++i) write_renewal(*store, i, now);
  }

  std::vector<double> times;
  {
    const calendar::Calendars calendars;
    const auto store = store::open_sqlite(file, clock);
    workflow::Cutover cutover(*store, the_systems(calendars));
    for (int i = 0; i < kQuestions; ++i) {
      // Every fifth asks by the old certificate; all over the store, so that nothing is at hand from the last question.
      const int number = static_cast<int>((i * 7919LL) % kRenewals);
      const auto certificate = fingerprint(2 * number + (i % 5 == 0 ? 0 : 1));
      workflow::SigningChoice choice;
      times.push_back(seconds([&] { choice = cutover.sign_with(certificate, kSystems[i % 3], "", now); }));
      if (choice.which != workflow::SigningChoice::Which::new_one) {
        std::fprintf(stderr, "sign_with: %s\n", choice.reason.id.c_str());
        std::exit(1);
      }
    }
  }
  for (const char* const suffix : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + suffix);
  report("sign-with out of " + std::to_string(kRenewals * 4) + " orders / 5 ms", median(times) / kLimit, "x",
         "<=", 1.0);
}

}  // namespace reseal::bench
