// SPDX-License-Identifier: Apache-2.0
// The declaration 01/ĐKTĐ-HĐĐT (registration and change of what a taxpayer uses for e-invoices), with its list of
// certificates. Element names and lengths are those of the tax authority's data format for e-invoices, as public
// programs write it; README.md says what is not.
#pragma once

#include <string>
#include <vector>

#include "reseal/certificate_facts.h"
#include "reseal/step.h"

namespace reseal::e_invoice {

/// HThuc of a row in the list of certificates.
enum class RowAction { add = 1, renew = 2, stop = 3 };

struct DeclarationData {
  std::string tax_office, tax_office_code;  ///< the code may be empty
  std::string tax_code, name;
  std::string contact, address, email, phone, place;  ///< `place`: where it is signed ("Hà Nội")
  // What the declaration in force says, and a change has to say again.
  bool with_code = true;              ///< invoices with the tax authority's code (CMa), else without (KCMa)
  std::string route;                  ///< "provider", "direct", "" (not stated): who passes invoice data on
  bool full_data = true;              ///< each invoice's data (CDDu), else summaries (CBTHop)
  std::vector<std::string> kinds;     ///< elements of LHDSDung: "HDGTGT", "HDBHang" ...
  RowAction action = RowAction::add;  ///< of the new certificate
  bool stop_old = false;              ///< the old certificate's row too, to be stopped
};

/// The six kinds of invoice that the form knows, in its order.
inline constexpr const char* kInvoiceKinds[] = {"HDGTGT", "HDBHang", "HDBTSCong", "HDBHDTQGia", "HDKhac", "CTu"};

/// UTF-8 XML, unsigned. `today` as "2026-11-21". The first row of the list is the new certificate.
/// Throws MessageError for text that XML cannot hold.
std::string declaration(const DeclarationData& data, const CertificateFacts& old, const CertificateFacts& renewed,
                        const std::string& today);

/// DLTKhai is signed by its `Id`, into DSCKS/NNT. The signing time stands in XAdES properties; the official format has
/// it in an Object of its own (README.md).
XmlPlace declaration_place();

}  // namespace reseal::e_invoice
