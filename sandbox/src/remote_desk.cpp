// SPDX-License-Identifier: Apache-2.0
#include "remote_desk.h"

#include <map>

#include "issuance.h"
#include "misa_views.h"
#include "pem.h"
#include "reseal/base/error.h"
#include "reseal/document/pdf_signature.h"
#include "reseal/readable.h"

namespace reseal::sandbox {
namespace {

using std::chrono::milliseconds;

constexpr auto kRemoteOrders = "remote-orders";

void expect(const Json& order, std::string_view status, std::string_view action) {
  if (order.at("status") == status) return;
  throw Error(ErrorCode::usage, {{"problem", "order " + text(order, "number") + " is " + text(order, "status") +
                                                 ": cannot " + std::string(action)}});
}

bool has_come(const Json& order, std::string_view since, milliseconds delay, TimePoint now) {
  return now.time_since_epoch() >= milliseconds(order.at(since).get<std::int64_t>()) + delay;
}

std::string message_about(const std::string& status) {
  static const std::map<std::string, std::string, std::less<>> messages{
      {"placed", "Đặt hàng gia hạn thành công. Vui lòng nộp hồ sơ gia hạn trên ứng dụng MISA eSign."},
      {"sent", "Đã nhận hồ sơ. MISA eSign sẽ xác minh hồ sơ và gửi email ngay sau khi hoàn tất."},
      {"issued", "Gia hạn chứng thư số thành công."},
      {"refused", "Hồ sơ gia hạn bị từ chối."}};
  return messages.at(status);
}

// The form that MISA attaches to its e-mail, with the fields that the holder fills in left empty (MISA-R-17, -35).
Printout empty_form(const Json& order) {
  const auto& subject = order.at("data").at("subject");
  Printout form;
  form.name = "don-gia-han-chung-thu-so";
  form.language = "vi";
  form.title = {"ĐƠN GIA HẠN CHỨNG THƯ SỐ (môi trường thử nghiệm)", {}};
  form.reference = text(order, "number");
  form.sections = {{{"Thông tin thuê bao", {}},
                    {{{"Tên", {}}, text(subject, "name")},
                     {{"Mã số thuế / số định danh", {}}, text(subject, "tax_code")},
                     {{"Địa chỉ thường trú", {}}, "…………………………………………"}}},
                   {{"Chứng thư số", {}}, {{{"Số sê-ri", {}}, text(order, "serial")}}}};
  form.declarations = {{"Tôi đề nghị MISA gia hạn chứng thư số nêu trên.", {}}};
  form.places = {{"Người đề nghị (ký, ghi rõ họ tên, đóng dấu)", {}}};
  return form;
}

}  // namespace

RemoteDesk::RemoteDesk(const World& world, TimePoint portal_now)
    : world_(world),
      registry_(world),
      keys_(world),
      faults_(world.records()),
      outbox_(world.folder() / "outbox"),
      orders_(world, portal_now),
      now_(portal_now) {}

void RemoteDesk::place(Json& order) const {
  const auto known = registry_.find(text(order, "serial")).value();
  const auto old = certificate_from_pem(known.pem);
  const bool expired = status_at(known, now_) == "expired";
  order["kind"] = known.kind;
  order["by_form"] = expired || known.kind == "manager" || known.kind == "employee";  // MISA-R-04, -05
  order["valid_to"] = to_iso(orders_.new_end(old.get(), order.at("months").get<int>()));
  order["placed_ms"] = now_.time_since_epoch().count();
  order["status"] = "placed";
  order["paid"] = false;
  for (const auto* later : {"sent_ms", "dossier", "credential", "new_serial", "refusal"}) order[later] = nullptr;
  write(order);
  if (order.at("by_form").get<bool>()) mail_form(order);
}

void RemoteDesk::mail_form(const Json& order) const {
  const auto number = text(order, "number");
  const auto at = std::chrono::floor<Seconds>(now_);
  Mail mail{.id = number + "-form",
            .to = text(order.at("data").at("subject"), "email"),
            .subject = "Gia hạn CTS MISA eSign",
            .body = "Kính gửi " + text(order.at("data").at("subject"), "name") +
                    ",\n\nĐơn gia hạn chứng thư số của đơn hàng " + number +
                    " được đính kèm theo email này. Anh/chị vui lòng in đơn, nhập đầy đủ các thông tin bắt buộc, "
                    "ký tay/đóng dấu và nộp hồ sơ.\n\nTrân trọng,\nMISA eSign\n"};
  const auto form = empty_form(order);
  const auto literally = [](const Text& text) { return text.id; };
  mail.attachment = {form.name + ".pdf", "application/pdf", document::documents().draw(form, literally, at)};
  outbox_.mail(mail, at);
}

std::string RemoteDesk::submit(Json& order, const Json& dossier) const {
  if (text(dossier, "permanent_address") != kDeclaredAddress) {
    return "Địa chỉ thường trú không giống thông tin đã khai báo trên ứng dụng.";
  }
  Bytes file;
  try {
    file = from_base64(text(dossier.at("application"), "content"));
  } catch (const Error&) {
    return "Tệp đơn không phải là base64.";
  }
  if (auto problem = application_problem(order, dossier, file); !problem.empty()) return problem;
  const auto type = text(dossier.at("application"), "media_type");
  const auto name = text(order, "number") + "." + type.substr(type.find('/') + 1);
  std::filesystem::create_directories(world_.folder() / "dossiers");
  replace_file(world_.folder() / "dossiers" / name, as_text(file), true);
  order["dossier"] = {{"way", dossier.at("way")}, {"file", name}};
  order["sent_ms"] = now_.time_since_epoch().count();
  order["status"] = "sent";
  write(order);
  return {};
}

std::string RemoteDesk::application_problem(const Json& order, const Json& dossier, ByteView file) const {
  const bool by_hand = dossier.at("way") == "hand";
  if (by_hand && !order.at("by_form").get<bool>()) return "Chứng thư số này được gia hạn bằng đơn ký số.";
  const auto found = document::documents().inspect(
      file, {.media_types = {text(dossier.at("application"), "media_type")}, .max_pages = {}});
  if (found.refusal != document::Refusal::none) {
    return "Tệp đơn không đọc được (" + std::string(to_string(found.refusal)) + ").";
  }
  if (by_hand) return {};
  return found.media_type == "application/pdf" ? signature_problem(order, file) : "Đơn ký số phải là tệp PDF.";
}

// With the key that is renewed when confirming was consenting to sign (MISA-R-33), else with any usable one
// (MISA-R-39).
std::string RemoteDesk::signature_problem(const Json& order, ByteView pdf) const {
  crypto::TrustAnchors anchors;
  anchors.roots = {crypto::Certificate::from_pem(to_pem(world_.certificate("root").get()))};
  for (const auto& name : world_.issuers()) {
    if (name != "other-ca") {
      anchors.intermediates.push_back(crypto::Certificate::from_pem(to_pem(world_.certificate(name).get())));
    }
  }
  const auto signatures = document::verify_pdf(document::documents(), pdf, anchors, std::chrono::floor<Seconds>(now_));
  if (signatures.empty()) return "Đơn chưa được ký số.";
  const auto& last = signatures.back();
  if (!last.valid || !last.whole_file || !last.signer) return "Chữ ký số trên đơn không hợp lệ: " + last.problem;
  const auto serial = last.signer->facts().serial.hex;
  const auto known = registry_.find(serial);
  if (known && known->standing != "good") return "Chứng thư số đã ký đơn bị thu hồi hoặc tạm dừng.";
  if (!order.at("by_form").get<bool>() && serial != text(order, "serial")) {
    return "Đơn phải được ký bằng chứng thư số đang gia hạn.";
  }
  return {};
}

void RemoteDesk::confirm_payment(Json& order) const {
  if (order.at("status") != "placed") expect(order, "sent", "confirm its payment");
  if (const auto fault = faults_.strike("payment-refused", "*")) {
    refuse(order, "payment_refused", fault->value.empty() ? "Giao dịch thanh toán không thành công." : fault->value);
    return;
  }
  order["paid"] = true;
  write(order);
}

void RemoteDesk::verify(Json& order) const {
  expect(order, "sent", "verify its dossier");
  if (!order.at("paid").get<bool>()) {
    throw Error(ErrorCode::usage, {{"problem", "order " + text(order, "number") + " is not paid"}});
  }
  if (const auto fault = faults_.strike("refusal", "*")) {
    refuse(order, "dossier_refused", fault->value.empty() ? "Hồ sơ không hợp lệ." : fault->value);
    return;
  }
  const auto known = registry_.find(text(order, "serial")).value();
  const auto old = certificate_from_pem(known.pem);
  const auto holder = keys_.find_by_serial(known.serial).value();
  const auto* old_key = X509_get0_pubkey(old.get());
  // Written down before there is a certificate, so that one order never makes two keys.
  if (order.at("credential").is_null()) {
    order["credential"] = keys_.make(holder.user, EVP_PKEY_get_base_id(old_key) == EVP_PKEY_RSA ? "rsa" : "ec").id;
    write(order);
  }
  const auto at = std::chrono::floor<Seconds>(now_);
  const auto key = keys_.find(text(order, "credential")).value();
  const auto& subject = order.at("data").at("subject");
  const auto certificate = issue_requested(
      world_, {.operation = "submitRemoteDossier",
               .issuer = "misa-ca",
               .csr = {},
               .spki = key.spki,
               .subject = with_value(read_name(X509_get_subject_name(old.get())), "CN", text(subject, "name")),
               .from = at,
               .to = time_from_iso(text(order, "valid_to")),
               .old_serial = known.serial,
               .contract_ends = std::nullopt,
               .kind = known.kind,
               .now = at});
  keys_.put_certificate(key.id, to_pem(certificate.get()),
                        {to_pem(world_.certificate("misa-ca").get()), to_pem(world_.certificate("root").get())});
  order["new_serial"] = serial_of(certificate.get());
  order["status"] = "issued";
  const auto number = text(order, "number");
  outbox_.mail({.id = number + "-verified",
                .to = text(subject, "email"),
                .subject = "Hồ sơ gia hạn chứng thư số đã được xác minh",
                .body = "Kính gửi " + text(subject, "name") + ",\n\nHồ sơ gia hạn của đơn hàng " + number +
                        " đã được xác minh và chứng thư số mới đã được cấp.\n\nTrân trọng,\nMISA eSign\n"},
               at);
  write(order);
}

void RemoteDesk::refuse(Json& order, std::string_view code, std::string_view reason) const {
  if (order.at("status") != "placed") expect(order, "sent", "refuse it");
  order["status"] = "refused";
  order["refusal"] = {{"code", code},
                      {"reason", reason},
                      {"refund", order.at("paid").get<bool>() ? "MISA hoàn lại toàn bộ số tiền trong 7 ngày làm việc."
                                                              : "Chưa thu tiền."}};
  const auto number = text(order, "number");
  const auto& subject = order.at("data").at("subject");
  outbox_.mail({.id = number + "-refused",
                .to = text(subject, "email"),
                .subject = "Hồ sơ gia hạn chứng thư số bị từ chối",
                .body = "Kính gửi " + text(subject, "name") + ",\n\nĐơn hàng " + number +
                        " bị từ chối. Lý do: " + std::string(reason) + "\n\nTrân trọng,\nMISA eSign\n"},
               std::chrono::floor<Seconds>(now_));
  write(order);
}

std::optional<Json> RemoteDesk::find(std::string_view number) const {
  auto order = world_.records().get(kRemoteOrders, number);
  if (order) advance(*order);
  return order;
}

std::vector<Json> RemoteDesk::all() const {
  auto orders = world_.records().all(kRemoteOrders);
  for (auto& order : orders) advance(order);
  return orders;
}

void RemoteDesk::advance(Json& order) const {
  const auto habits = read_habits(world_.records());
  if (habits.on_command || order.at("status") == "issued" || order.at("status") == "refused") return;
  if (!order.at("paid").get<bool>() && has_come(order, "placed_ms", habits.pay, now_)) confirm_payment(order);
  if (order.at("status") == "sent" && order.at("paid").get<bool>() &&
      has_come(order, "sent_ms", habits.approve, now_)) {
    verify(order);
  }
}

void RemoteDesk::write(const Json& order) const { world_.records().put(kRemoteOrders, text(order, "number"), order); }

Json remote_order_view(const Json& order) {
  const auto status = text(order, "status");
  return {{"number", order.at("number")},
          {"reference", order.at("reference")},
          {"status", status},
          {"message", message_about(status)},
          {"payment", payment_view(order)},
          {"kind", order.at("kind")},
          {"data", order.at("data")},
          {"declared_address", kDeclaredAddress},
          {"valid_to", order.at("valid_to")},
          {"new_serial", order.at("new_serial")},
          {"refusal", order.at("refusal")}};
}

}  // namespace reseal::sandbox
