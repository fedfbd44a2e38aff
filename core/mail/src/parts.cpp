// SPDX-License-Identifier: Apache-2.0
#include "parts.h"

#include "clean_text.h"
#include "reseal/base/error.h"
#include "reseal/mail/mail.h"

namespace reseal::mail {
namespace {

std::string text_or_nothing(const char* text) { return text == nullptr ? std::string() : std::string(text); }

class Walk {
 public:
  Parts parts;

  void visit(GMimeObject* object, int depth) {
    if (object == nullptr) return;
    if (depth > kDeepest) throw Error(ErrorCode::usage, {{"problem", "an e-mail with too many parts within parts"}});
    if (++seen_ > kMostParts) throw Error(ErrorCode::usage, {{"problem", "an e-mail of too many parts"}});
    if (GMIME_IS_MULTIPART(object) != 0) {
      auto* multipart = GMIME_MULTIPART(object);
      for (int i = 0; i < g_mime_multipart_get_count(multipart); ++i) {
        visit(g_mime_multipart_get_part(multipart, i), depth + 1);
      }
    } else if (GMIME_IS_PART(object) != 0) {
      leaf(object);
    } else {
      // A forwarded mail: somebody else's words, not this mail's.
      attach(g_mime_object_get_content_type_parameter(object, "name"));
    }
  }

 private:
  void leaf(GMimeObject* object) {
    auto* part = GMIME_PART(object);
    auto* type = g_mime_object_get_content_type(object);
    const bool attached = g_mime_part_is_attachment(part) != 0;
    if (!attached && parts.plain == nullptr && g_mime_content_type_is_type(type, "text", "plain") != 0) {
      parts.plain = part;
    } else if (!attached && parts.html == nullptr && g_mime_content_type_is_type(type, "text", "html") != 0) {
      parts.html = part;
    } else if (attached || g_mime_part_get_filename(part) != nullptr) {
      attach(g_mime_part_get_filename(part));
    }
  }

  void attach(const char* name) {
    parts.attachments.push_back(clean(text_or_nothing(name), kLongestHeader, Shape::line));
  }

  int seen_ = 0;
};

}  // namespace

Parts parts_of(GMimeObject* root) {
  Walk walk;
  walk.visit(root, 1);
  return std::move(walk.parts);
}

std::string content_of(GMimePart* part) {
  auto* wrapper = g_mime_part_get_content(part);
  if (wrapper == nullptr) return {};
  const Handle<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(wrapper, stream.get());
  const auto* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  const std::string_view view(reinterpret_cast<const char*>(bytes->data), bytes->len);
  return to_utf8(view, text_or_nothing(g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset")));
}

}  // namespace reseal::mail
