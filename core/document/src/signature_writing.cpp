// SPDX-License-Identifier: Apache-2.0
// One signature more, as an incremental update (ISO 32000-1, 7.5.6): not a byte of what is there changes, so that
// earlier signatures stay valid.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <map>
#include <set>

#include "pdf.h"
#include "reseal/base/unicode.h"
#include "signatures.h"

namespace reseal::document {
namespace {

constexpr std::size_t kLargestCms = std::size_t{16} * 1024;
constexpr std::string_view kRangeToCome = "[0          0          0          0]";

std::string reference(int id, int generation = 0) {
  return std::to_string(id) + " " + std::to_string(generation) + " R";
}

/// "D:20261121073520Z"
std::string pdf_time(Time at) {
  auto text = to_iso(at);
  std::erase_if(text, [](char c) { return c == '-' || c == ':' || c == 'T'; });
  return "(D:" + text + ")";
}

/// Where the newest cross-reference section begins, as the end of the file says it.
std::size_t newest_section(std::string_view file) {
  constexpr std::string_view kWord = "startxref";
  const auto word = file.rfind(kWord);
  if (word == std::string_view::npos) throw unusable_pdf("it has no end");
  const auto digits = file.find_first_of("0123456789", word + kWord.size());
  std::size_t offset = 0;
  if (digits != std::string_view::npos) std::from_chars(file.data() + digits, file.data() + file.size(), offset);
  if (offset == 0 || offset >= file.size()) throw unusable_pdf("it has no cross-reference section");
  return offset;
}

/// What a certification (DocMDP, 12.8.2.2) lets others do: 1 nothing, 2 fill in and sign, 3 that and annotate.
int permitted_changes(QPDF& pdf) {
  constexpr int kWhenNotSaid = 2;
  auto permissions = pdf.getRoot().getKey("/Perms");
  auto certification = permissions.isDictionary() ? permissions.getKey("/DocMDP") : QPDFObjectHandle::newNull();
  if (!certification.isDictionary()) return kWhenNotSaid;
  auto references = certification.getKey("/Reference");
  for (int i = 0; references.isArray() && i < references.getArrayNItems(); ++i) {
    auto one = references.getArrayItem(i);
    auto params = one.isDictionary() ? one.getKey("/TransformParams") : QPDFObjectHandle::newNull();
    if (params.isDictionary() && params.getKey("/P").isInteger()) return params.getKey("/P").getIntValueAsInt();
  }
  return kWhenNotSaid;
}

class Update {
 public:
  Update(ByteView file, QPDF& pdf)
      : pdf_(pdf), out_(as_text(file)), previous_(newest_section(out_)), table_(is_table(previous_)) {
    for (const auto& [id, entry] : pdf_.getXRefTable()) next_ = std::max(next_, id.getObj() + 1);
    next_ = std::max(next_, pdf_.getTrailer().getKey("/Size").getIntValueAsInt());
    constexpr int kMostObjects = 8'388'607;  // ISO 32000-1, annex C
    if (next_ > kMostObjects - 3) throw unusable_pdf("it has too many objects");
    if (!out_.ends_with('\n')) out_ += '\n';
  }

  int new_id() { return next_++; }
  void write(int id, int generation, const std::string& body) {
    offsets_[id] = {out_.size(), generation};
    out_ += std::to_string(id) + " " + std::to_string(generation) + " obj\n" + body + "\nendobj\n";
  }
  /// An object of the file in its new state. One that stands inside another cannot be written alone.
  void write_again(QPDFObjectHandle object) {
    write(object.getObjectID(), object.getGeneration(), object.unparseResolved());
  }
  std::string& text() { return out_; }

  std::string close() {
    const int own = table_ ? 0 : new_id();
    const auto start = out_.size();
    if (!table_) offsets_[own] = {start, 0};
    std::string trailer = "/Size " + std::to_string(next_) + " /Prev " + std::to_string(previous_);
    for (const char* key : {"/Root", "/Info", "/ID"}) {
      if (pdf_.getTrailer().hasKey(key))
        trailer += std::string(" ") + key + " " + pdf_.getTrailer().getKey(key).unparse();
    }
    out_ += table_ ? "xref\n" + table() + "trailer\n<< " + trailer + " >>\n" : stream(own, trailer);
    out_ += "startxref\n" + std::to_string(start) + "\n%%EOF\n";
    return std::move(out_);
  }

 private:
  struct Place {
    std::size_t offset;
    int generation;
  };

  [[nodiscard]] bool is_table(std::size_t offset) const {
    const auto word = out_.find_first_not_of(" \t\r\n\f", offset);
    return word != std::string::npos && out_.compare(word, 4, "xref") == 0;
  }

  [[nodiscard]] std::string table() const {
    std::string lines;
    for (const auto& [id, place] : offsets_) {
      char line[32];
      std::snprintf(line, sizeof line, "%010zu %05d n \n", place.offset, place.generation);
      lines += std::to_string(id) + " 1\n" + line;
    }
    return lines;
  }

  /// A file whose newest section is a stream goes on in streams (7.5.8).
  [[nodiscard]] std::string stream(int own, const std::string& trailer) const {
    constexpr int kOffsetBytes = 8;
    std::string index;
    std::string data;
    for (const auto& [id, place] : offsets_) {
      index += std::to_string(id) + " 1 ";
      data += '\1';
      for (int i = kOffsetBytes - 1; i >= 0; --i)
        data += static_cast<char>((place.offset >> (8U * static_cast<unsigned>(i))) & 0xFFU);
      data += static_cast<char>(place.generation >> 8);
      data += static_cast<char>(place.generation);
    }
    return std::to_string(own) + " 0 obj\n<< /Type /XRef /W [1 8 2] /Index [" + index + "] " + trailer + " /Length " +
           std::to_string(data.size()) + " >>\nstream\n" + data + "\nendstream\nendobj\n";
  }

