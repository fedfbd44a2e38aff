// SPDX-License-Identifier: Apache-2.0
// A tax form as T-VAN providers send it, small, and how it is signed. A company is no person: all of it is made up.
#pragma once

#include <stdexcept>
#include <string>

#include "reseal/crypto/xml_signature.h"

namespace reseal::test {

// The rows repeat an id, as those of real forms do; the signature does not refer to it.
inline const std::string kTaxForm =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<HSoThueDTu xmlns="http://kekhaithue.gdt.gov.vn/TKhaiThue" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <HSoKhaiThue id="_NODE_TO_SIGN">
    <mst>0101243150</mst><tenNNT>CÔNG TY TNHH A &amp; B</tenNNT>
    <PL1><BKe id="ID_1">1</BKe></PL1><PL2><BKe id="ID_1">2</BKe></PL2>
  </HSoKhaiThue>
  <CKyDTu/>
</HSoThueDTu>
)";

inline crypto::XmlSignOptions tax_form_options() {
  crypto::XmlSignOptions options;
  options.signed_element = "/HSoThueDTu/HSoKhaiThue";
  options.id_attribute = "id";
  options.signature_parent = "/HSoThueDTu/CKyDTu";
  options.key_value = true;
  return options;
}

inline crypto::XmlVerifyOptions reading(const crypto::XmlSignOptions& options) {
  return {options.signed_element, options.id_attribute, options.signature_parent};
}

/// `text` with the first `from` replaced; throws when it is not there, so that no attack is a no-op.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("not in the form: " + from);
  return text.replace(at, from.size(), to);
}

/// From the first `begin` to the first `end` after it, both included.
inline std::string part(const std::string& text, const std::string& begin, const std::string& end) {
  const auto from = text.find(begin);
  const auto to = from == std::string::npos ? from : text.find(end, from);
  if (to == std::string::npos) throw std::runtime_error("not in the form: " + begin);
  return text.substr(from, to + end.size() - from);
}

}  // namespace reseal::test
