// SPDX-License-Identifier: Apache-2.0
#include "xml_document.h"

#include <libxml/SAX2.h>
#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include <algorithm>
#include <cctype>
#include <mutex>
#include <new>

#include "reseal/base/error.h"

namespace reseal::crypto::xml {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{10} << 20U;
constexpr std::size_t kMaxDepth = 50;
constexpr std::size_t kMaxElements = 400'000;
constexpr int kMaxAttributes = 256;  // libxml2 compares each with each
constexpr int kMaxNamespaces = 20;   // canonicalization looks at all of them at every element

using TextHandle = std::unique_ptr<xmlChar, void (*)(xmlChar*)>;
struct ParserFreed {
  void operator()(xmlParserCtxt* parser) const noexcept { xmlFreeParserCtxt(parser); }
};
using Parser = std::unique_ptr<xmlParserCtxt, ParserFreed>;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view view(const xmlChar* value) {
  return value != nullptr ? reinterpret_cast<const char*>(value) : std::string_view();
}

std::string lower(std::string_view value) {
  std::string result(value);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

/// Before the parser: another encoding could hide from the checks below what the parser would see.
void demand_utf8(std::string_view form) {
  const auto bad = [](const std::string& detail) { return Refusal(XmlProblem::encoding, detail); };
  if (form.find('\0') != std::string_view::npos) throw bad("a NUL byte: binary or UTF-16");
  if (form.starts_with("\xEF\xBB\xBF")) form.remove_prefix(3);
  if (form.empty() || (form.front() != '<' && !is_space(form.front()))) {
    throw Refusal(XmlProblem::malformed, "does not begin like XML");
  }
  if (!form.starts_with("<?xml")) return;
  const auto declaration = form.substr(0, form.find("?>"));
  auto at = declaration.find("encoding");
  if (at == std::string_view::npos) return;
  at = declaration.find_first_of("\"'", at);
  if (at == std::string_view::npos) throw bad("an encoding that cannot be read");
  const auto name = lower(declaration.substr(at + 1, declaration.find(declaration[at], at + 1) - at - 1));
  if (name != "utf-8" && name != "us-ascii") throw bad("encoding " + name.substr(0, 40));
}

void demand_few_attributes(std::string_view form) {
  int count = 0;  // since the last '<', which never stands inside a tag
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '<') count = 0;
    if (form[i] != '=') continue;
    const auto value = form.find_first_not_of(" \t\r\n", i + 1);
    if (value == std::string_view::npos) return;
    if (form[value] != '"' && form[value] != '\'') continue;
    if (++count > kMaxAttributes) {
      throw Refusal(XmlProblem::too_large, "more than " + std::to_string(kMaxAttributes) + " attributes");
    }
    i = value;
  }
}

/// What the parser is watched for while it runs, so that it never gets to the costly part.
struct Watch {
  XmlProblem problem = XmlProblem::none;
  std::string detail;
  std::size_t count = 0;
  int namespaces = 0;
  std::vector<int> open;  // namespace declarations of each open element

  void stop(xmlParserCtxt* parser, XmlProblem why, const std::string& what) {
    if (problem == XmlProblem::none) {
      problem = why;
      detail = what;
    }
    xmlStopParser(parser);
  }
};

Watch& watch_of(xmlParserCtxt* parser) { return *static_cast<Watch*>(parser->_private); }

void on_doctype(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
  auto* parser = static_cast<xmlParserCtxt*>(context);
  watch_of(parser).stop(parser, XmlProblem::doctype, "a DOCTYPE");
}

void on_start(void* context, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri, int namespaces,
              const xmlChar** declared, int attributes, int defaulted, const xmlChar** values) {
  auto* parser = static_cast<xmlParserCtxt*>(context);
  Watch& watch = watch_of(parser);
  watch.open.push_back(namespaces);
  watch.namespaces += namespaces;
  if (++watch.count > kMaxElements) return watch.stop(parser, XmlProblem::too_large, "too many elements");
  if (watch.open.size() > kMaxDepth) return watch.stop(parser, XmlProblem::too_large, "too deep");
  if (watch.namespaces > kMaxNamespaces) return watch.stop(parser, XmlProblem::too_large, "too many namespaces");
  xmlSAX2StartElementNs(context, name, prefix, uri, namespaces, declared, attributes, defaulted, values);
}

void on_end(void* context, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri) {
  Watch& watch = watch_of(static_cast<xmlParserCtxt*>(context));
  if (!watch.open.empty()) {
    watch.namespaces -= watch.open.back();
    watch.open.pop_back();
  }
  xmlSAX2EndElementNs(context, name, prefix, uri);
}

