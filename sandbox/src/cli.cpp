// SPDX-License-Identifier: Apache-2.0
#include "cli.h"

#include <CLI/CLI.hpp>

#include <iostream>

#include "cloud_maker.h"
#include "commands.h"
#include "faults.h"
#include "outbox.h"
#include "registration_desk.h"
#include "reseal/base/error.h"
#include "reseal/failure.h"
#include "signing_desk.h"
#include "stand.h"
#include "szca_desk.h"
#include "token_maker.h"

namespace reseal::sandbox {
namespace {

const std::map<std::string, KeyAlgorithm> kAlgorithms{{"rsa", KeyAlgorithm::rsa}, {"ec", KeyAlgorithm::ec}};

// RFC 3339, or a day in Viet Nam ("2019-07-16"): the second at which it begins.
Time moment(const std::string& text) { return time_from_iso(text.size() == 10 ? text + "T00:00:00+07:00" : text); }

std::optional<Time> time_option(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(moment(text));
}

// The same, but a day is meant to its end.
std::optional<Time> end_option(const std::string& text) {
  return time_option(text.size() == 10 ? text + "T23:59:59+07:00" : text);
}

void print(const Json& json) { std::cout << json.dump(1) << "\n"; }

struct StaffOptions {
  std::string mode;
  double staff_delay = -1;
  double issue_delay = -1;
  double agency_delay = -1;
};

void add_staff_options(CLI::App& command, StaffOptions& options) {
  command.add_option("--staff", options.mode, "auto: staff act by themselves; command: only on 'staff'")
      ->check(CLI::IsMember({"auto", "command"}));
  command.add_option("--staff-delay", options.staff_delay, "seconds from order to approval (default 2)");
  command.add_option("--issue-delay", options.issue_delay, "seconds from CSR to certificate (default 1)");
  command.add_option("--agency-delay", options.agency_delay,
                     "seconds from a registration to the agency's answer (default 2)");
}

void apply(const World& world, const StaffOptions& options) {
  const auto lock = world.records().lock();
  auto habits = read_habits(world.records());
  const auto milliseconds = [](double seconds) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
  };
  if (!options.mode.empty()) habits.on_command = options.mode == "command";
  if (options.staff_delay >= 0) {
    habits.approve = milliseconds(options.staff_delay);
    habits.contact = habits.approve / 4;
    habits.pay = habits.approve / 2;
  }
  if (options.issue_delay >= 0) habits.issue = milliseconds(options.issue_delay);
  write_habits(world.records(), habits);
  if (options.agency_delay >= 0) set_agency_delay(world.records(), milliseconds(options.agency_delay));
}

// Holds what the words of one call mean, and the commands that use it.
class CommandLine {
 public:
  CommandLine() {
    app_.require_subcommand(1);
    add_init();
    add_token();
    add_cloud();
    add_serve();
    add_staff();
    add_fault();
    add_show();
    add_sms();
    add_bank();
    add_phone();
    add_clock();
  }

  int run(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
      return 0;
    } catch (const CLI::ParseError& error) {
      return app_.exit(error) == 0 ? 0 : 2;  // CLI11's own codes are 100 and more
    }
  }

 private:
  CLI::App* command(const std::string& name, const std::string& what) {
    auto* made = app_.add_subcommand(name, what);
    made->add_option("--world", world_, "folder of the world")->required();
    return made;
  }

