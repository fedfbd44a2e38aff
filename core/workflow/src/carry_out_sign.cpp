// SPDX-License-Identifier: Apache-2.0
// A signature in the holder's name: asked for one by one, with the old key or the new.
#include "journey.h"
#include "paper.h"
#include "reseal/base/crash_point.h"
#include "reseal/crypto/xml_signature.h"
#include "reseal/document/pdf_signature.h"

namespace reseal::workflow {
namespace {

const char* format_name(Sign::Format format) {
  switch (format) {
    case Sign::Format::xml:
      return "xml";
    case Sign::Format::pdf:
      return "pdf";
    case Sign::Format::cms_attached:
      return "cms_attached";
    case Sign::Format::cms_detached:
      break;
  }
  return "cms_detached";
}

/// What cannot be signed is the plugin's mistake, and not that of whoever runs the program.
template <typename Signing>
auto with_the_plugin_to_blame(const std::string& plugin, const Signing& signing) {
  try {
    return signing();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::usage) throw;
    throw Error(ErrorCode::plugin_failed,
                {{"plugin", plugin}, {"problem", "its form cannot be signed: " + error.params().at("problem")}});
  }
}

}  // namespace

Journey::Next Journey::carry_out(const Sign& sign) {
  const bool old_key = sign.key == Sign::Key::old_key;
  const auto certificate = crypto::Certificate::from_pem(old_key ? story_.order.old.certificate.pem
                                                                 : story_.order.new_certificate.value().pem);
  const auto& facts = certificate.facts();
  const Bytes paper = sign.format == Sign::Format::pdf ? paper_to_sign(sign) : Bytes();
  auto& holder = session_.open(story_.token);
  tell(Event::Kind::effect, "sign", sign.title,
       {{"key", old_key ? "old" : "new"}, {"serial", facts.serial.hex}, {"certificate", facts.sha256}});
  session_.log_in_afresh(sign.title.empty() ? Text{"engine.purpose.sign", {{"serial", facts.serial.hex}}} : sign.title);
  keep_lease();
  const auto key = holder.find_key_of(certificate);
  if (!key) {
    throw Error(ErrorCode::key_missing, {{"token", story_.token.uri()}, {"key", facts.key.spki_sha256}});
  }
  crash_point("effect.sign.before");
  const auto signing_key = holder.signing_key(*key);
  const Bytes signature = sign.format == Sign::Format::pdf   ? signed_paper(sign, paper, signing_key, certificate)
                          : sign.format == Sign::Format::xml ? signed_form(sign, signing_key, certificate)
                                                             : signed_message(sign, signing_key, certificate);
  crash_point("effect.sign.after");
  keep_lease();  // a key in the cloud asks a person within the signature
  tell(Event::Kind::outcome, "sign", Text{"engine.outcome.sign", {{"serial", facts.serial.hex}}});
  return finish({{"signature", to_base64(signature)},
                 {"format", format_name(sign.format)},
                 {"serial", facts.serial.hex},
                 {"key_in", story_.token.uri()}});
}

std::vector<crypto::Certificate> Journey::above(const crypto::Certificate& certificate) const {
  return certificates_above(certificate, shared_.world.anchors, second());
}

Bytes Journey::signed_message(const Sign& sign, const crypto::SigningKey& key,
                              const crypto::Certificate& certificate) const {
  const bool detached = sign.format == Sign::Format::cms_detached;
  return crypto::cms_sign(key, certificate, above(certificate), from_base64(sign.document),
                          {.detached = detached, .cades = true});
}

/// Drawn, where it is to be drawn. What cannot be signed is found now, before anybody is asked for a PIN.
Bytes Journey::paper_to_sign(const Sign& sign) const {
  Bytes paper = sign.printout ? draw(shared_.world, *sign.printout, second()) : from_base64(sign.document);
  with_the_plugin_to_blame(story_.plugin, [&] { require_signable(shared_.world, paper, second()); });
  return paper;
}

Bytes Journey::signed_paper(const Sign& sign, const Bytes& paper, const crypto::SigningKey& key,
                            const crypto::Certificate& certificate) const {
  const auto reason = sign.printout ? say_on(shared_.world, *sign.printout)(sign.printout->title) : std::string();
  return document::sign_pdf(documents_of(shared_.world), paper, key, certificate, above(certificate),
                            {second(), reason});
}

Bytes Journey::signed_form(const Sign& sign, const crypto::SigningKey& key,
                           const crypto::Certificate& certificate) const {
  using Canonicalization = crypto::XmlSignOptions::Canonicalization;
  const XmlPlace& place = sign.xml.value();
  crypto::XmlSignOptions options;
  options.signed_element = place.signed_element;
  options.id_attribute = place.id_attribute;
  options.new_id = place.new_id;
  options.signature_parent = place.signature_parent;
  options.canonicalization = place.exclusive ? Canonicalization::exclusive : Canonicalization::inclusive;
  options.key_value = place.key_value;
  options.subject_in_certificate_order = place.certificate_order;
  if (place.xades) options.xades = crypto::XmlSignOptions::Xades{.signing_time = second()};
  return with_the_plugin_to_blame(
      story_.plugin, [&] { return crypto::xml_sign(key, certificate, from_base64(sign.document), options); });
}

}  // namespace reseal::workflow