std::string reason(const xmlParserCtxt* parser) {
  const xmlError* error = xmlCtxtGetLastError(const_cast<xmlParserCtxt*>(parser));
  if (error == nullptr || error->message == nullptr) return "not well-formed";
  std::string message = error->message;
  while (!message.empty() && is_space(message.back())) message.pop_back();
  return "line " + std::to_string(error->line) + ": " + message;
}

struct Step {
  std::optional<std::string> name_space;
  std::string name;
};

std::vector<Step> steps_of(std::string_view path) {
  const auto bad = [&] { return Error(ErrorCode::usage, {{"problem", "not an element path: " + std::string(path)}}); };
  std::vector<Step> steps;
  std::size_t at = 0;
  while (at < path.size()) {
    if (path[at] != '/') throw bad();
    Step step;
    if (++at < path.size() && path[at] == '{') {
      const auto end = path.find('}', at);
      if (end == std::string_view::npos) throw bad();
      step.name_space = std::string(path.substr(at + 1, end - at - 1));
      at = end + 1;
    }
    const auto end = std::min(path.find('/', at), path.size());
    step.name = std::string(path.substr(at, end - at));
    if (step.name.empty()) throw bad();
    steps.push_back(std::move(step));
    at = end;
  }
  if (steps.empty()) throw bad();
  return steps;
}

bool fits(const xmlNode* node, const Step& step) {
  return view(node->name) == step.name &&
         (!step.name_space || view(node->ns != nullptr ? node->ns->href : nullptr) == *step.name_space);
}

std::string value_of(const xmlAttr* one) {
  const TextHandle value(xmlNodeListGetString(one->doc, one->children, 1), [](xmlChar* p) { xmlFree(p); });
  return std::string(view(value.get()));
}

struct Subset {
  const xmlNode* top;
  const xmlNode* left_out;
};

/// Asked by libxml2 for every node, attribute and namespace declaration; the last two belong to `parent`.
int is_visible(void* data, xmlNode* node, xmlNode* parent) {
  const auto& subset = *static_cast<const Subset*>(data);
  const bool of_parent = node->type == XML_NAMESPACE_DECL || node->type == XML_ATTRIBUTE_NODE;
  bool inside = subset.top == nullptr;
  for (const xmlNode* at = of_parent ? parent : node; at != nullptr; at = at->parent) {
    if (at == subset.left_out) return 0;
    if (at == subset.top) inside = true;
  }
  return inside ? 1 : 0;
}

}  // namespace

Quiet::Quiet() : context_(xmlStructuredErrorContext), function_(xmlStructuredError) {
  static std::once_flag once;
  std::call_once(once, [] { xmlInitParser(); });
  xmlSetStructuredErrorFunc(nullptr, [](void*, xmlError*) {});
}

Quiet::~Quiet() { xmlSetStructuredErrorFunc(context_, function_); }

Document parse(ByteView form) {
  if (form.size() > kMaxBytes) throw Refusal(XmlProblem::too_large, "more than 10 MiB");
  demand_utf8(as_text(form));
  demand_few_attributes(as_text(form));
  const Parser parser(xmlNewParserCtxt());
  if (!parser) throw std::bad_alloc();
  Watch watch;
  parser->_private = &watch;
  parser->sax->internalSubset = &on_doctype;
  parser->sax->startElementNs = &on_start;
  parser->sax->endElementNs = &on_end;
  Document document(xmlCtxtReadMemory(parser.get(), reinterpret_cast<const char*>(form.data()),
                                      static_cast<int>(form.size()), nullptr, nullptr, XML_PARSE_NONET));
  if (watch.problem != XmlProblem::none) throw Refusal(watch.problem, watch.detail);
  if (!document) throw Refusal(XmlProblem::malformed, reason(parser.get()));
  // Of no use after the watch above; here so that no change of it lets one in.
  if (document->intSubset != nullptr) throw Refusal(XmlProblem::doctype, "a DOCTYPE");
  if (view(document->version) != "1.0") throw Refusal(XmlProblem::malformed, "not XML 1.0");
  if (parser->nsWellFormed == 0) throw Refusal(XmlProblem::malformed, reason(parser.get()));
  return document;
}

bool is(const xmlNode* node, std::string_view name, std::string_view name_space) {
  return node != nullptr && node->type == XML_ELEMENT_NODE && view(node->name) == name && node->ns != nullptr &&
         view(node->ns->href) == name_space;
}

std::vector<xmlNode*> elements(const xmlNode* parent) {
  std::vector<xmlNode*> found;
  for (xmlNode* at = parent->children; at != nullptr; at = at->next) {
    if (at->type == XML_ELEMENT_NODE) found.push_back(at);
  }
  return found;
}

