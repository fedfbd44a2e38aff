// SPDX-License-Identifier: Apache-2.0
// Cutover: which certificate signs for which system, today and at any moment. Read from the journals alone: a new
// certificate counts for a system only from the acceptance that its registration ended with (GEN-03, GEN-13, TAX-03,
// BHX-02).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "reseal/calendar/calendar.h"
#include "reseal/certificate_facts.h"
#include "reseal/plugin.h"
#include "reseal/step.h"
#include "reseal/store/store.h"
#include "reseal/token/key_holder.h"

namespace reseal::workflow {

/// What is known about one system: its registrar's words, corrected by the deployment.
struct SystemTerms {
  std::string id;  ///< "customs": of the registrar, if there is one
  LeadTime lead;
  std::optional<int> processing_days;  ///< working days from what is sent to the answer; empty: not known
  Text processing_source;
  std::optional<calendar::Calendar> calendar;  ///< of the office; empty: not known (lead.country, lead.office)
  std::vector<std::string> holders;            ///< ids of those who need the system; empty: every holder
  bool has_registrar = false;                  ///< empty hands: a person registers there and says so
};

/// Where a certificate stands with a system.
enum class Standing {
  not_started,
  registering,  ///< an order is open, and it is our turn
  waiting,      ///< for the agency
  accepted,
  refused,
  stuck,  ///< somebody must act: a person, a token, a PIN, a broken contract
};
std::string_view to_string(Standing standing);

/// The moment from which the new certificate may be used, from an acceptance and the lead time.
struct InForce {
  std::optional<Time> from;
  bool lead_known = true;    ///< false: no lead time is stated; `from` is the acceptance itself (BHX-03)
  bool day_unknown = false;  ///< the calendar does not know the days after the acceptance; `from` is empty
};

struct ServiceStanding {
  std::string service;  ///< "" for a system that has none
  Standing standing = Standing::not_started;
  std::optional<Time> accepted_at;
  InForce in_force;
};

struct SystemStanding {
  std::string system;
  Standing standing = Standing::not_started;  ///< accepted only when every service has accepted
  std::string order;                          ///< the newest registration order; empty when there is none
  std::optional<Time> since;                  ///< of its last change
  std::optional<Text> message;
  std::vector<Text> next;
  Json evidence = Json::object();  ///< of the acceptance
  std::string reference;
  std::vector<ServiceStanding> services;  ///< at least one
};

/// One renewal that came as far as the token.
struct Succession {
  std::string order;  ///< of the renewal
  std::string provider;
  CertificateFacts old_certificate;
  CertificateFacts new_certificate;
  token::TokenIdentity token;
  std::string old_uri, new_uri;  ///< RFC 7512: where they are; the token alone where the journal says no more
  Time installed_at;
};

/// Which certificate signs.
struct SigningChoice {
  enum class Which { only, old_one, new_one, neither };
  Which which = Which::neither;
  std::optional<CertificateFacts> certificate;  ///< empty for `neither`
  std::string uri;                              ///< RFC 7512: the token and the certificate on it, without a PIN
  Text reason;
  std::optional<Time> until;  ///< when this answer will be another: expiry of the old, beginning of the new
};

class Cutover {
 public:
  /// `systems`: those that the deployment's holders need. The store outlives the cutover.
  Cutover(store::Store& store, std::vector<SystemTerms> systems);
  ~Cutover();
  Cutover(const Cutover&) = delete;
  Cutover& operator=(const Cutover&) = delete;

  [[nodiscard]] const std::vector<SystemTerms>& systems() const { return systems_; }
  /// Those that the holder of this certificate needs.
  [[nodiscard]] std::vector<const SystemTerms*> systems_of(const CertificateFacts& certificate) const;
  /// nullptr when the deployment does not name it.
  [[nodiscard]] const SystemTerms* system(std::string_view id) const;

  /// Every renewal that is on a token, newest first.
  [[nodiscard]] std::vector<Succession> successions();
  /// Those whose new certificate has not been renewed in its turn: what re-registration is about today. Newest first.
  [[nodiscard]] std::vector<Succession> current_successions();
  /// The one in which this certificate (SHA-256 fingerprint) is the old or the new one; as the new one first.
  [[nodiscard]] std::optional<Succession> succession_of(const std::string& certificate);
  /// With every system that its holder needs.
  [[nodiscard]] std::vector<SystemStanding> standings(const Succession& succession);
  [[nodiscard]] SystemStanding standing(const Succession& succession, const SystemTerms& terms);

  /// Old or new, for a system (and one of its services; "": all of them) at a moment. `certificate`: the fingerprint of
  /// any one of a row of renewals. `neither` with the reason "cutover.no_renewal" when it was never renewed here.
  [[nodiscard]] SigningChoice sign_with(const std::string& certificate, std::string_view system,
                                        std::string_view service, Time at);

  /// Whether every system has accepted; then the renewal's order is `done`, and its journal says so.
  bool settle(const Succession& succession);

 private:
  struct Accepted {
    Acceptance acceptance;
    SystemTerms terms;
    [[nodiscard]] bool covers(std::string_view service) const;
  };
  [[nodiscard]] std::optional<Succession> succession_from_old(const std::string& certificate);
  [[nodiscard]] std::optional<Succession> succession_to_new(const std::string& certificate);
  [[nodiscard]] SigningChoice choose(const Succession& succession, std::string_view system, std::string_view service,
                                     Time at);
  [[nodiscard]] std::optional<store::OrderRow> newest_registration(const std::string& certificate,
                                                                   const std::string& system);
  [[nodiscard]] std::optional<Accepted> accepted(const std::string& certificate, std::string_view system);
  [[nodiscard]] static InForce in_force_of(const Accepted& known, std::string_view service);

  struct State;
  store::Store& store_;
  std::vector<SystemTerms> systems_;
  std::unique_ptr<State> state_;
};

/// When an acceptance is in force for a service of a system.
InForce in_force_from(const Acceptance& acceptance, const SystemTerms& terms, std::string_view service);

}  // namespace reseal::workflow
