// SPDX-License-Identifier: Apache-2.0
// Writes the XML forms that agencies take (tax, e-invoice), element by element, so that no value of a person or of a
// certificate can ever become markup. UTF-8, XML 1.0, not indented: what is signed has no white space of its own.
//
//   XmlWriter form("TKhai");
//   form.open("DLTKhai", {{"Id", "data"}}).leaf("MST", "0101243150").close();
//   const auto text = form.finish();
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reseal {

/// Every function throws MessageError for a name that is no plain XML name (ASCII letters, digits, '_', '-', '.'), for
/// text that is not UTF-8, and for characters that XML 1.0 cannot hold (control characters): they come from outside,
/// and dropping them silently would change what is signed.
class XmlWriter {
 public:
  using Attributes = std::vector<std::pair<std::string, std::string>>;

  /// Begins the document with its root, in `default_namespace` unless that is empty.
  explicit XmlWriter(std::string_view root, std::string_view default_namespace = {});
  XmlWriter& open(std::string_view name, const Attributes& attributes = {});
  /// An element that holds text alone; empty text makes an empty element.
  XmlWriter& leaf(std::string_view name, std::string_view text);
  /// Closes what was opened last. Throws MessageError at the root: finish() closes that.
  XmlWriter& close();
  /// Closes all that is open and gives the document out. The writer is empty then.
  [[nodiscard]] std::string finish();

 private:
  std::string out_;
  std::vector<std::string> open_;
};

}  // namespace reseal
