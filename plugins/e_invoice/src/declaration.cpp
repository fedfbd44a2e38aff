// SPDX-License-Identifier: Apache-2.0
#include "declaration.h"

#include <algorithm>

#include "reseal/readable.h"
#include "reseal/xml_writer.h"

namespace reseal::e_invoice {
namespace {

const char* flag(bool yes) { return yes ? "1" : "0"; }

void write_certificate(XmlWriter& form, int number, const CertificateFacts& certificate, RowAction action) {
  const auto moment = [](Time time) { return local_text(time, kVietNamOffset, "%Y-%m-%dT%H:%M:%S"); };
  form.open("CTS")
      .leaf("STT", std::to_string(number))
      .leaf("TTChuc", certificate.issuer_common_name)
      .leaf("Seri", certificate.serial.hex)
      .leaf("TNgay", moment(certificate.not_before))
      .leaf("DNgay", moment(certificate.not_after))
      .leaf("HThuc", std::to_string(static_cast<int>(action)))
      .close();
}

}  // namespace

std::string declaration(const DeclarationData& data, const CertificateFacts& old, const CertificateFacts& renewed,
                        const std::string& today) {
  XmlWriter form("TKhai");
  form.open("DLTKhai", {{"Id", "data"}});
  form.open("TTChung")
      .leaf("PBan", "2.0.0")
      .leaf("MSo", "01/ĐKTĐ-HĐĐT")
      .leaf("Ten", "Tờ khai đăng ký/thay đổi thông tin sử dụng hóa đơn điện tử")
      .leaf("HThuc", "2")  // a change, not a first registration
      .leaf("TNNT", data.name)
      .leaf("MST", data.tax_code)
      .leaf("CQTQLy", data.tax_office)
      .leaf("MCQTQLy", data.tax_office_code)
      .leaf("NLHe", data.contact)
      .leaf("DCLHe", data.address)
      .leaf("DCTDTu", data.email)
      .leaf("DTLHe", data.phone)
      .leaf("DDanh", data.place)
      .leaf("NLap", today)
      .close();
  form.open("NDTKhai");
  form.open("HTHDon").leaf("CMa", flag(data.with_code)).leaf("KCMa", flag(!data.with_code)).close();
  form.open("HTGDLHDDT")
      .leaf("NNTDBKKhan", "0")
      .leaf("NNTKTDNUBND", "0")
      .leaf("CDLTTDCQT", flag(data.route == "direct"))
      .leaf("CDLQTCTN", flag(data.route == "provider"))
      .close();
  form.open("PThuc").leaf("CDDu", flag(data.full_data)).leaf("CBTHop", flag(!data.full_data)).close();
  form.open("LHDSDung");
  for (const char* kind : kInvoiceKinds) {
    form.leaf(kind, flag(std::find(data.kinds.begin(), data.kinds.end(), kind) != data.kinds.end()));
  }
  form.close();
  form.open("DSCTSSDung");
  write_certificate(form, 1, renewed, data.action);
  if (data.stop_old) write_certificate(form, 2, old, RowAction::stop);
  form.close().close().close();
  form.open("DSCKS").leaf("NNT", "");
  return form.finish();
}

XmlPlace declaration_place() {
  XmlPlace place;
  place.signed_element = "/TKhai/DLTKhai";
  place.id_attribute = "Id";
  place.signature_parent = "/TKhai/DSCKS/NNT";
  return place;
}

}  // namespace reseal::e_invoice