  void add_init() {
    auto* made = command("init", "Makes a world: CAs, TLS certificates, ports");
    made->add_option("--algorithm", algorithm_, "of the CAs' keys: rsa or ec (default ec)")
        ->transform(CLI::CheckedTransformer(kAlgorithms));
    made->add_option("--as-of", as_of_, "the world's time at its making (RFC 3339, or a day in Viet Nam)");
    made->add_option("--issuer-ends", issuer_ends_, "end of the MISA-CA certificate (RFC 3339)");
    made->add_option("--ca-name", ca_name_, "subject of the issuing CA (RFC 4514)");
    auto* campaign = made->add_flag("--campaign", campaign_, "with three Viettel-CA keys, and its campaign of 2020");
    made->add_option("--campaign-ca-ends", campaign_ca_ends_, "end of the CA that the campaign makes up for (RFC 3339)")
        ->needs(campaign);
    made->add_option("--campaign-issued-before", campaign_plan_.issued_before, "a day in Viet Nam")->needs(campaign);
    made->add_option("--campaign-contract-beyond", campaign_plan_.contract_beyond,
                     "a day in Viet Nam; default: its end")
        ->needs(campaign);
    made->add_flag("--china", china_, "with SZCA, below a root of its own");
    made->add_option("--port", serve_.port, "of the portal (HTTPS); default: a free one");
    made->add_option("--http-port", serve_.http_port, "of OCSP and CRL; default: a free one");
    made->add_option("--fault", serve_.faults, "switch a fault on");
    add_staff_options(*made, staff_options_);
    made->callback([this] {
      WorldPlan plan;
      plan.folder = world_;
      plan.algorithm = algorithm_.value_or(KeyAlgorithm::ec);
      plan.as_of = time_option(as_of_);
      plan.issuer_end = time_option(issuer_ends_);
      plan.ca_name = ca_name_;
      if (campaign_) {
        campaign_plan_.ca_ends = time_option(campaign_ca_ends_).value_or(campaign_plan_.ca_ends);
        for (auto* day : {&campaign_plan_.issued_before, &campaign_plan_.contract_beyond}) {
          if (!day->empty()) *day = local_date(moment(*day));
        }
        plan.campaign = campaign_plan_;
      }
      plan.china = china_;
      plan.port = serve_.port;
      plan.http_port = serve_.http_port;
      const auto world = World::make(plan);
      apply(world, staff_options_);
      for (const auto& text : serve_.faults) Faults(world.records()).add(parse_fault(text));
      print(world.facts());
    });
  }

  void add_token() {
    auto* made = command("token", "Makes a SoftHSM2 token with a key and a certificate near its end");
    made->add_option("--token-dir", token_.folder, "folder for softhsm2.conf and the token")->required();
    made->add_option("--module", token_.module, "PKCS#11 module of SoftHSM2");
    made->add_option("--label", token_.label, "of the token; cut to 32 bytes");
    made->add_option("--pin-file", token_.pin_file, "read when it exists, else written with a random PIN");
    made->add_option("--algorithm", algorithm_, "of the holder's key: rsa or ec (default rsa)")
        ->transform(CLI::CheckedTransformer(kAlgorithms));
    made->add_option("--bits", token_.bits, "of an RSA key (default 2048)");
    add_holder_options(*made, token_);
    made->add_option("--issuer", token_.issuer, "which CA key issues (default misa-ca)")
        ->check(CLI::IsMember(std::vector<std::string>(std::begin(kIssuers), std::end(kIssuers))));
    made->add_option("--credit-code", token_.credit_code, "SZCA: of the company (default a random one)");
    made->add_flag("--non-tender", non_tender_, "SZCA: not of the class for tenders");
    made->add_option("--with", with_, "old-weak: RSA-1024 and SHA-1")->check(CLI::IsMember({"old-weak"}));
    made->add_option("--count", token_.count, "how many keys with certificates (default 1)")
        ->check(CLI::Range(1, 10000));
    made->add_flag("--again", token_.again, "another token with the same label");
    made->add_flag("--on-existing", token_.on_existing, "onto the token that has this label");
    made->callback([this] {
      token_.algorithm = algorithm_.value_or(KeyAlgorithm::rsa);
      read_times(token_);
      token_.old_weak = with_ == "old-weak";
      token_.tender = !non_tender_;
      print(make_token(World(world_), token_));
    });
  }