  QPDF& pdf_;
  std::string out_;
  std::size_t previous_;
  bool table_;
  int next_ = 1;
  std::map<int, Place> offsets_;
};

QPDFObjectHandle first_page(QPDF& pdf) {
  auto node = pdf.getRoot().getKey("/Pages");
  for (std::set<int> seen; node.isDictionary() && node.isIndirect() && seen.insert(node.getObjectID()).second;) {
    auto kids = node.getKey("/Kids");
    if (!kids.isArray()) return node;
    if (kids.getArrayNItems() == 0) break;
    node = kids.getArrayItem(0);
  }
  throw unusable_pdf("it has no first page");
}

void require_signable(ByteView file, QPDF& pdf) {
  if (!as_text(file).starts_with("%PDF-")) throw unusable_pdf("something stands before its beginning");
  if (pdf.isEncrypted()) throw unusable_pdf("it is encrypted; save it without a password");
  if (permitted_changes(pdf) < 2) throw unusable_pdf("it is certified, and its author allows no further signature");
  auto form = pdf.getRoot().getKey("/AcroForm");
  if (form.isDictionary() && form.hasKey("/XFA")) throw unusable_pdf("it is an XFA form; print it to a PDF first");
}

/// `dictionary`[`key`] with one item more, whether the array stands there or elsewhere.
void append(QPDFObjectHandle dictionary, const char* key, const QPDFObjectHandle& item) {
  auto items =
      dictionary.getKey(key).isArray() ? dictionary.getKey(key).getArrayAsVector() : std::vector<QPDFObjectHandle>();
  items.push_back(item);
  dictionary.replaceKey(key, QPDFObjectHandle::newArray(items));
}

std::string free_name(QPDF& pdf) {
  std::set<std::string> taken;
  for (const auto& field : signature_fields(pdf)) taken.insert(field.name);
  for (int i = 1;; ++i) {
    auto name = "Reseal" + std::to_string(i);
    if (!taken.contains(name)) return name;
  }
}

/// Writes the new objects; returns where the signature's dictionary stands.
std::size_t add_field(Update& update, QPDF& pdf, const SignatureNote& note) {
  constexpr int kPrintAndLocked = 132;
  constexpr int kSignaturesExistAppendOnly = 3;
  const int signature = update.new_id();
  const int field = update.new_id();
  auto page = first_page(pdf);
  auto root = pdf.getRoot();
  const auto name = free_name(pdf);
  const auto link = pdf.getObject(field, 0);  // does not exist for qpdf; only its number is written

  append(page, "/Annots", link);
  auto form = root.getKey("/AcroForm");
  if (!form.isDictionary()) {
    form = QPDFObjectHandle::newDictionary();
    root.replaceKey("/AcroForm", form);
  }
  append(form, "/Fields", link);
  form.replaceKey("/SigFlags", QPDFObjectHandle::newInteger(kSignaturesExistAppendOnly));

  const auto at = update.text().size();
  update.write(signature, 0,
               "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange " +
                   std::string(kRangeToCome) + " /Contents <" + std::string(2 * kLargestCms, '0') + "> /M " +
                   pdf_time(note.at) +
                   (note.reason.empty()
                        ? ""
                        : " /Reason " + QPDFObjectHandle::newUnicodeString(to_nfc(note.reason)).unparseBinary()) +
                   " >>");
  update.write(field, 0,
               "<< /Type /Annot /Subtype /Widget /FT /Sig /T (" + name + ") /V " + reference(signature) + " /F " +
                   std::to_string(kPrintAndLocked) + " /Rect [0 0 0 0] /P " +
                   reference(page.getObjectID(), page.getGeneration()) + " >>");
  update.write_again(page);
  if (form.isIndirect()) update.write_again(form);
  if (!form.isIndirect()) update.write_again(root);
  return at;
}

/// Fills in the range, then the signature over it.
void sign_there(std::string& file, std::size_t dictionary, const MakeCms& make_cms) {
  const auto range = file.find(kRangeToCome, dictionary);
  const auto gap = file.find('<', range);
  const auto after = gap + 2 * kLargestCms + 2;
  char numbers[kRangeToCome.size() + 1];
  std::snprintf(numbers, sizeof numbers, "[0 %10zu %10zu %10zu]", gap, after, file.size() - after);
  file.replace(range, kRangeToCome.size(), numbers);
  Bytes covered(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(gap));
  covered.insert(covered.end(), file.begin() + static_cast<std::ptrdiff_t>(after), file.end());
  const auto cms = make_cms(covered);
  if (cms.size() > kLargestCms) throw unusable_pdf("its signature, with all certificates, is too long");
  const auto hex = to_hex(cms);
  file.replace(gap + 1, hex.size(), hex);
}

}  // namespace

Bytes write_signature(ByteView bytes, const SignatureNote& note, const MakeCms& make_cms) {
  std::string file;
  std::size_t dictionary = 0;
  try {
    const auto pdf = open_pdf(bytes);
    require_signable(bytes, *pdf);
    Update update(bytes, *pdf);
    dictionary = add_field(update, *pdf, note);
    file = update.close();
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw unusable_pdf(error.what());
  }
  sign_there(file, dictionary, make_cms);
  // Read back as anybody else will read it.
  const auto found = read_signatures(as_bytes(file));
  const bool good = std::any_of(found.begin(), found.end(), [](const FoundSignature& one) { return one.whole_file; });
  if (!good) throw unusable_pdf("its signature cannot be read back");
  return {file.begin(), file.end()};
}

}  // namespace reseal::document
