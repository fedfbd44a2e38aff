// SPDX-License-Identifier: Apache-2.0
// A PDF as qpdf reads it.
#pragma once

#include <memory>
#include <string>

#include "qpdf.h"
#include "reseal/base/bytes.h"
#include "reseal/base/error.h"

namespace reseal::document {

/// Error(usage) for a PDF that cannot be worked on.
[[nodiscard]] Error unusable_pdf(const std::string& problem);

/// Whole as it is: a damaged file is not mended, since two programs might mend it to two documents. `bytes` outlive it.
/// Throws QPDFExc, or std::exception of qpdf's own.
[[nodiscard]] std::unique_ptr<QPDF> open_pdf(ByteView bytes);

/// The same file as qpdf writes it, with the language of its text; its /ID is a hash of what is in it.
[[nodiscard]] Bytes finished(ByteView drawn, const std::string& language);

/// The dictionaries of the signature fields that hold a signature: {field, value}.
struct SignatureField {
  std::string name;
  QPDFObjectHandle value;
};
[[nodiscard]] std::vector<SignatureField> signature_fields(QPDF& pdf);

}  // namespace reseal::document