  void add_cloud() {
    auto* made = command("cloud", "Makes a key that the CA holds, with a certificate of MISA-CA near its end");
    made->add_option("--user", cloud_.user, "of the account: an e-mail address")->required();
    made->add_option("--pin-file", cloud_.pin_file, "read when it exists, else written with a random PIN")->required();
    made->add_option("--phone", cloud_.phone, "where one-time passwords go (default 0912345678)");
    made->add_option("--algorithm", cloud_.algorithm, "of the key: rsa or ec (default rsa)")
        ->check(CLI::IsMember({"rsa", "ec"}));
    made->add_option("--asks", cloud_.asks, "before each signature: pin or pin+otp (default)")
        ->check(CLI::IsMember({"pin", "pin+otp"}));
    made->add_option("--kind", cloud_.kind, "of holder (default organisation)")
        ->check(CLI::IsMember(std::vector<std::string>(std::begin(kHolderKinds), std::end(kHolderKinds))));
    add_holder_options(*made, cloud_);
    made->callback([this] {
      read_times(cloud_);
      if (cloud_.kind.empty()) cloud_.kind = "organisation";
      print(make_cloud_credential(World(world_), cloud_));
    });
  }

  void add_holder_options(CLI::App& made, HolderPlan& plan) {
    made.add_option("--days-left", plan.days_left,
                    "until the certificate ends (default 20, or with Viettel-CA; negative: it has ended)");
    made.add_option("--not-before,--issued", not_before_, "RFC 3339, or a day in Viet Nam");
    made.add_option("--not-after", not_after_, "RFC 3339, or a day in Viet Nam; instead of --days-left");
    made.add_option("--contract-ends", contract_ends_,
                    "of the holder's contract with the CA (default a year after the certificate), or none");
    made.add_option("--subject", plan.subject, "RFC 4514, written in the certificate's order");
    made.add_option("--name", plan.name, "name of the default subject");
    made.add_option("--tax-code", plan.tax_code, "of the default subject; an individual's citizen number");
  }

  void read_times(HolderPlan& plan) const {
    plan.not_before = time_option(not_before_);
    plan.not_after = end_option(not_after_);
    plan.contract_known = contract_ends_ != "none";
    if (plan.contract_known) plan.contract_ends = end_option(contract_ends_);
  }

  void add_serve() {
    auto* made = command("serve", "Serves the portal, OCSP and CRL until it is told to stop");
    made->add_option("--port", serve_.port, "instead of the world's");
    made->add_option("--http-port", serve_.http_port, "instead of the world's");
    made->add_option("--ready-file", serve_.ready_file, "written when both ports listen");
    made->add_option("--fault", serve_.faults, "switch a fault on (see 'fault list')");
    made->add_flag("--stop-with-parent", serve_.stop_with_parent, "end when the program that started it ends");
    add_staff_options(*made, staff_options_);
    made->callback([this] {
      World world(world_);
      apply(world, staff_options_);
      serve(world, serve_);
    });
  }

  void add_staff() {
    auto* made = command("staff", "What people at the CA and the agencies do; see --staff command");
    made->add_option("action", staff_.action, "what they do (README.md)")
        ->required()
        ->check(CLI::IsMember(std::vector<std::string>(std::begin(kStaffActions), std::end(kStaffActions))));
    made->add_option("subject", staff_.subject,
                     "number of an order, a compensation or a registration; serial of a certificate");
    made->add_option("--code", staff_.code, "of a refused registration (default correctable) or compensation (other)");
    made->add_option("--reason", staff_.reason, "of a refusal");
    made->add_flag("--with-payment", staff_.with_payment, "approve: confirm the payment too");
    made->callback([this] { print(staff(World(world_), staff_)); });
  }

  void add_fault() {
    auto* made = command("fault", "Switches faults: NAME[=VALUE][@OPERATION][*COUNT], 'clear' or 'list'");
    made->add_option("switch", fault_, "fault, clear or list")->required();
    made->add_option("value", fault_value_, "its value, or its operation when it takes no value");
    made->add_option("--on", fault_operation_, "operationId of the contract; default: all");
    made->add_option("--times", fault_times_, "a number, or always");
    made->callback([this] { switch_faults(); });
  }

