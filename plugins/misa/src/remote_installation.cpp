// SPDX-License-Identifier: Apache-2.0
// From a verified dossier to a certificate that is in the cloud and proven. The CA makes the key; nothing is made here.
#include <algorithm>
#include <string_view>
#include <utility>

#include "remote_steps.h"

namespace reseal::misa {
namespace {

using RemoteStatus = RemoteOrder::Status;

// Hex numbers: a leading zero more or less is the same one.
bool same_serial(std::string_view one, std::string_view other) {
  const auto number = [](std::string_view hex) { return hex.substr(std::min(hex.find_first_not_of('0'), hex.size())); };
  return number(one) == number(other);
}

class RemoteInstallation {
 public:
  explicit RemoteInstallation(RemoteQuestion question)
      : order_(question.order), remote_(question.remote), contact_(std::move(question.contact)), journey_(order_) {}

  Step next() {
    const auto placed = remote_.find_order(order_.id);
    if (!placed) {
      return fail("order_lost", "order_lost", {"misa.remote.failed.order_lost", {{"order", order_.id}}}, contact_);
    }
    if (placed->status == RemoteStatus::refused) return refused_by_ca(*placed, contact_);
    if (placed->status != RemoteStatus::issued) return verification(order_, *placed, "verification_again", contact_);
    return find(*placed);
  }

 private:
  Step find(const RemoteOrder& placed) const {
    const auto* found = journey_.last("find_certificate");
    if (found == nullptr || waited_since(found)) {
      Step step;
      step.id = "find_certificate";
      step.action = Adopt{{"misa.remote.find", {{"number", placed.number}}}};
      return step;
    }
    if (!found->result.value("rejected", Json::array()).empty()) return wrong(rejected_checks(*found));
    const auto certificate = journey_.new_certificate();
    if (!certificate) return wait(placed);
    if (!same_serial(certificate->serial.hex, placed.new_serial)) return wrong("serial");
    Step step;
    step.id = "renewed";
    step.action = done(placed, *certificate);
    return step;
  }

  bool waited_since(const PastStep* found) const {
    const auto* waited = journey_.last("not_in_cloud_yet");
    return waited != nullptr && waited > found;  // places in one vector: later pointers are later steps
  }

  Step wait(const RemoteOrder& placed) const {
    Step step;
    step.id = "not_in_cloud_yet";
    Wait wait;
    wait.reason = {"misa.remote.not_in_cloud_yet", {{"number", placed.number}}};
    wait.expectation = {"misa.issuing.expectation", {}};
    wait.contact = contact_.text;
    step.action = std::move(wait);
    return step;
  }

  Step wrong(const std::string& checks) const {
    return fail("wrong_certificate", "wrong_certificate",
                {"misa.remote.failed.wrong_certificate", {{"checks", checks}}}, contact_);
  }

  Done done(const RemoteOrder& placed, const CertificateFacts& certificate) const {
    // Another entry with another alias: whoever stored the old one signs with the old certificate, or not at all.
    auto done = renewed(order_, placed, certificate, {{"misa.remote.reconnect", {{"serial", certificate.serial.hex}}}});
    if (journey_.answer_text("application_way", "way") == "hand") {  // MISA-R-18
      done.obligations.push_back({"keep_paper", {"misa.remote.keep_paper", {{"number", placed.number}}}});
    }
    return done;
  }

  const Order& order_;
  RemotePortal remote_;
  Contact contact_;
  Journey journey_;
};

}  // namespace

Step next_remote_installation_step(RemoteQuestion question) { return RemoteInstallation(std::move(question)).next(); }

}  // namespace reseal::misa
