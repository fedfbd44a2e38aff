// SPDX-License-Identifier: Apache-2.0
// A form on paper, as data: an application that a CA wants signed. The host draws it as a PDF (A4, fonts inside,
// searchable text); a person prints, signs and stamps it, or the host signs it.
#pragma once

#include <string>
#include <vector>

#include "reseal/values.h"

namespace reseal {

struct Printout {
  struct Row {
    Text label;
    std::string value;  ///< as it was entered; never shortened
    bool operator==(const Row&) const = default;
  };
  struct Section {
    Text title;
    std::vector<Row> rows;
    bool operator==(const Section&) const = default;
  };
  std::string name;      ///< of the file, without its ending: [a-z0-9-]+
  std::string language;  ///< "zh", "vi", "en": of those who read the paper, not of the person at the screen
  Text title;
  std::string reference;  ///< on every page: the CA's number of the order, or ours
  std::vector<Section> sections;
  std::vector<Text> declarations;  ///< what is declared by signing, a paragraph each
  std::vector<Text> places;        ///< boxes to sign or to stamp in, by their labels
  bool operator==(const Printout&) const = default;
};

void to_json(Json& json, const Printout& printout);
void from_json(const Json& json, Printout& printout);

}  // namespace reseal
