// SPDX-License-Identifier: Apache-2.0
#include "change_form.h"

#include "reseal/xml_writer.h"

namespace reseal::social_insurance {

std::string change_form(const Order& order, const std::string& reference, const UnitData& unit) {
  const auto& fresh = order.new_certificate.value();
  const auto* tax_code = fresh.holder_id("MST");
  XmlWriter form("BHXH");
  form.open("THAYDOI_CKS").leaf("SO_THAM_CHIEU", reference).leaf("NGAY_LAP", to_iso(order.now));
  form.open("DON_VI")
      .leaf("MA_DVI", unit.unit_code)
      .leaf("TEN_DVI", fresh.common_name)
      .leaf("MA_SO_THUE", tax_code == nullptr ? "" : tax_code->value)
      .leaf("EMAIL", unit.email)
      .leaf("DIEN_THOAI", unit.phone)
      .close();
  form.open("CKS_CU").leaf("SERIAL", order.old.certificate.serial.hex).close();
  form.open("CKS_MOI")
      .leaf("SERIAL", fresh.serial.hex)
      .leaf("NHA_CUNG_CAP", fresh.issuer_common_name)
      .leaf("HIEU_LUC_TU", to_iso(fresh.not_before))
      .leaf("HIEU_LUC_DEN", to_iso(fresh.not_after))
      .close();
  form.leaf("CAM_KET", "true").close();
  return form.leaf("CKYDTU_DVI", "").finish();
}

XmlPlace signature_place() {
  XmlPlace place;
  place.signature_parent = "/BHXH/CKYDTU_DVI";
  return place;
}

}  // namespace reseal::social_insurance
