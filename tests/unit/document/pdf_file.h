// SPDX-License-Identifier: Apache-2.0
// A small PDF, object by object, with whatever a test wants in it.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "reseal/base/bytes.h"

namespace reseal::document {

/// Objects from number 1 on; 1 is the catalogue. `trailer` goes into the trailer's dictionary.
inline Bytes pdf_of(const std::vector<std::string>& objects, const std::string& trailer = "") {
  std::string file = "%PDF-1.5\n";
  std::string table;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    char line[32];
    std::snprintf(line, sizeof line, "%010zu 00000 n \n", file.size());
    table += line;
    file += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  const auto start = std::to_string(file.size());
  const auto size = std::to_string(objects.size() + 1);
  file += "xref\n0 " + size + "\n0000000000 65535 f \n" + table + "trailer\n<< /Root 1 0 R /Size " + size + " " +
          trailer + " >>\nstartxref\n" + start + "\n%%EOF\n";
  return {file.begin(), file.end()};
}

inline std::string stream_of(const std::string& dictionary, const std::string& data) {
  return "<< " + dictionary + " /Length " + std::to_string(data.size()) + " >>\nstream\n" + data + "\nendstream";
}

/// One empty page; `in_catalogue` and `more` objects (from number 4 on) make it special.
inline Bytes one_page(const std::string& in_catalogue = "", const std::vector<std::string>& more = {}) {
  std::vector<std::string> objects = {"<< /Type /Catalog /Pages 2 0 R " + in_catalogue + " >>",
                                      "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                                      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"};
  objects.insert(objects.end(), more.begin(), more.end());
  return pdf_of(objects);
}

}  // namespace reseal::document
