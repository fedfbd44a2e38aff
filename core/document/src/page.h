// SPDX-License-Identifier: Apache-2.0
// Pages that fill from the top: text in lines that go on over pages, bars, lines. Lengths in points (1/72 inch), from
// the upper left corner.
#pragma once

#include <pango/pangocairo.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "reseal/base/bytes.h"
#include "reseal/values.h"

namespace reseal::document {

inline constexpr double kMillimetre = 72.0 / 25.4;
inline constexpr double kPageWidth = 210 * kMillimetre;
inline constexpr double kPageHeight = 297 * kMillimetre;
inline constexpr double kMargin = 20 * kMillimetre;
inline constexpr double kWidth = kPageWidth - 2 * kMargin;

struct Look {
  double size = 10;  ///< points
  bool bold = false;
  enum class Align { left, centre, right };
  Align align = Align::left;
  double grey = 0;  ///< 0 black ... 1 white
};

/// A text, broken into lines of a width.
class Lines {
 public:
  [[nodiscard]] std::size_t count() const { return lines_.size(); }
  [[nodiscard]] double height() const { return height(0, count()); }
  [[nodiscard]] double height(std::size_t from, std::size_t to) const;
  /// How many lines, from this one on, fit into a height.
  [[nodiscard]] std::size_t fit(std::size_t from, double height) const;

 private:
  friend class Sheet;
  struct Line {
    double top, bottom, baseline, aside;  ///< aside: from the left, where it is not aligned there
  };
  std::shared_ptr<PangoLayout> layout_;
  std::vector<Line> lines_;
  double grey_ = 0;
};

/// Collects what stands on which page; becomes a PDF when all pages are known.
class Sheet {
 public:
  /// `language`: "zh", "vi", "en". Chinese characters are drawn as in China whatever the language.
  explicit Sheet(const std::string& language);

  /// Throws Error(font_missing) when no font here has one of its characters.
  [[nodiscard]] Lines lines(const std::string& text, double width, const Look& look) const;

  [[nodiscard]] double y() const { return y_; }
  [[nodiscard]] double left() const;    ///< height that is left on this page
  [[nodiscard]] static double whole();  ///< of an empty page
  void down(double by) { y_ += by; }
  void new_page();

  // On the page that is being filled; they do not move on.
  void text(const Lines& lines, double x, double y);
  void text(const Lines& lines, std::size_t from, std::size_t to, double x, double y);
  void bar(double x, double y, double width, double height, double grey);
  void box(double x, double y, double width, double height, double grey);

  /// The foot of each page: what, and "1 / 2".
  [[nodiscard]] Bytes to_pdf(const std::string& title, const std::string& foot, Time made) const;

 private:
  using Ink = std::function<void(cairo_t*)>;
  std::shared_ptr<PangoContext> context_;
  std::vector<std::vector<Ink>> pages_{1};
  double y_ = kMargin;
};

}  // namespace reseal::document
