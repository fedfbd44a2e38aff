// SPDX-License-Identifier: Apache-2.0
#include "order_desk.h"

#include <algorithm>

#include "issuance.h"
#include "pem.h"
#include "reseal/base/error.h"

namespace reseal::sandbox {
namespace {

using std::chrono::milliseconds;

std::string status_of(const Json& order) { return order.at("status").get<std::string>(); }

[[noreturn]] void not_now(const Json& order, std::string_view action) {
  throw Error(ErrorCode::usage, {{"problem", "order " + text(order, "number") + " is " + status_of(order) +
                                                 ": cannot " + std::string(action)}});
}

bool passed(const Json& order, std::string_view since, milliseconds delay, TimePoint now) {
  return now.time_since_epoch() >= milliseconds(order.at(since).get<std::int64_t>()) + delay;
}

}  // namespace

StaffHabits read_habits(const RecordStore& records) {
  StaffHabits habits;
  const auto record = records.get("settings", "staff");
  if (!record) return habits;
  const auto delay = [&](const char* name) { return milliseconds(record->at(name).get<std::int64_t>()); };
  return {record->at("on_command").get<bool>(), delay("contact_ms"), delay("pay_ms"), delay("approve_ms"),
          delay("issue_ms")};
}

void write_habits(const RecordStore& records, const StaffHabits& habits) {
  records.put("settings", "staff",
              {{"on_command", habits.on_command},
               {"contact_ms", habits.contact.count()},
               {"pay_ms", habits.pay.count()},
               {"approve_ms", habits.approve.count()},
               {"issue_ms", habits.issue.count()}});
}

const std::vector<RenewalPackage>& renewal_packages() {
  static const std::vector<RenewalPackage> packages{
      {"ESIGN-GH-12", "Gia hạn MISA eSign 1 năm", "MISA eSign renewal, 1 year", "MISA eSign 续期 1 年", 12, 1'249'000},
      {"ESIGN-GH-24", "Gia hạn MISA eSign 2 năm", "MISA eSign renewal, 2 years", "MISA eSign 续期 2 年", 24, 2'190'000},
      {"ESIGN-GH-36", "Gia hạn MISA eSign 3 năm", "MISA eSign renewal, 3 years", "MISA eSign 续期 3 年", 36, 2'890'000},
  };
  return packages;
}

bool is_open(const Json& order) {
  const auto status = status_of(order);
  return status != "completed" && status != "refused";
}

OrderDesk::OrderDesk(const World& world, TimePoint portal_now)
    : world_(world), registry_(world), faults_(world.records()), outbox_(world.folder() / "outbox"), now_(portal_now) {}

bool OrderDesk::advance(Json& order) const {
  const auto before = status_of(order);
  const bool paid_before = order.at("paid").get<bool>();
  const auto habits = read_habits(world_.records());
  if (habits.on_command) return false;
  if (status_of(order) == "placed" && passed(order, "placed_ms", habits.contact, now_)) contact(order);
  if (status_of(order) == "contacted" && !order.at("paid").get<bool>() &&
      passed(order, "placed_ms", habits.pay, now_)) {
    confirm_payment(order);
  }
  if (status_of(order) == "contacted" && order.at("paid").get<bool>() &&
      passed(order, "placed_ms", habits.approve, now_)) {
    approve(order);
  }
  if (status_of(order) == "issuing" && passed(order, "csr_ms", habits.issue, now_)) issue(order);
  return status_of(order) != before || order.at("paid").get<bool>() != paid_before;
}

void OrderDesk::contact(Json& order) const {
  if (status_of(order) != "placed") not_now(order, "contact the customer");
  order["status"] = "contacted";
  note(order, "contacted");
  const auto number = text(order, "number");
  // MISA-T-23: a salesperson calls to complete the renewal.
  outbox_.sms(number + "-contacted", text(order.at("holder"), "phone"),
              "MISA eSign: Nhan vien kinh doanh da tiep nhan don hang " + number +
                  " va se lien he anh/chi de hoan thanh gia han chung thu so.");
  outbox_.mail(
      {number + "-contacted", text(order.at("holder"), "email"),
       "Nhân viên kinh doanh tiếp nhận đơn hàng gia hạn " + number,
       "Kính gửi " + text(order.at("holder"), "name") + ",\n\nNhân viên kinh doanh của MISA đã tiếp nhận đơn hàng " +
           number + " và sẽ liên hệ với anh/chị để hoàn thành gia hạn chứng thư số.\n\nTrân trọng,\nMISA eSign\n"},
      std::chrono::floor<Seconds>(now_));
  write(order);
}

void OrderDesk::confirm_payment(Json& order) const {
  if (status_of(order) != "placed" && status_of(order) != "contacted") not_now(order, "confirm its payment");
  if (const auto fault = faults_.strike("payment-refused", "*")) {
    refuse(order, "payment_refused", fault->value.empty() ? "Giao dịch thanh toán không thành công." : fault->value);
    return;
  }
  order["paid"] = true;
  note(order, "paid");
  write(order);
}

void OrderDesk::approve(Json& order) const {
  if (status_of(order) == "placed") contact(order);
  if (status_of(order) != "contacted") not_now(order, "approve its dossier");
  if (!order.at("paid").get<bool>()) {
    throw Error(ErrorCode::usage, {{"problem", "order " + text(order, "number") + " is not paid"}});
  }
  if (const auto fault = faults_.strike("refusal", "*")) {
    refuse(order, "dossier_refused", fault->value.empty() ? "Hồ sơ không hợp lệ." : fault->value);
    return;
  }
  const auto old = old_certificate(order);
  const auto from = std::chrono::floor<Seconds>(now_);
  const auto number = text(order, "number");
  order["status"] = "approved";
  order["certificate_data"] = {{"subject", name_text(make_name(subject_of(order)).get())},
                               {"holder", order.at("holder")},
                               {"valid_from", to_iso(from)},
                               {"valid_to", to_iso(new_end(old.get(), order.at("term_months").get<int>()))},
                               {"issuer", name_text(X509_get_subject_name(world_.certificate("misa-ca").get()))}};
  note(order, "approved");
  // MISA-T-11: the customer gets an e-mail when the dossier is approved; MISA-T-12: what to do then.
  outbox_.mail(
      {number + "-approved", text(order.at("holder"), "email"), "Hồ sơ gia hạn chứng thư số đã được phê duyệt",
       "Kính gửi " + text(order.at("holder"), "name") + ",\n\nHồ sơ gia hạn của đơn hàng " + number +
           " đã được phê duyệt.\nAnh/chị vui lòng rút ra cắm lại USB Token. Hệ thống sẽ hiển thị thông tin của "
           "chứng thư số được gia hạn để anh/chị kiểm tra và nhấn Chấp nhận.\n\nTrân trọng,\nMISA eSign\n"},
      from);
  write(order);
}

void OrderDesk::refuse(Json& order, std::string_view code, std::string_view reason) const {
  const auto status = status_of(order);
  if (status == "issued" || !is_open(order)) not_now(order, "refuse it");
  const bool paid = order.at("paid").get<bool>();
  order["status"] = "refused";
  order["refusal"] = {{"code", code},
                      {"reason", reason},
                      {"refund", paid ? "MISA hoàn lại toàn bộ số tiền trong 7 ngày làm việc." : "Chưa thu tiền."}};
  note(order, "refused");
  const auto number = text(order, "number");
  outbox_.mail({number + "-refused", text(order.at("holder"), "email"), "Hồ sơ gia hạn chứng thư số bị từ chối",
                "Kính gửi " + text(order.at("holder"), "name") + ",\n\nĐơn hàng " + number +
                    " bị từ chối. Lý do: " + std::string(reason) + "\n\nTrân trọng,\nMISA eSign\n"},
               std::chrono::floor<Seconds>(now_));
  write(order);
}

void OrderDesk::issue(Json& order) const {
  if (status_of(order) != "issuing") not_now(order, "issue its certificate");
  const auto certificate =
      issue_requested(world_, {.operation = "certificate",
                               .issuer = "misa-ca",
                               .csr = text(order, "csr"),
                               .subject = subject_of(order),
                               .from = time_from_iso(text(order.at("certificate_data"), "valid_from")),
                               .to = time_from_iso(text(order.at("certificate_data"), "valid_to")),
                               .old_serial = text(order, "serial"),
                               .contract_ends = std::nullopt,
                               .now = std::chrono::floor<Seconds>(now_)});
  order["status"] = "issued";
  order["new_serial"] = serial_of(certificate.get());
  order["certificate"] = to_pem(certificate.get());
  note(order, "issued");
  write(order);
}

Time OrderDesk::issuer_end() const { return time_of(X509_get0_notAfter(world_.certificate("misa-ca").get())); }

Time OrderDesk::new_end(const X509* old, int months) const {
  const auto now = std::chrono::floor<Seconds>(now_);
  const auto carried = std::max(now, time_of(X509_get0_notAfter(old)));
  return std::min(add_months(carried, months), issuer_end());
}

Name OrderDesk::subject_of(const Json& order) const {
  auto subject = read_name(X509_get_subject_name(old_certificate(order).get()));
  return with_value(std::move(subject), "CN", text(order.at("holder"), "name"));
}

CertificateHandle OrderDesk::old_certificate(const Json& order) const {
  const auto old = registry_.find(text(order, "serial"));
  if (!old) throw Error(ErrorCode::internal, {{"problem", "the order's certificate is not in the registry"}});
  return certificate_from_pem(old->pem);
}

void OrderDesk::note(Json& order, std::string_view what) const {
  order["events"].push_back({{"at", to_iso(std::chrono::floor<Seconds>(now_))}, {"what", what}});
}

void OrderDesk::write(const Json& order) const { world_.records().put("orders", text(order, "number"), order); }

}  // namespace reseal::sandbox
