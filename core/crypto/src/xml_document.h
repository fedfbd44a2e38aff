// SPDX-License-Identifier: Apache-2.0
// An outside XML document under limits: parsing, paths, ids and canonical forms. For the sources of this room only.
#pragma once

#include <libxml/tree.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "reseal/base/bytes.h"
#include "reseal/crypto/xml_signature.h"

namespace reseal::crypto::xml {

inline constexpr const char* kDsig = "http://www.w3.org/2000/09/xmldsig#";
inline constexpr const char* kXades = "http://uri.etsi.org/01903/v1.3.2#";

/// Ends the reading of a form; the doors of the room turn it into a verdict or an Error.
class Refusal : public std::runtime_error {
 public:
  Refusal(XmlProblem problem, const std::string& detail) : std::runtime_error(detail), problem_(problem) {}
  [[nodiscard]] XmlProblem problem() const { return problem_; }

 private:
  XmlProblem problem_;
};

/// Keeps libxml2 from writing to stderr, in this thread, as long as it lives.
class Quiet {
 public:
  Quiet();
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
  ~Quiet();

 private:
  void* context_;
  void (*function_)(void*, struct _xmlError*);
};

struct DocumentFreed {
  void operator()(xmlDoc* document) const noexcept { xmlFreeDoc(document); }
};
using Document = std::unique_ptr<xmlDoc, DocumentFreed>;

/// Throws Refusal: too_large, encoding, doctype, malformed.
Document parse(ByteView form);

inline const xmlChar* text(const char* value) { return reinterpret_cast<const xmlChar*>(value); }
inline const xmlChar* text(const std::string& value) { return text(value.c_str()); }

[[nodiscard]] bool is(const xmlNode* node, std::string_view name, std::string_view name_space);
[[nodiscard]] std::vector<xmlNode*> elements(const xmlNode* parent);
/// The only child of that name, and its text without white space around it. Throws Refusal(signature_malformed).
[[nodiscard]] xmlNode* only(const xmlNode* parent, std::string_view name, std::string_view name_space);
[[nodiscard]] std::string text_of(const xmlNode* node);
/// An attribute in no namespace.
[[nodiscard]] std::optional<std::string> attribute(const xmlNode* element, std::string_view name);

/// The element after `node` in document order within `top`; nullptr at the end. Without recursion.
[[nodiscard]] xmlNode* next_node(const xmlNode* top, const xmlNode* node);
[[nodiscard]] bool is_inside(const xmlNode* node, const xmlNode* ancestor);
/// All elements of that name, in document order.
[[nodiscard]] std::vector<xmlNode*> all(const xmlDoc* document, std::string_view name, std::string_view name_space);
/// Throws Refusal(comment_inside).
void demand_no_comments(const xmlNode* top);

/// Throws Error(usage) for a path that is none.
void demand_path(std::string_view path);
/// Throws Error(usage) for a path that is none, Refusal(element_missing) when not exactly one element is meant.
[[nodiscard]] xmlNode* find(const xmlDoc* document, std::string_view path);
/// How many elements have this id, in any attribute that some program may take for one: id in any case and namespace,
/// and `id_attribute`.
[[nodiscard]] int count_id(const xmlDoc* document, std::string_view id_attribute, std::string_view id);

/// The canonical bytes, without comments, of `top` (nullptr: the whole document) without `left_out` (nullptr: nothing).
[[nodiscard]] Bytes canonical(xmlDoc* document, const xmlNode* top, const xmlNode* left_out,
                              XmlSignOptions::Canonicalization method);

}  // namespace reseal::crypto::xml
