// SPDX-License-Identifier: Apache-2.0
#include "signed_form.h"

#include <openssl/x509.h>

#include <algorithm>
#include <utility>

#include "registry.h"
#include "reseal/base/error.h"
#include "reseal/readable.h"

namespace reseal::sandbox {
namespace {

// What Canonical XML escapes in text, and nothing else.
std::string unescaped(std::string text) {
  const std::pair<std::string_view, std::string_view> escapes[] = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&#xD;", "\r"}, {"&amp;", "&"}};
  for (const auto& [escape, character] : escapes) {
    for (auto at = text.find(escape); at != std::string::npos; at = text.find(escape, at + 1)) {
      text.replace(at, escape.size(), character);
    }
  }
  return text;
}

bool issued_here(const World& world, X509* certificate) {
  return std::ranges::any_of(world.issuers(), [&](const std::string& name) {
    if (name == "other-ca") return false;
    const auto issuer = world.certificate(name);
    return X509_NAME_cmp(X509_get_issuer_name(certificate), X509_get_subject_name(issuer.get())) == 0 &&
           X509_verify(certificate, X509_get0_pubkey(issuer.get())) == 1;
  });
}

std::string certificate_problem(const World& world, const crypto::Certificate& certificate) {
  if (!issued_here(world, certificate.native())) return "Chứng thư số không do tổ chức được công nhận cấp.";
  const auto known = Registry(world).find(certificate.facts().serial.hex);
  if (known && known->standing != "good") return "Chứng thư số đã bị thu hồi hoặc tạm dừng.";
  return {};
}

SignedForm refused(std::string_view code, std::string_view message) {
  SignedForm out;
  out.refused = refusal(422, code, message);
  return out;
}

}  // namespace

std::vector<std::string> SignedForm::all(std::string_view element) const {
  const auto open = "<" + std::string(element) + ">";
  const auto close = "</" + std::string(element) + ">";
  std::vector<std::string> out;
  for (auto at = text.find(open); at != std::string::npos; at = text.find(open, at + 1)) {
    const auto from = at + open.size();
    out.push_back(unescaped(text.substr(from, text.find(close, from) - from)));
  }
  return out;
}

std::string SignedForm::one(std::string_view element) const {
  const auto found = all(element);
  return found.empty() ? std::string() : found.front();
}

SignedForm read_signed_form(const World& world, const std::string& form, crypto::XmlVerifyOptions options) {
  options.signer_in_term = true;
  Bytes bytes;
  try {
    bytes = from_base64(form);
  } catch (const Error&) {
    return refused("signature_refused", "Hồ sơ không phải là base64.");
  }
  const auto result = crypto::xml_verify(bytes, options, std::chrono::floor<Seconds>(portal_now(world)));
  if (result.problem == crypto::XmlProblem::certificate_out_of_term) {
    return refused("certificate_refused", "Chứng thư số đã hết hạn hoặc chưa có hiệu lực.");
  }
  if (!result.valid) {
    return refused("signature_refused", "Chữ ký số không hợp lệ (" + std::string(to_string(result.problem)) + ").");
  }
  if (const auto problem = certificate_problem(world, *result.certificate); !problem.empty()) {
    return refused("certificate_refused", problem);
  }
  SignedForm out;
  out.text = as_text(result.signed_bytes);
  out.signer = result.certificate->facts();
  return out;
}

std::string claim_problem(const SignedForm& form, const std::string& serial, const std::string& from,
                          const std::string& to, std::string_view time_format) {
  const auto moment = [&](Time time) { return local_text(time, kVietNamOffset, time_format); };
  if (serial != form.signer.serial.hex) return "Số sê-ri không khớp với chứng thư số đã ký.";
  if (from != moment(form.signer.not_before) || to != moment(form.signer.not_after)) {
    return "Thời hạn không khớp với chứng thư số đã ký.";
  }
  return {};
}

}  // namespace reseal::sandbox
