// SPDX-License-Identifier: Apache-2.0
// Paper: forms drawn as PDF, signatures in PDFs, and what is inside a file that a person uploads.
//
// What does the work (reseal::paper) brings cairo, pango and qpdf, and thirty shared libraries behind them. So it
// stands behind this interface: the program loads it when the first paper is asked for; tests and the sandbox link it.
// Bytes in, bytes out: no keys in there. Signing with a key is pdf_signature.h.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "reseal/base/bytes.h"
#include "reseal/document/inspection.h"
#include "reseal/printout.h"
#include "reseal/values.h"

namespace reseal::document {

/// A text in the language of the paper (Printout::language).
using SayText = std::function<std::string(const Text&)>;

/// What a signature's dictionary says beside the signature itself.
struct SignatureNote {
  Time at;             ///< /M: the signer's word
  std::string reason;  ///< UTF-8; may be empty
};
/// A detached CMS signature (DER, at most 16 KiB) over these bytes. What it throws comes out of sign().
using MakeCms = std::function<Bytes(ByteView signed_bytes)>;

/// A signature as it stands in a PDF; nothing is verified yet.
struct FoundSignature {
  std::string sub_filter;   ///< "ETSI.CAdES.detached"
  std::string reason;       ///< UTF-8
  Bytes cms;                ///< DER, zeros after it
  Bytes signed_bytes;       ///< what its /ByteRange covers; empty when that leaves out more than the signature itself
  bool whole_file = false;  ///< nothing was added after it
};

class Documents {
 public:
  virtual ~Documents() = default;

  /// A4, PDF 1.5, fonts embedded as subsets, text searchable: the title, the sections as tables of label and value that
  /// wrap and go on over pages, the declarations, and boxes that a round seal of 45 mm fits in. On every page the
  /// title, the reference and "1 / 2". The same arguments make the same bytes on the same machine. Throws
  /// Error(font_missing) rather than draw boxes in place of characters.
  [[nodiscard]] virtual Bytes draw(const Printout& printout, const SayText& say, Time made) const = 0;

  /// The file with one signature more (ISO 32000-1 section 12.8, sub-filter ETSI.CAdES.detached of EN 319 142), added
  /// at its end: what was signed before stays so. No mark on any page. Throws Error(usage) for what cannot be signed
  /// safely: no PDF or a damaged one, encrypted, an XFA form, certified in a way that forbids changes.
  [[nodiscard]] virtual Bytes sign(ByteView pdf, const SignatureNote& note, const MakeCms& make_cms) const = 0;

  /// All signatures, in the order of their fields. Throws Error(usage) for what is no PDF that can be read.
  [[nodiscard]] virtual std::vector<FoundSignature> signatures(ByteView pdf) const = 0;

  /// Never throws for what is in the file. A PDF is opened in a process of its own, with bounds on memory and time.
  [[nodiscard]] virtual Inspection inspect(ByteView file, const InspectionLimits& limits) const = 0;
};

/// The one that works, for whoever links reseal::paper.
[[nodiscard]] const Documents& documents();

}  // namespace reseal::document
