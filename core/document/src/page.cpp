// SPDX-License-Identifier: Apache-2.0
#include "page.h"

#include <cairo-pdf.h>

#include "reseal/base/error.h"
#include "reseal/base/unicode.h"

namespace reseal::document {
namespace {

constexpr double kFoot = 12 * kMillimetre;  // above the lower edge

template <typename T>
std::shared_ptr<T> owned(T* object) {
  return {object, [](T* one) { g_object_unref(one); }};
}

double points(int pango_units) { return static_cast<double>(pango_units) / PANGO_SCALE; }

std::string visible(const std::string& text) { return printable(to_nfc(text)); }

cairo_status_t collect(void* closure, const unsigned char* data, unsigned int length) {
  auto& bytes = *static_cast<Bytes*>(closure);
  bytes.insert(bytes.end(), data, data + length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

double Lines::height(std::size_t from, std::size_t to) const {
  return from < to ? lines_[to - 1].bottom - lines_[from].top : 0;
}

std::size_t Lines::fit(std::size_t from, double height_there) const {
  std::size_t to = from;
  while (to < count() && height(from, to + 1) <= height_there) ++to;
  return to - from;
}

Sheet::Sheet(const std::string& language)
    : context_(owned(pango_font_map_create_context(pango_cairo_font_map_get_default()))) {
  pango_cairo_context_set_resolution(context_.get(), 72);  // a point is a point
  pango_context_set_language(context_.get(), pango_language_from_string(language == "zh" ? "zh-cn" : language.c_str()));
  const std::unique_ptr<cairo_font_options_t, decltype(&cairo_font_options_destroy)> options(
      cairo_font_options_create(), &cairo_font_options_destroy);
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);  // paper has no pixels
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context_.get(), options.get());
}

Lines Sheet::lines(const std::string& text, double width, const Look& look) const {
  Lines lines;
  lines.grey_ = look.grey;
  lines.layout_ = owned(pango_layout_new(context_.get()));
  auto* layout = lines.layout_.get();
  const std::unique_ptr<PangoFontDescription, decltype(&pango_font_description_free)> font(
      pango_font_description_from_string("Noto Sans, Noto Sans CJK SC"), &pango_font_description_free);
  pango_font_description_set_absolute_size(font.get(), look.size * PANGO_SCALE);
  pango_font_description_set_weight(font.get(), look.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description(layout, font.get());
  pango_layout_set_width(layout, static_cast<int>(width * PANGO_SCALE));
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing(layout, 1.15F);
  const auto shown = visible(text);
  pango_layout_set_text(layout, shown.c_str(), static_cast<int>(shown.size()));
  if (pango_layout_get_unknown_glyphs_count(layout) > 0) throw Error(ErrorCode::font_missing, {{"text", shown}});

  const std::unique_ptr<PangoLayoutIter, decltype(&pango_layout_iter_free)> at(pango_layout_get_iter(layout),
                                                                               &pango_layout_iter_free);
  do {
    int top = 0;
    int bottom = 0;
    pango_layout_iter_get_line_yrange(at.get(), &top, &bottom);
    PangoRectangle box;
    pango_layout_iter_get_line_extents(at.get(), nullptr, &box);
    const double room = width - points(box.width);
    const double aside = look.align == Look::Align::left ? 0 : look.align == Look::Align::right ? room : room / 2;
    lines.lines_.push_back({points(top), points(bottom), points(pango_layout_iter_get_baseline(at.get())), aside});
  } while (pango_layout_iter_next_line(at.get()) != 0);
  return lines;
}

double Sheet::whole() { return kPageHeight - 2 * kMargin; }

double Sheet::left() const { return kPageHeight - kMargin - y_; }

void Sheet::new_page() {
  pages_.emplace_back();
  y_ = kMargin;
}

void Sheet::text(const Lines& lines, double x, double y) { text(lines, 0, lines.count(), x, y); }

void Sheet::text(const Lines& lines, std::size_t from, std::size_t to, double x, double y) {
  if (from >= to) return;
  pages_.back().push_back([lines, from, to, x, y](cairo_t* ink) {
    cairo_set_source_rgb(ink, lines.grey_, lines.grey_, lines.grey_);
    const double up = lines.lines_[from].top;
    for (std::size_t i = from; i < to; ++i) {
      auto* line = pango_layout_get_line_readonly(lines.layout_.get(), static_cast<int>(i));
      cairo_move_to(ink, x + lines.lines_[i].aside, y + lines.lines_[i].baseline - up);
      pango_cairo_show_layout_line(ink, line);
    }
  });
}

void Sheet::bar(double x, double y, double width, double height, double grey) {
  pages_.back().push_back([=](cairo_t* ink) {
    cairo_set_source_rgb(ink, grey, grey, grey);
    cairo_rectangle(ink, x, y, width, height);
    cairo_fill(ink);
  });
}

void Sheet::box(double x, double y, double width, double height, double grey) {
  pages_.back().push_back([=](cairo_t* ink) {
    cairo_set_source_rgb(ink, grey, grey, grey);
    cairo_set_line_width(ink, 0.6);
    cairo_rectangle(ink, x, y, width, height);
    cairo_stroke(ink);
  });
}

Bytes Sheet::to_pdf(const std::string& title, const std::string& foot, Time made) const {
  Bytes pdf;
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface(
      cairo_pdf_surface_create_for_stream(&collect, &pdf, kPageWidth, kPageHeight), &cairo_surface_destroy);
  cairo_pdf_surface_restrict_to_version(surface.get(), CAIRO_PDF_VERSION_1_5);
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, visible(title).c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, to_iso(made).c_str());
  const std::unique_ptr<cairo_t, decltype(&cairo_destroy)> ink(cairo_create(surface.get()), &cairo_destroy);
  constexpr Look kSmall{.size = 8, .grey = 0.35};
  constexpr Look kNumber{.size = 8, .align = Look::Align::right, .grey = 0.35};
  constexpr double kNumbers = 50;
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    for (const auto& draw : pages_[i]) draw(ink.get());
    Sheet margin(*this);
    margin.pages_.assign(1, {});
    const double y = kPageHeight - kFoot;
    const auto number = std::to_string(i + 1) + " / " + std::to_string(pages_.size());
    // A title of many lines grows upwards, into the margin.
    const auto words = lines(foot, kWidth - kNumbers, kSmall);
    margin.text(words, kMargin, y - words.height());
    const auto page = lines(number, kNumbers, kNumber);
    margin.text(page, kPageWidth - kMargin - kNumbers, y - page.height());
    for (const auto& draw : margin.pages_.front()) draw(ink.get());
    cairo_show_page(ink.get());
  }
  cairo_surface_finish(surface.get());
  const auto status = cairo_surface_status(surface.get());
  if (status != CAIRO_STATUS_SUCCESS) {
    throw Error(ErrorCode::internal,
                {{"problem", std::string("a form could not be drawn: ") + cairo_status_to_string(status)}});
  }
  return pdf;
}

}  // namespace reseal::document
