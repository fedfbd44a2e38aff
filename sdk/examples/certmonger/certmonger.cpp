// SPDX-License-Identifier: Apache-2.0
// The CA helpers of certmonger as they are (AD CS by cepces, Dogtag, IPA, ...): a program is given the request in its
// environment, and says by its exit code what became of it (certmonger's doc/helpers.txt).
#include <cstdlib>

#include "../shared/der.h"
#include "../shared/renewal.h"

namespace {

enum Code { issued = 0, wait_and_poll = 1, rejected = 2, unreachable = 3, unconfigured = 4, wait_so_long = 5 };

class Certmonger final : public example::Renewal {
 public:
  explicit Certmonger(const reseal::PluginContext& context)
      : Renewal("certmonger", context), arguments_(context.settings.value("arguments", std::vector<std::string>{})) {}

 private:
  [[nodiscard]] reseal::ProgramRun run_for(const reseal::Order& order, const std::string& csr) const {
    const bool polls = order.memory.contains("cookie");
    reseal::ProgramRun run{"helper", arguments_, {}, polls ? "poll" : "submit"};
    run.environment = {{"CERTMONGER_OPERATION", polls ? "POLL" : "SUBMIT"},
                       {"CERTMONGER_CSR", csr},
                       {"CERTMONGER_REQ_SUBJECT", order.old.certificate.common_name},
                       {"CERTMONGER_CERTIFICATE", order.old.certificate.pem}};
    if (polls) run.environment["CERTMONGER_CA_COOKIE"] = order.memory.at("cookie").get<std::string>();
    return run;
  }

  reseal::Step enrol(const reseal::Order& order, const std::string& csr, reseal::Host& host) override {
    const auto end = host.run_program(run_for(order, csr));
    const auto first_line = end.output.substr(0, end.output.find('\n'));
    switch (end.code) {
      case issued:
        return {"install", install(csr, end.output)};
      case wait_and_poll:
        return remembering(end.output, reseal::Seconds(60));
      case wait_so_long:
        return remembering(end.output.substr(std::min(end.output.size(), first_line.size() + 1)),
                           reseal::Seconds(std::max(1, std::atoi(first_line.c_str()))));
      case rejected:
        return refuse(end.output);
      case unreachable:
        throw reseal::TryLater("the helper cannot reach the CA: " + end.output);
      case unconfigured:
        return {"unconfigured", reseal::Fail{"other", text("unconfigured", {{"words", end.output}}), {}}};
      default:
        throw reseal::PortalNonsense("the helper ended with code " + std::to_string(end.code));
    }
  }

  [[nodiscard]] reseal::Step remembering(std::string cookie, reseal::Seconds after) const {
    cookie.erase(cookie.find_last_not_of('\n') + 1);
    auto step = wait(after);
    step.remember = {{"cookie", cookie}};
    return step;
  }

  /// One PEM after the other: the certificate, and with some helpers those above it.
  [[nodiscard]] static reseal::Install install(const std::string& csr, const std::string& output) {
    const example::Bio bio(BIO_new_mem_buf(output.data(), static_cast<int>(output.size())));
    auto* const certificates = sk_X509_new_null();
    while (auto* const one = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) sk_X509_push(certificates, one);
    const auto found = example::issued_for(csr, certificates);
    sk_X509_pop_free(certificates, X509_free);
    if (found.certificate.empty()) throw reseal::PortalNonsense("no certificate for our key in what the helper says");
    return {found.certificate, found.chain};
  }

  std::vector<std::string> arguments_;
};

}  // namespace

RESEAL_PLUGIN(Certmonger)