xmlNode* only(const xmlNode* parent, std::string_view name, std::string_view name_space) {
  xmlNode* found = nullptr;
  for (xmlNode* one : elements(parent)) {
    if (!is(one, name, name_space)) continue;
    if (found != nullptr) throw Refusal(XmlProblem::signature_malformed, "more than one " + std::string(name));
    found = one;
  }
  if (found == nullptr) throw Refusal(XmlProblem::signature_malformed, "no " + std::string(name));
  return found;
}

std::string text_of(const xmlNode* node) {
  const TextHandle content(xmlNodeGetContent(node), [](xmlChar* p) { xmlFree(p); });
  std::string_view value = view(content.get());
  while (!value.empty() && is_space(value.front())) value.remove_prefix(1);
  while (!value.empty() && is_space(value.back())) value.remove_suffix(1);
  return std::string(value);
}

std::optional<std::string> attribute(const xmlNode* element, std::string_view name) {
  for (const xmlAttr* one = element->properties; one != nullptr; one = one->next) {
    if (one->ns == nullptr && view(one->name) == name) return value_of(one);
  }
  return std::nullopt;
}

xmlNode* next_node(const xmlNode* top, const xmlNode* node) {
  if (node->type == XML_ELEMENT_NODE && node->children != nullptr) return node->children;
  for (; node != nullptr && node != top; node = node->parent) {
    if (node->next != nullptr) return node->next;
  }
  return nullptr;
}

bool is_inside(const xmlNode* node, const xmlNode* ancestor) {
  for (; node != nullptr; node = node->parent) {
    if (node == ancestor) return true;
  }
  return false;
}

std::vector<xmlNode*> all(const xmlDoc* document, std::string_view name, std::string_view name_space) {
  std::vector<xmlNode*> found;
  xmlNode* root = xmlDocGetRootElement(document);
  for (xmlNode* at = root; at != nullptr; at = next_node(root, at)) {
    if (is(at, name, name_space)) found.push_back(at);
  }
  return found;
}

void demand_no_comments(const xmlNode* top) {
  for (const xmlNode* at = top; at != nullptr; at = next_node(top, at)) {
    if (at->type == XML_COMMENT_NODE) {
      throw Refusal(XmlProblem::comment_inside, "a comment in " + std::string(view(at->parent->name)));
    }
  }
}

void demand_path(std::string_view path) { static_cast<void>(steps_of(path)); }

xmlNode* find(const xmlDoc* document, std::string_view path) {
  const auto steps = steps_of(path);
  std::vector<xmlNode*> here;
  xmlNode* root = xmlDocGetRootElement(document);
  if (root != nullptr && fits(root, steps.front())) here.push_back(root);
  for (std::size_t i = 1; i < steps.size(); ++i) {
    std::vector<xmlNode*> below;
    for (const xmlNode* one : here) {
      for (xmlNode* child : elements(one)) {
        if (fits(child, steps[i])) below.push_back(child);
      }
    }
    here = std::move(below);
  }
  if (here.size() == 1) return here.front();
  throw Refusal(XmlProblem::element_missing, std::to_string(here.size()) + " elements at " + std::string(path));
}

int count_id(const xmlDoc* document, std::string_view id_attribute, std::string_view id) {
  int count = 0;
  xmlNode* root = xmlDocGetRootElement(document);
  for (const xmlNode* at = root; at != nullptr; at = next_node(root, at)) {
    if (at->type != XML_ELEMENT_NODE) continue;
    bool has = false;
    for (const xmlAttr* one = at->properties; one != nullptr; one = one->next) {
      const bool is_id = view(one->name) == id_attribute || lower(view(one->name)) == "id";
      has = has || (is_id && value_of(one) == id);
    }
    if (has) ++count;
  }
  return count;
}

Bytes canonical(xmlDoc* document, const xmlNode* top, const xmlNode* left_out,
                XmlSignOptions::Canonicalization method) {
  const std::unique_ptr<xmlOutputBuffer, int (*)(xmlOutputBuffer*)> out(xmlAllocOutputBuffer(nullptr),
                                                                        &xmlOutputBufferClose);
  if (!out) throw std::bad_alloc();
  Subset subset{top, left_out};
  const int mode = method == XmlSignOptions::Canonicalization::exclusive ? XML_C14N_EXCLUSIVE_1_0 : XML_C14N_1_0;
  if (xmlC14NExecute(document, &is_visible, &subset, mode, nullptr, 0, out.get()) < 0) {
    throw Refusal(XmlProblem::malformed, "has no canonical form");  // a relative namespace name, say
  }
  const xmlChar* data = xmlOutputBufferGetContent(out.get());
  return {data, data + xmlOutputBufferGetSize(out.get())};
}

}  // namespace reseal::crypto::xml
