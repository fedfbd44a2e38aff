// SPDX-License-Identifier: Apache-2.0
// Everything the program says, in the reader's language and time zone.
#pragma once

#include <string>
#include <string_view>

#include "reseal/base/catalogue.h"
#include "reseal/base/error.h"
#include "reseal/base/local_time.h"
#include "reseal/certificate_facts.h"
#include "reseal/values.h"

namespace reseal::app {

class Words {
 public:
  Words(std::string language, std::string time_zone);

  void add_folder(const std::filesystem::path& texts) { catalogue_.add_folder(texts); }
  [[nodiscard]] const Catalogue& catalogue() const { return catalogue_; }
  [[nodiscard]] const std::string& language() const { return language_; }

  /// Safe for a terminal: values from outside cannot carry control sequences.
  [[nodiscard]] std::string say(const Text& text) const { return say(text, language_); }
  /// In another language than the reader's: for paper that others read.
  [[nodiscard]] std::string say(const Text& text, const std::string& language) const;
  [[nodiscard]] std::string say(std::string_view id, std::map<std::string, std::string> params = {}) const;
  [[nodiscard]] std::string time(Time time) const { return format_for(time, language_, time_zone_); }
  [[nodiscard]] std::string date(Time time) const { return format_date_for(time, language_, time_zone_); }
  /// "1.249.000 ₫" for VND in Vietnamese, "¥200.00" for CNY; the currency is the amount's own, never the locale's.
  [[nodiscard]] std::string money(const Money& money) const;

  /// What happened, what was not lost, what to do next.
  struct ErrorText {
    std::string what;
    std::string kept;
    std::string next;
  };
  [[nodiscard]] ErrorText error(ErrorCode code, const Error::Params& params) const;

 private:
  Catalogue catalogue_;
  std::string language_;
  std::string time_zone_;
};

}  // namespace reseal::app
