// SPDX-License-Identifier: Apache-2.0
#include "misa_views.h"

#include <map>
#include <string>

#include "vietqr.h"

namespace reseal::sandbox {

namespace {

struct Bank {
  std::string bin = "970403";
  std::string account = "0011012345678";  // NAPAS's own sample account
};

std::string message_of(const std::string& status) {
  static const std::map<std::string, std::string, std::less<>> messages{
      {"placed", "Đặt hàng gia hạn thành công. Nhân viên kinh doanh sẽ liên hệ với anh/chị để hoàn thành gia hạn."},
      {"contacted", "Nhân viên kinh doanh đã liên hệ. Hồ sơ đang chờ phê duyệt."},
      {"approved", "Hồ sơ gia hạn đã được phê duyệt. Vui lòng kiểm tra thông tin chứng thư số và nhấn Chấp nhận."},
      {"accepted", "Đã chấp nhận thông tin. Chờ yêu cầu cấp chứng thư số từ USB Token."},
      {"issuing", "Đang cấp chứng thư số."},
      {"issued", "Chứng thư số đã được cấp. Vui lòng cài đặt vào USB Token."},
      {"completed", "Chứng thư số đã được gia hạn thành công."},
      {"refused", "Hồ sơ gia hạn bị từ chối."},
  };
  const auto found = messages.find(status);
  return found == messages.end() ? std::string() : found->second;
}

}  // namespace

Json payment_view(const Json& order) {
  const Bank bank;
  const auto method = order.at("payment_method").get<std::string>();
  const auto amount = order.at("amount").get<std::int64_t>();
  const auto number = order.at("number").get<std::string>();
  std::string instructions;
  std::string qr;
  if (method == "vietqr") {
    qr = vietqr_text({bank.bin, bank.account, amount, "", number, false});
    instructions = "Quét mã VietQR bằng ứng dụng ngân hàng. Nội dung chuyển khoản: " + number;
  } else if (method == "bank_transfer") {
    instructions = "Chuyển " + std::to_string(amount) + " VND vào tài khoản " + bank.account + " (mã ngân hàng " +
                   bank.bin + "). Nội dung chuyển khoản: " + number;
  } else if (method == "card") {
    instructions = "Thanh toán bằng thẻ trên trang đặt hàng, mã đơn hàng " + number;
  } else {
    instructions = "Nhân viên kinh doanh thu tiền mặt khi liên hệ, mã đơn hàng " + number;
  }
  return {{"method", method},
          {"amount", Money{amount, "VND"}},
          {"instructions", instructions},
          {"qr", qr},
          {"paid", order.at("paid")}};
}

Json order_view(const Json& order) {
  const auto status = order.at("status").get<std::string>();
  return {{"number", order.at("number")},
          {"reference", order.at("reference")},
          {"status", status},
          {"message", message_of(status)},
          {"payment", payment_view(order)},
          {"certificate_data", order.at("certificate_data")},
          {"refusal", order.at("refusal")}};
}

Json request_view(const Json& request) {
  return {
      {"request_id", request.at("number")}, {"reference", request.at("reference")}, {"holder", request.at("holder")}};
}

}  // namespace reseal::sandbox
