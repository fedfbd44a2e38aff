// SPDX-License-Identifier: Apache-2.0
#include "change_form.h"

#include <algorithm>

#include "reseal/readable.h"
#include "reseal/xml_writer.h"

namespace reseal::tax {
namespace {}  // namespace

std::string moment(Time time) { return local_text(time, kVietNamOffset, kVietnameseTime); }

std::string change_form(const ChangeData& data, const CertificateFacts& old, const CertificateFacts& renewed,
                        const std::string& today) {
  const auto asked = [&](const char* service) {
    const bool is = std::find(data.services.begin(), data.services.end(), service) != data.services.end();
    return is ? "true" : "false";
  };
  XmlWriter form("DKyThueDTu", "http://kekhaithue.gdt.gov.vn/HSoDKy");
  form.open("DKyThue", {{"id", "_NODE_TO_SIGN"}});
  form.open("TTinChung");
  form.open("CQT").leaf("maCQT", data.tax_office_code).leaf("tenCQT", data.tax_office).close();
  form.open("TTinDKyThue")
      .leaf("maDKy", "217")
      .leaf("mauDKy", "02-DK_T-VAN")
      .leaf("tenDKy", "Đăng ký thay đổi chứng thư số")
      .leaf("pBanDKy", "2.0.9")
      .leaf("ngayDKy", today)
      .leaf("tIN", data.tax_code)
      .leaf("tenNNT", data.name)
      .close();
  form.close();
  form.open("NDungDKy")
      .leaf("issuer", renewed.issuer_common_name)
      .leaf("subject", renewed.common_name)
      .leaf("serial", renewed.serial.hex)
      .leaf("serialCu", old.serial.hex)
      .leaf("email", data.email)
      .leaf("tel", data.phone)
      .leaf("fromDateCA", moment(renewed.not_before))
      .leaf("toDateCA", moment(renewed.not_after))
      .leaf("kkTDT", asked(kFiling))
      .leaf("nopTDT", asked(kPayment))
      .close();
  form.close();
  form.leaf("CKyDTu", "");
  return form.finish();
}

XmlPlace change_form_place() {
  XmlPlace place;
  place.signed_element = "/DKyThueDTu/DKyThue";
  place.id_attribute = "id";
  place.signature_parent = "/DKyThueDTu/CKyDTu";
  place.key_value = true;
  return place;
}

}  // namespace reseal::tax
