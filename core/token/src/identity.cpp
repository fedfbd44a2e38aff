// SPDX-License-Identifier: Apache-2.0
// Names of tokens and their objects as URIs: RFC 7512, for which p11-kit has the parser, and "csc:" for the cloud.
#include <p11-kit/uri.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "reseal/base/error.h"
#include "reseal/token/key_holder.h"

namespace reseal::token {
namespace {

struct UriDeleter {
  void operator()(P11KitUri* uri) const { p11_kit_uri_free(uri); }
};
using Uri = std::unique_ptr<P11KitUri, UriDeleter>;

struct TextDeleter {
  void operator()(char* text) const { std::free(text); }  // NOLINT(cppcoreguidelines-no-malloc): p11-kit's own malloc
};

template <std::size_t Size>
void put(unsigned char (&padded)[Size], const std::string& text) {
  std::memset(padded, ' ', Size);
  std::memcpy(padded, text.data(), std::min(text.size(), Size));
}

template <std::size_t Size>
std::string get(const unsigned char (&padded)[Size]) {
  std::string text(reinterpret_cast<const char*>(padded), Size);
  text.resize(std::min(text.find('\0'), text.size()));
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

Uri uri_of(const TokenIdentity& identity) {
  Uri uri(p11_kit_uri_new());
  if (!uri) throw Error(ErrorCode::internal, {{"problem", "p11_kit_uri_new"}});
  CK_TOKEN_INFO* info = p11_kit_uri_get_token_info(uri.get());
  put(info->label, identity.label);
  put(info->serialNumber, identity.serial);
  put(info->manufacturerID, identity.manufacturer);
  put(info->model, identity.model);
  return uri;
}

std::string format(const Uri& uri, P11KitUriType type) {
  char* text = nullptr;
  if (p11_kit_uri_format(uri.get(), type, &text) != P11_KIT_URI_OK) {
    throw Error(ErrorCode::internal, {{"problem", "p11_kit_uri_format"}});
  }
  return std::unique_ptr<char, TextDeleter>(text).get();
}

constexpr std::string_view kCloudScheme = "csc:";

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    encoded += plain ? std::string(1, c) : "%" + to_upper_hex(as_bytes({&c, 1}));
  }
  return encoded;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
    } else {
      decoded += as_text(from_hex(text.substr(i + 1, 2)));
      i += 2;
    }
  }
  return decoded;
}

std::string cloud_uri(const TokenIdentity& account) {
  return std::string(kCloudScheme) + "service=" + percent_encoded(account.manufacturer) +
         ";user=" + percent_encoded(account.serial) + ";name=" + percent_encoded(account.label);
}

TokenIdentity cloud_identity_from(std::string_view uri) {
  TokenIdentity account;
  account.model = kCloudModel;
  for (uri.remove_prefix(kCloudScheme.size()); !uri.empty();) {
    const auto pair = uri.substr(0, uri.find(';'));
    uri.remove_prefix(std::min(uri.size(), pair.size() + 1));
    const auto name = pair.substr(0, pair.find('='));
    const auto value = percent_decoded(pair.substr(std::min(pair.size(), name.size() + 1)));
    if (name == "service") account.manufacturer = value;
    if (name == "user") account.serial = value;
    if (name == "name") account.label = value;
  }
  if (account.manufacturer.empty() || account.serial.empty()) {
    throw Error(ErrorCode::usage, {{"problem", "a key in the cloud is csc:service=...;user=..."}});
  }
  return account;
}

}  // namespace

bool is_key_uri(std::string_view text) { return text.starts_with("pkcs11:") || text.starts_with(kCloudScheme); }

bool TokenIdentity::in_cloud() const { return model == kCloudModel; }

std::string TokenIdentity::uri() const {
  return in_cloud() ? cloud_uri(*this) : format(uri_of(*this), P11_KIT_URI_FOR_TOKEN);
}

bool TokenIdentity::same_token(const TokenIdentity& other) const {
  return serial == other.serial && manufacturer == other.manufacturer && model == other.model;
}

TokenIdentity identity_from_uri(std::string_view uri) {
  if (uri.starts_with(kCloudScheme)) return cloud_identity_from(uri);
  Uri parsed(p11_kit_uri_new());
  const int result =
      p11_kit_uri_parse(std::string(uri).c_str(), P11_KIT_URI_FOR_OBJECT_ON_TOKEN_AND_MODULE, parsed.get());
  // The text is not repeated in the error: it may hold a PIN.
  if (result != P11_KIT_URI_OK) {
    throw Error(ErrorCode::usage,
                {{"problem", std::string("not a PKCS#11 URI (RFC 7512): ") + p11_kit_uri_message(result)}});
  }
  if (p11_kit_uri_get_pin_value(parsed.get()) != nullptr || p11_kit_uri_get_pin_source(parsed.get()) != nullptr) {
    throw Error(ErrorCode::usage, {{"problem", "a token is named without its PIN: remove pin-value or pin-source"}});
  }
  const CK_TOKEN_INFO* info = p11_kit_uri_get_token_info(parsed.get());
  return {get(info->serialNumber), get(info->label), get(info->manufacturerID), get(info->model)};
}

std::string HeldCertificate::uri(const TokenIdentity& token) const {
  if (token.in_cloud()) return cloud_uri(token) + ";id=" + percent_encoded(as_text(id)) + ";type=cert";
  const Uri uri = uri_of(token);
  CK_OBJECT_CLASS kind = CKO_CERTIFICATE;
  CK_ATTRIBUTE class_attribute{CKA_CLASS, &kind, sizeof kind};
  p11_kit_uri_set_attribute(uri.get(), &class_attribute);
  KeyId id_copy = id;
  CK_ATTRIBUTE id_attribute{CKA_ID, id_copy.data(), id_copy.size()};
  if (!id_copy.empty()) p11_kit_uri_set_attribute(uri.get(), &id_attribute);
  return format(uri, P11_KIT_URI_FOR_OBJECT_ON_TOKEN);
}

}  // namespace reseal::token
