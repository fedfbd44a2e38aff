// SPDX-License-Identifier: Apache-2.0
#include "app/app.h"

#include <CLI/CLI.hpp>

#include <csignal>
#include <iostream>
#include <limits>
#include <string_view>

#include "app/commands/commands.h"
#include "app/json_output.h"
#include "app/report.h"
#include "reseal/base/file.h"
#include "reseal/base/unicode.h"
#include "reseal/failure.h"

namespace reseal::app {
namespace {

// The first one asks everything to come to rest; who presses again wants out now (the journal bears that too).
extern "C" void on_signal(int signal) {
  if (interrupted()) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
  request_interrupt();
}

void catch_signals() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
#if defined(SIGPIPE)
  std::signal(SIGPIPE, SIG_IGN);  // a portal that hangs up is an answer, not the end
#endif
}

// The command line's shape. Commands set `run`, which happens after everything was parsed.
class CommandLine {
 public:
  CommandLine()
      : app_("Renews digital signature certificates on USB tokens, until every system has accepted the new one.",
             "reseal") {
    app_.require_subcommand(1);
    app_.set_help_all_flag("--help-all", "Help for every command");
    app_.set_version_flag("--version", "reseal " RESEAL_VERSION);
    app_.footer(
        "Examples:\n"
        "  reseal certificates                      what do I hold, and until when\n"
        "  reseal renew --dry-run                   what a renewal would be, touching nothing\n"
        "  reseal renew --provider misa             renew, asking what only you can answer\n"
        "  reseal resume                            carry every open order on\n\n"
        "Exit codes: 0 done, 1 error, 2 usage, 3 waiting for others, 4 a person must act, 5 renewed but not yet "
        "accepted\n"
        "everywhere, 6 refused by a rule, 7 token missing or not the one, 8 daemon unreachable, 130 interrupted.");
    global_options();
    looking();
    renewing();
    registering();
    planning();
    tokens();
    orders();
    plugins_and_configuration();
    completion();
    for (auto* command : app_.get_subcommands({})) fall_through(command);
  }

