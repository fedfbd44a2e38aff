// SPDX-License-Identifier: Apache-2.0
// One function a command. Each returns the program's exit code; errors leave as reseal::Error.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/deployment.h"
#include "app/exit_code.h"

namespace reseal::app {

int list_tokens(Deployment& deployment);

/// What could go from the tokens, or from the one that `token` (RFC 7512) means, and why each certificate stays;
/// removes what a person at the terminal confirms one by one.
int tidy_token(Deployment& deployment, const std::string& token);

struct CertificateQuery {
  std::string certificate;  ///< as workflow::choose_holding takes it; empty: all (certificates), the only one (others)
  bool offline = false;     ///< ask neither OCSP nor CRL
};
int list_certificates(Deployment& deployment, const CertificateQuery& query);
/// Verdicts of every provider, or of one.
int check(Deployment& deployment, const CertificateQuery& query, const std::string& provider);
int quote(Deployment& deployment, const CertificateQuery& query, const std::string& provider);

struct Patience {
  bool wait = true;                           ///< stay while the order waits for others
  std::optional<std::chrono::seconds> limit;  ///< ... at most so long
};
struct RenewRequest {
  CertificateQuery query;
  std::string provider;
  std::string answers_file;
  bool even_if_unsure = false;  ///< order although the provider cannot say whether it may
  bool registers = true;        ///< go on to the systems that have to accept the new certificate
  Patience patience;
};
int renew(Deployment& deployment, const RenewRequest& request);
/// Every certificate of the only token that is plugged in, for which a provider says "eligible". Stops when they are on
/// the token: registering them asks for data. `query.certificate` is not looked at.
int renew_automatic(Deployment& deployment, const RenewRequest& request);

struct PlanQuery {
  std::string certificate;
  std::vector<std::string> uses;  ///< "SYSTEM[/SERVICE]=TIME"; TIME local to the deployment, or RFC 3339
  std::string calendar_file;      ///< written as iCalendar; empty: none
};
/// When must what be done, so that the new certificate signs on the days that matter?
int plan(Deployment& deployment, const PlanQuery& query);

struct RegisterRequest {
  std::string certificate;           ///< old or new; empty: the only renewal there is
  std::vector<std::string> systems;  ///< empty: all that have not accepted
  std::string answers_file;
  Patience patience;
};
int register_certificate(Deployment& deployment, const RegisterRequest& request);
/// Can I still sign tomorrow, for each system; what is overdue or failed, and what to do. Asks the portals, too.
int status(Deployment& deployment, bool offline);
struct SignWithQuery {
  std::string certificate;
  std::string system;  ///< "tax" or "tax/payment"
  std::string at;      ///< local time or RFC 3339; empty: now
};
int sign_with(Deployment& deployment, const SignWithQuery& query);
struct SignPdfRequest {
  std::string file;
  std::string certificate;
  std::string out;
  std::string reason;  ///< in the signature; may be empty
};
/// Signs any PDF with any certificate that is held here and in its term (PAdES).
int sign_pdf(Deployment& deployment, const SignPdfRequest& request);
int list_secrets(Deployment& deployment);
int show_secret(Deployment& deployment, const std::string& name, const std::string& holder);

int list_orders(Deployment& deployment, bool all);
int show_order(Deployment& deployment, const std::string& order, bool journal);
struct AnswerRequest {
  std::string task;                 ///< or an order with exactly one open task
  std::vector<std::string> fields;  ///< "name=value"
  bool decline = false;
  Patience patience;
};
int answer(Deployment& deployment, const AnswerRequest& request);
int resume(Deployment& deployment, const std::string& order, const std::string& answers_file, const Patience& patience);
int cancel(Deployment& deployment, const std::string& order);
/// What was still owed after an order is done.
int settle(Deployment& deployment, const std::string& order, const std::string& obligation);

struct NewPlugin {
  std::string id;
  std::string kind;    ///< "provider" | "registrar"
  std::string title;   ///< as people call it; empty: made of the id
  std::string folder;  ///< empty: the id, here
};
/// Writes a project that builds with the SDK. Throws Error(usage): a bad name, or the folder is there.
int plugin_new(const Options& options, const NewPlugin& plugin);
int plugin_list(Deployment& deployment);
int plugin_show(Deployment& deployment, const std::string& id);
/// Needs no configuration: it looks at one file, and survives whatever that file is.
struct PluginFile {
  std::string file;                               ///< a plugin's folder, or a library
  std::string sha256;                             ///< what it should have; empty: anything
  std::vector<std::filesystem::path> publishers;  ///< certificates of those whose signature counts
};
int plugin_verify(const Options& options, const PluginFile& file);
/// The piece of a configuration that allows this very file and no other.
int plugin_pin(const Options& options, const PluginFile& file);

struct PluginTestRequest {
  std::string folder;
  std::string world;  ///< empty: all of them
  std::string junit;  ///< file for the report in JUnit's XML; empty: none
};
/// Drives the plugin through its scripted worlds; 1 when it breaks a promise. Needs no configuration.
int plugin_test(const Options& options, const PluginTestRequest& request);

int config_check(const Options& options);
int config_show(const Options& options);
int config_schema();

int doctor(const Options& options);
/// Verifies the hash chain and the projections of one order, or of all.
int audit(Deployment& deployment, const std::string& order);

/// Candidates for the word that is being typed, one a line; for the completion scripts.
int complete(const Options& options, const std::string& what);
int completion_script(const std::string& shell);

/// Carries an order on: answers what is prepared, asks what only a person knows, waits as long as `patience` says.
int carry_on(Deployment& deployment, const std::string& order, const std::string& answers_file,
             const Patience& patience, bool registers = true);

}  // namespace reseal::app