  void switch_faults() {
    const World world(world_);
    const auto lock = world.records().lock();
    const Faults faults(world.records());
    if (fault_ == "clear") {
      faults.clear();
    } else if (fault_ != "list") {
      auto text = fault_;
      if (!fault_value_.empty()) text += "=" + fault_value_;
      if (!fault_operation_.empty()) text += "@" + fault_operation_;
      if (!fault_times_.empty()) text += "*" + fault_times_;
      faults.add(parse_fault(text));
    }
    Json on = Json::array();
    for (const auto& fault : faults.list()) {
      on.push_back(
          {{"name", fault.name}, {"operation", fault.operation}, {"value", fault.value}, {"left", fault.left}});
    }
    Json known = Json::object();
    for (const auto& kind : fault_catalogue()) known[std::string(kind.name)] = kind.effect;
    print(fault_ == "list" ? Json{{"on", on}, {"known", known}} : Json{{"on", on}});
  }

  void add_show() {
    auto* made = command("show", "All that the portal knows, as JSON");
    made->add_flag("--json", json_, "the only form there is; for scripts that ask for it");
    made->callback([this] { print(show(World(world_))); });
  }

  void add_sms() {
    auto* made = command("sms", "The newest text message to a number");
    made->add_option("--to", sms_to_, "telephone number, as it was given to the portal")->required();
    made->callback([this] {
      const auto text = Outbox(World(world_).folder() / "outbox").newest_sms(sms_to_);
      if (!text) throw Error(ErrorCode::usage, {{"problem", "no text message to '" + sms_to_ + "'"}});
      print({{"to", sms_to_}, {"text", *text}});
    });
  }

  void add_phone() {
    auto* made = command("phone", "The person answers what the signing service asks on the phone (fault cloud-phone)");
    made->add_option("answer", phone_answer_, "confirm or refuse")
        ->required()
        ->check(CLI::IsMember({"confirm", "refuse"}));
    made->callback([this] {
      const World world(world_);
      const auto lock = world.records().lock();
      print({{"answered", SigningDesk(world, portal_now(world)).answer_phone(phone_answer_ == "confirm")}});
    });
  }

  void add_bank() {
    auto* made = command("bank", "What came into a company's account, newest first, with the remarks");
    made->add_option("--account", account_, "its number")->required();
    made->callback([this] { print(bank_statement(World(world_).records(), account_)); });
  }

  void add_clock() {
    auto* made = command("clock", "Sets the world's time; it goes on from there");
    made->add_option("time", as_of_, "RFC 3339, or a day in Viet Nam")->required();
    made->callback([this] {
      const World world(world_);
      const auto lock = world.records().lock();
      world.set_clock(moment(as_of_));
      print({{"now", to_iso(world.now_seconds())}});
    });
  }

  CLI::App app_{"Stand-ins for the portals, with an issuing CA behind them. For tests and rehearsals only."};
  std::filesystem::path world_;
  std::optional<KeyAlgorithm> algorithm_;
  std::string as_of_, issuer_ends_, ca_name_, not_before_, not_after_, with_;
  std::string contract_ends_, campaign_ca_ends_, sms_to_, phone_answer_;
  bool campaign_ = false, china_ = false, non_tender_ = false;
  std::string account_;
  CampaignPlan campaign_plan_;
  std::string fault_, fault_value_, fault_operation_, fault_times_;
  bool json_ = true;
  TokenPlan token_;
  CloudPlan cloud_;
  ServePlan serve_;
  StaffAction staff_;
  StaffOptions staff_options_;
};

}  // namespace

int run(int argc, const char* const* argv) {
  try {
    return CommandLine().run(argc, argv);
  } catch (const Error& error) {
    std::cerr << "reseal-sandbox: " << error.what() << "\n";
    return error.code() == ErrorCode::usage ? 2 : 1;
  } catch (const MessageError& error) {
    std::cerr << "reseal-sandbox: " << error.what() << "\n";
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "reseal-sandbox: " << error.what() << "\n";
    return 1;
  }
}

}  // namespace reseal::sandbox