  int run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
      return refuse(e, argc, argv);
    }
    return command_ ? command_() : kUsage;
  }

  [[nodiscard]] const Options& options() const { return options_; }

 private:
  static void fall_through(CLI::App* command) {
    command->fallthrough();  // global options may stand after the command's name
    for (auto* below : command->get_subcommands({})) fall_through(below);
  }

  void global_options() {
    app_.add_option("--config", options_.config_file,
                    "Configuration file (else /etc/reseal/reseal.json and the user's)")
        ->type_name("FILE");
    app_.add_option("--set", options_.set, "Overrides one value: path.to.key=value")
        ->type_name("PATH=VALUE")
        ->take_all()
        ->allow_extra_args(false);
    app_.add_option("--lang", options_.language, "Language of texts")->check(CLI::IsMember({"vi", "en", "zh"}));
    app_.add_option("--color", options_.color, "Colour")->check(CLI::IsMember({"auto", "always", "never"}));
    app_.add_flag("--json", options_.json, "Data for programs, on stdout");
    app_.add_flag("--no-input", options_.no_input, "Never ask; stop where a person is needed");
    app_.add_flag("--dry-run", options_.dry_run, "Say what would happen; write nothing, order nothing, ask no PIN");
    app_.add_flag("-q,--quiet", options_.quiet, "Results and failures only");
    app_.add_option("--pin-fd", options_.pin_fd, "Read the key's PIN from this open file descriptor")
        ->check(CLI::Range(0, std::numeric_limits<int>::max()));
    app_.add_option("--otp-fd", options_.otp_fd,
                    "Read one-time passwords of a signing service from this open file descriptor, a line each")
        ->check(CLI::Range(0, std::numeric_limits<int>::max()));
  }

  CLI::App* add(CLI::App& parent, const std::string& name, const std::string& help, std::function<int()> command) {
    auto* sub = parent.add_subcommand(name, help);
    sub->callback([this, command = std::move(command)] { command_ = command; });
    return sub;
  }
  template <typename Command>
  std::function<int()> deployed(Command command) {
    return [this, command] {
      Deployment deployment(options_);
      options_.language = deployment.words().language();  // errors from here on are told in the deployment's language
      return command(deployment);
    };
  }
  void certificate_argument(CLI::App* sub) {
    sub->add_option("certificate", query_.certificate,
                    "Serial (or its end), fingerprint, PKCS#11 URI, holder's name or tax code");
    sub->add_flag("--offline", query_.offline, "Ask neither OCSP nor CRL");
  }
  void patience_options(CLI::App* sub) {
    sub->add_flag("--wait,!--no-wait", patience_.wait, "Stay while the order waits for others (default)");
    sub->add_option("--wait-limit", wait_limit_, "... at most so many seconds")->check(CLI::NonNegativeNumber);
  }
  [[nodiscard]] Patience patience() const {
    auto patience = patience_;
    if (wait_limit_ >= 0) patience.limit = std::chrono::seconds(wait_limit_);
    return patience;
  }

  void looking() {
    add(app_, "tokens", "Tokens that are plugged in", deployed([](Deployment& d) { return list_tokens(d); }));
    certificate_argument(add(app_, "certificates", "Certificates on them, soonest end first",
                             deployed([this](Deployment& d) { return list_certificates(d, query_); })));
    auto* check_command =
        add(app_, "check", "May this certificate be renewed? Every provider's verdict, with its reasons",
            deployed([this](Deployment& d) { return check(d, query_, provider_); }));
    certificate_argument(check_command);
    check_command->add_option("--provider", provider_, "Only this provider");
    auto* quote_command = add(app_, "quote", "Packages and prices",
                              deployed([this](Deployment& d) { return quote(d, query_, provider_); }));
    certificate_argument(quote_command);
    quote_command->add_option("--provider", provider_, "Only this provider");
    add(app_, "doctor", "Examines everything a renewal stands on", [this] { return doctor(options_); });
  }

  void renewing() {
    auto* sub =
        add(app_, "renew", "Renews a certificate; carries an open order on instead of opening a second one",
            deployed([this](Deployment& d) {
              const RenewRequest request{query_, provider_, answers_file_, even_if_unsure_, !no_register_, patience()};
              return automatic_ ? renew_automatic(d, request) : reseal::app::renew(d, request);
            }));
    certificate_argument(sub);
    sub->add_flag("--automatic", automatic_,
                  "Every certificate of the only token plugged in that may be renewed, asking for nothing but the PIN")
        ->excludes("certificate");
    sub->add_option("--provider", provider_, "CA to renew with");
    sub->add_option("--answers", answers_file_, "Prepared answers (JSON, by step)")->type_name("FILE");
    sub->add_flag("--even-if-unsure", even_if_unsure_,
                  "Order although the provider cannot say whether it may be renewed");
    sub->add_flag("--no-register", no_register_, "Stop when the certificate is on the token");
    patience_options(sub);
  }

  void registering() {
    auto* sub = add(app_, "register", "Tells every system of a renewed certificate, until all have accepted it",
                    deployed([this](Deployment& d) {
                      auto request = register_;
                      request.answers_file = answers_file_;
                      request.patience = patience();
                      return register_certificate(d, request);
                    }));
    sub->add_option("certificate", register_.certificate, "Old or new: serial (or its end), holder's name or tax code");
    sub->add_option("--system", register_.systems, "Only this system; also after it has refused")
        ->take_all()
        ->allow_extra_args(false);
    sub->add_option("--answers", answers_file_, "Prepared answers (JSON, by step)")->type_name("FILE");
    patience_options(sub);
    add(app_, "status", "Can I still sign tomorrow, for each system? Not 0 when something is overdue or failed",
        deployed([this](Deployment& d) { return reseal::app::status(d, query_.offline); }))
        ->add_flag("--offline", query_.offline, "Ask no portal which certificate it knows");
    auto* which = add(app_, "sign-with", "Which certificate signs for a system: its PKCS#11 URI, and why",
                      deployed([this](Deployment& d) { return reseal::app::sign_with(d, sign_with_); }));
    which->add_option("certificate", sign_with_.certificate, "Old or new: fingerprint, serial (or its end), holder");
    which->add_option("--system", sign_with_.system, "customs, tax, tax/payment ...")->required();
    which->add_option("--at", sign_with_.at, "Local time or RFC 3339; now when left out")->type_name("TIME");
    auto* paper = add(app_, "sign-pdf", "Signs a PDF of yours with a certificate on a token (PAdES)",
                      deployed([this](Deployment& d) { return reseal::app::sign_pdf(d, sign_pdf_); }));
    paper->add_option("file", sign_pdf_.file, "The PDF; it stays as it is")->required()->type_name("FILE");
    paper->add_option("--certificate", sign_pdf_.certificate, "Serial (or its end), fingerprint, holder's name ...");
    paper->add_option("-o,--output", sign_pdf_.out, "Where the signed PDF goes")->required()->type_name("FILE");
    paper->add_option("--reason", sign_pdf_.reason, "Stands in the signature")->type_name("TEXT");
    auto* secrets = app_.add_subcommand("secrets", "What portals handed out: list, show");
    secrets->require_subcommand(1);
    add(*secrets, "list", "Names, never values", deployed([](Deployment& d) { return list_secrets(d); }));
    auto* one = add(*secrets, "show", "One value",
                    deployed([this](Deployment& d) { return show_secret(d, secret_, holder_); }));
    one->add_option("name", secret_, "As the list has it")->required();
    one->add_option("--holder", holder_, "Tax code or name, where several holders have one");
  }

  void tokens() {
    auto* token = app_.add_subcommand("token", "A token: tidy");
    token->require_subcommand(1);
    add(*token, "tidy", "What could go, and why not; removes only what is confirmed one by one",
        deployed([this](Deployment& d) { return tidy_token(d, token_); }))
        ->add_option("--token", token_, "Only this token")
        ->type_name("URI");
  }

  void planning() {
    auto* sub = add(app_, "plan", "By when must what be done, to sign with the new certificate on the days that matter",
                    deployed([this](Deployment& d) { return reseal::app::plan(d, plan_); }));
    sub->add_option("certificate", plan_.certificate,
                    "Serial (or its end), fingerprint, PKCS#11 URI, holder's name or tax code");
    sub->add_option("--use", plan_.uses, "A moment of signing, local time or RFC 3339: tax/filing=2026-12-03T09:00")
        ->type_name("SYSTEM[/SERVICE]=TIME")
        ->required()
        ->take_all()
        ->allow_extra_args(false);
    sub->add_option("--ics", plan_.calendar_file, "Writes the dates to a calendar file")->type_name("FILE");
  }

  void orders() {
    auto* list = add(app_, "orders", "Orders and where they stand",
                     deployed([this](Deployment& d) { return list_orders(d, all_); }));
    list->add_flag("--all", all_, "Refused, failed and cancelled ones too");
    auto* show = add(app_, "order", "One order: its journal, what it waits for, what to do next",
                     deployed([this](Deployment& d) { return show_order(d, order_, !brief_); }));
    show->add_option("id", order_, "Order")->required();
    show->add_flag("--brief", brief_, "Without the journal");
    auto* answering = add(app_, "answer", "Answers a task of an order", deployed([this](Deployment& d) {
                            auto request = answer_;
                            request.patience = patience();
                            return answer(d, request);
                          }));
    answering->add_option("task", answer_.task, "Task, or an order with one open task")->required();
    answering->add_option("--field", answer_.fields, "name=value")->take_all()->allow_extra_args(false);
    answering->add_flag("--decline", answer_.decline, "Say no, where the form allows it");
    patience_options(answering);
    auto* going_on = add(app_, "resume", "Carries one open order on, or all of them",
                         deployed([this](Deployment& d) { return resume(d, order_, answers_file_, patience()); }));
    going_on->add_option("id", order_, "Order");
    going_on->add_option("--answers", answers_file_, "Prepared answers (JSON, by step)")->type_name("FILE");
    patience_options(going_on);
    auto* ending = add(app_, "cancel", "Ends an open order, and says what stays at the CA",
                       deployed([this](Deployment& d) { return cancel(d, order_); }));
    ending->add_option("id", order_, "Order")->required();
    auto* settling = add(app_, "settle", "Says that what was still owed after an order is done: a paper handed over",
                         deployed([this](Deployment& d) { return settle(d, order_, obligation_); }));
    settling->add_option("id", order_, "Order")->required();
    settling->add_option("obligation", obligation_, "As the order names it")->required();
    auto* auditing = add(app_, "audit", "Verifies that journals are whole and say what the orders say",
                         deployed([this](Deployment& d) { return audit(d, order_); }));
    auditing->add_option("id", order_, "Order");
  }

  void plugins_and_configuration() {
    auto* plugin = app_.add_subcommand("plugin", "Plugins: new, test, list, show, verify, pin");
    plugin->require_subcommand(1);
    auto* fresh =
        add(*plugin, "new", "Writes the project of a new plugin, ready to build, to test and to try in the sandbox",
            [this] { return plugin_new(options_, new_plugin_); });
    fresh->add_option("name", new_plugin_.id, "Its id, such as vnpt_ca")->required();
    fresh->add_option("--kind", new_plugin_.kind, "provider (a CA) or registrar (a system that must know)")
        ->required()
        ->check(CLI::IsMember({"provider", "registrar"}));
    fresh->add_option("--title", new_plugin_.title, "What people call it");
    fresh->add_option("--folder", new_plugin_.folder, "Where to write it (default: the id, here)");
    add(*plugin, "list", "Plugins of this deployment", deployed([](Deployment& d) { return plugin_list(d); }));
    add(*plugin, "show", "One plugin", deployed([this](Deployment& d) { return plugin_show(d, plugin_); }))
        ->add_option("id", plugin_, "Plugin")
        ->required();
    auto* verify = add(*plugin, "verify", "Whether a file is a plugin that can be loaded; survives whatever it is",
                       [this] { return plugin_verify(options_, plugin_file_); });
    verify->add_option("file", plugin_file_.file, "A plugin's folder, or a library")->required();
    verify->add_option("--sha256", plugin_file_.sha256, "The hash it should have");
    verify->add_option("--publisher", plugin_file_.publishers, "Certificate of a publisher whose signature counts")
        ->type_name("FILE")
        ->allow_extra_args(false);
    add(*plugin, "pin", "The piece of configuration that allows this very file",
        [this] { return plugin_pin(options_, plugin_file_); })
        ->add_option("folder", plugin_file_.file, "The plugin's folder")
        ->required();
    auto* testing = add(*plugin, "test", "Whether a plugin keeps its promises, in the scripted worlds of its folder",
                        [this] { return plugin_test(options_, plugin_test_); });
    testing->add_option("folder", plugin_test_.folder, "The plugin's folder")->required();
    testing->add_option("--world", plugin_test_.world, "Only this world")->type_name("NAME");
    testing->add_option("--junit", plugin_test_.junit, "Writes the report as JUnit's XML, too")->type_name("FILE");
    auto* configuration = app_.add_subcommand("config", "Configuration: check, show, schema");
    configuration->require_subcommand(1);
    add(*configuration, "check", "Whether it is right; if not, where and why",
        [this] { return config_check(options_); });
    add(*configuration, "show", "What is in force, and where each value comes from",
        [this] { return config_show(options_); });
    add(*configuration, "schema", "Its JSON Schema", [] { return config_schema(); });
  }

  void completion() {
    add(app_, "completion", "Completion script for a shell", [this] { return completion_script(shell_); })
        ->add_option("shell", shell_, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    auto* hidden = add(app_, "__complete", "", [this] { return complete(options_, shell_); });
    hidden->group("");
    hidden->add_option("what", shell_)->required();
  }

  // Help and version are no errors; everything else is usage (2), with the nearest word where one is unknown.
  int refuse(const CLI::ParseError& error, int argc, char** argv) {
    if (error.get_exit_code() == 0) {
      app_.exit(error, std::cout, std::cerr);
      return kDone;
    }
    adopt_language_and_shape(argc, argv);
    const Words words(choose_language(options_.language), std::string(kVietNam));
    const CLI::App* at = &app_;
    while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
    const auto unknown = app_.remaining(true);
    if (unknown.empty() && at->get_subcommands({}).empty()) return usage(printable(error.what()), {}, words);
    if (unknown.empty()) return usage(words.say("cli.usage.command_missing"), {}, words);
    const auto& word = unknown.front();
    const bool is_option = word.rfind('-', 0) == 0;
    const auto id = is_option                         ? "cli.usage.unknown_option"
                    : at->get_subcommands({}).empty() ? "cli.usage.too_many_words"
                                                      : "cli.usage.unknown_command";
    return usage(words.say(id, {{"word", word}}), is_option ? nearest_option(*at, word) : nearest_command(*at, word),
                 words);
  }

  // What was said before the mistake, or after it, still counts for how the mistake is told.
  void adopt_language_and_shape(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
      const std::string_view word = argv[i];
      if (word == "--json") options_.json = true;
      if (word == "--lang" && i + 1 < argc) options_.language = argv[i + 1];
    }
  }

  [[nodiscard]] int usage(std::string problem, const std::string& nearest, const Words& words) const {
    if (!nearest.empty()) problem += " " + words.say("cli.usage.did_you_mean", {{"word", nearest}});
    return report(Error(ErrorCode::usage, {{"problem", problem}}), options_);
  }

  static std::string nearest_of(const std::vector<std::string>& names, const std::string& word) {
    std::string nearest;
    std::size_t best = 3;  // further away is another word
    for (const auto& name : names) {
      const auto distance = edit_distance(word, name);
      if (distance < best) {
        best = distance;
        nearest = name;
      }
    }
    return nearest;
  }
  static std::string nearest_command(const CLI::App& at, const std::string& word) {
    std::vector<std::string> names;
    for (const auto* sub : at.get_subcommands({})) {
      if (!sub->get_group().empty()) names.push_back(sub->get_name());
    }
    return nearest_of(names, word);
  }
  std::string nearest_option(const CLI::App& at, const std::string& word) const {
    std::vector<std::string> names;
    for (const auto* app : {&at, static_cast<const CLI::App*>(&app_)}) {
      for (const auto* option : app->get_options()) names.push_back(option->get_name());
    }
    return nearest_of(names, word.substr(0, word.find('=')));
  }

  CLI::App app_;
  Options options_;
  std::function<int()> command_;
  CertificateQuery query_;
  AnswerRequest answer_;
  PlanQuery plan_;
  RegisterRequest register_;
  SignWithQuery sign_with_;
  SignPdfRequest sign_pdf_;
  PluginTestRequest plugin_test_;
  Patience patience_;
  NewPlugin new_plugin_;
  PluginFile plugin_file_;
  std::string provider_, answers_file_, order_, obligation_, plugin_, shell_, secret_, holder_, token_;
  int wait_limit_ = -1;
  bool even_if_unsure_ = false, no_register_ = false, automatic_ = false, all_ = false, brief_ = false;
};

}  // namespace
}  // namespace reseal::app

int reseal_main(int argc, char** argv) {
  using namespace reseal;
  app::catch_signals();
  app::CommandLine line;
  try {
    const int code = line.run(argc, argv);
    std::cout.flush();
    return code;
  } catch (const Error& e) {
    return app::report(e, line.options());
  } catch (const MessageError& e) {
    return app::report(Error(ErrorCode::internal, {{"problem", e.what()}}), line.options());
  } catch (const TryLater& e) {
    return app::report(Error(ErrorCode::portal_unreachable, {{"host", ""}, {"problem", e.what()}}), line.options());
  } catch (const std::exception& e) {
    return app::report(Error(ErrorCode::internal, {{"problem", e.what()}}), line.options());
  }
}
