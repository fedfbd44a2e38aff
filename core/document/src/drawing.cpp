// SPDX-License-Identifier: Apache-2.0
// What a form looks like.
#include "drawing.h"

#include <algorithm>

#include "page.h"

namespace reseal::document {
namespace {

constexpr double kPadding = 5;
constexpr double kLabelWidth = kWidth * 0.32;
constexpr double kLine = 0.62;              // grey of the table's lines
constexpr double kShade = 0.945;            // behind labels
constexpr double kSeal = 45 * kMillimetre;  // a round official seal is 40 to 45 mm wide
constexpr double kGap = 6 * kMillimetre;
constexpr Look kTitle{.size = 18, .bold = true, .align = Look::Align::centre};
constexpr Look kReference{.size = 10, .align = Look::Align::centre, .grey = 0.3};
constexpr Look kHeading{.size = 11, .bold = true};
constexpr Look kLabel{.size = 10, .grey = 0.25};
constexpr Look kValue{.size = 10.5};
constexpr Look kParagraph{.size = 10};

class Form {
 public:
  Form(const Printout& printout, const SayText& say) : printout_(printout), say_(say), sheet_(printout.language) {}

  Bytes draw(Time made) {
    const auto title = say_(printout_.title);
    paragraph(title, kTitle);
    if (!printout_.reference.empty()) paragraph(printout_.reference, kReference);
    sheet_.down(kPadding);
    for (const auto& section : printout_.sections) table(section);
    sheet_.down(2 * kPadding);
    for (const auto& text : printout_.declarations) paragraph(say_(text), kParagraph);
    places();
    return sheet_.to_pdf(title, printout_.reference.empty() ? title : title + "  ·  " + printout_.reference, made);
  }

 private:
  void paragraph(const std::string& text, const Look& look) {
    const auto lines = sheet_.lines(text, kWidth, look);
    for (std::size_t from = 0; from < lines.count();) {
      const auto some = lines.fit(from, sheet_.left());
      sheet_.text(lines, from, from + some, kMargin, sheet_.y());
      sheet_.down(lines.height(from, from + some) + kPadding);
      from += some;
      if (from < lines.count()) sheet_.new_page();
    }
  }

  struct Row {
    Lines label;
    Lines value;
    [[nodiscard]] double height() const { return std::max(label.height(), value.height()) + 2 * kPadding; }
  };

  void table(const Printout::Section& section) {
    std::vector<Row> rows;
    for (const auto& row : section.rows) {
      rows.push_back({sheet_.lines(say_(row.label), kLabelWidth - 2 * kPadding, kLabel),
                      sheet_.lines(row.value, kWidth - kLabelWidth - 2 * kPadding, kValue)});
    }
    heading(section.title, rows.empty() ? 0 : rows.front().height());
    for (const auto& row : rows) draw(row);
  }

  /// Not alone at the end of a page: with what comes after it.
  void heading(const Text& text, double next) {
    if (text.empty()) return sheet_.down(2 * kPadding);
    const auto lines = sheet_.lines(say_(text), kWidth, kHeading);
    const double needed = lines.height() + 4 * kPadding;
    if (sheet_.left() < needed + next && needed + next <= Sheet::whole()) sheet_.new_page();
    sheet_.down(2 * kPadding);
    sheet_.text(lines, kMargin, sheet_.y());
    sheet_.down(lines.height() + kPadding);
  }

  /// On one page if it fits on one; else as many lines as fit, and the rest on the next.
  void draw(const Row& row) {
    if (row.height() > sheet_.left() && row.height() <= Sheet::whole()) sheet_.new_page();
    std::size_t label = 0;
    std::size_t value = 0;
    for (bool more = true; more;) {
      const auto labels = row.label.fit(label, sheet_.left() - 2 * kPadding);
      const auto values = row.value.fit(value, sheet_.left() - 2 * kPadding);
      if (labels + values > 0) {
        const double text = std::max(row.label.height(label, label + labels), row.value.height(value, value + values));
        const double height = text + 2 * kPadding;
        const double y = sheet_.y();
        sheet_.bar(kMargin, y, kLabelWidth, height, kShade);
        sheet_.box(kMargin, y, kLabelWidth, height, kLine);
        sheet_.box(kMargin + kLabelWidth, y, kWidth - kLabelWidth, height, kLine);
        sheet_.text(row.label, label, label + labels, kMargin + kPadding, y + kPadding);
        sheet_.text(row.value, value, value + values, kMargin + kLabelWidth + kPadding, y + kPadding);
        sheet_.down(height);
      }
      label += labels;
      value += values;
      more = label < row.label.count() || value < row.value.count();
      if (more) sheet_.new_page();
    }
  }

  /// Two beside each other; a pair is on one page.
  void places() {
    constexpr double kBox = (kWidth - kGap) / 2;
    for (std::size_t i = 0; i < printout_.places.size(); i += 2) {
      std::vector<Lines> labels;
      double label_height = 0;
      for (std::size_t j = i; j < std::min(i + 2, printout_.places.size()); ++j) {
        labels.push_back(sheet_.lines(say_(printout_.places[j]), kBox - 2 * kPadding, kLabel));
        label_height = std::max(label_height, labels.back().height());
      }
      const double height = label_height + kSeal + 3 * kPadding;
      if (sheet_.left() < height + kGap) sheet_.new_page();
      sheet_.down(kGap);
      double x = kMargin;
      for (const auto& label : labels) {
        sheet_.box(x, sheet_.y(), kBox, height, kLine);
        sheet_.text(label, x + kPadding, sheet_.y() + kPadding);
        x += kBox + kGap;
      }
      sheet_.down(height);
    }
  }

  const Printout& printout_;
  const SayText& say_;
  Sheet sheet_;
};

}  // namespace

Bytes draw_printout(const Printout& printout, const SayText& say, Time made) { return Form(printout, say).draw(made); }

}  // namespace reseal::document
