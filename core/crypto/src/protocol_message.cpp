// SPDX-License-Identifier: Apache-2.0
#include "reseal/crypto/protocol_message.h"

#include <openssl/cmp.h>
#include <openssl/pkcs7.h>

#include <algorithm>
#include <array>
#include <map>

#include "ossl.h"

namespace reseal::crypto {
namespace {

using CmpMessageHandle = ossl::Handle<OSSL_CMP_MSG, &OSSL_CMP_MSG_free>;

struct AttributesFreed {
  void operator()(STACK_OF(X509_ATTRIBUTE) * attributes) const noexcept {
    sk_X509_ATTRIBUTE_pop_free(attributes, X509_ATTRIBUTE_free);
  }
};
using AttributesHandle = std::unique_ptr<STACK_OF(X509_ATTRIBUTE), AttributesFreed>;

constexpr const char* kScepMessageType = "2.16.840.1.113733.1.9.2";
constexpr const char* kScepTransactionId = "2.16.840.1.113733.1.9.7";
constexpr std::array<std::string_view, 7> kScepAttributes = {"1.2.840.113549.1.9.3",     // contentType
                                                             "1.2.840.113549.1.9.4",     // messageDigest
                                                             "1.2.840.113549.1.9.5",     // signingTime
                                                             kScepMessageType,           //
                                                             "2.16.840.1.113733.1.9.5",  // senderNonce
                                                             "2.16.840.1.113733.1.9.6",  // recipientNonce
                                                             kScepTransactionId};

}  // namespace

std::optional<std::string> cmp_request(ByteView bytes) {
  // PKIMessage ::= SEQUENCE { header, body, protection OPTIONAL, extraCerts OPTIONAL }: the protected part reads as one
  // that has neither, and is one exactly when it is written back as it came.
  const unsigned char* at = bytes.data();
  const CmpMessageHandle message(d2i_OSSL_CMP_MSG(nullptr, &at, static_cast<long>(bytes.size())));
  ERR_clear_error();
  if (!message || !std::ranges::equal(ossl::encode(&i2d_OSSL_CMP_MSG, message.get()), bytes)) return std::nullopt;
  // Its two members, and no protection or certificates behind them.
  long length = 0;
  int tag = 0;
  int kind = 0;
  const unsigned char* inside = bytes.data();
  const unsigned char* const end = inside + bytes.size();
  if ((ASN1_get_object(&inside, &length, &tag, &kind, end - inside) & 0x80) != 0) return std::nullopt;
  for (int member = 0; member < 2; ++member) {
    if ((ASN1_get_object(&inside, &length, &tag, &kind, end - inside) & 0x80) != 0) return std::nullopt;
    inside += length;
  }
  const auto* header = OSSL_CMP_MSG_get0_header(message.get());
  if (inside != end || header == nullptr || OSSL_CMP_HDR_get0_transactionID(header) == nullptr) return std::nullopt;
  static const std::map<int, std::string> kRequests = {{0, "ir"},        {2, "cr"},       {4, "p10cr"}, {7, "kur"},
                                                       {24, "certConf"}, {25, "pollReq"}, {21, "genm"}, {23, "error"}};
  const auto found = kRequests.find(OSSL_CMP_MSG_get_bodytype(message.get()));
  if (found == kRequests.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string> scep_request(ByteView bytes) {
  const unsigned char* at = bytes.data();
  const auto* const set_of = ASN1_ITEM_rptr(PKCS7_ATTR_SIGN);
  const AttributesHandle attributes(static_cast<STACK_OF(X509_ATTRIBUTE)*>(
      static_cast<void*>(ASN1_item_d2i(nullptr, &at, static_cast<long>(bytes.size()), set_of))));
  ERR_clear_error();
  if (!attributes) return std::nullopt;
  unsigned char* raw = nullptr;
  const int size =
      ASN1_item_i2d(static_cast<const ASN1_VALUE*>(static_cast<const void*>(attributes.get())), &raw, set_of);
  const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owner(raw, [](unsigned char* p) { OPENSSL_free(p); });
  if (size < 0 || !std::equal(raw, raw + size, bytes.begin(), bytes.end())) return std::nullopt;

  std::map<std::string, std::string> values;
  for (int i = 0; i < sk_X509_ATTRIBUTE_num(attributes.get()); ++i) {
    auto* const attribute = sk_X509_ATTRIBUTE_value(attributes.get(), i);
    const auto oid = ossl::to_oid(X509_ATTRIBUTE_get0_object(attribute));
    if (std::ranges::find(kScepAttributes, oid) == kScepAttributes.end()) return std::nullopt;
    if (X509_ATTRIBUTE_count(attribute) != 1) return std::nullopt;
    const auto* const text =
        static_cast<ASN1_STRING*>(X509_ATTRIBUTE_get0_data(attribute, 0, V_ASN1_PRINTABLESTRING, nullptr));
    if (!values.emplace(oid, text != nullptr ? ossl::to_text(text) : "").second) return std::nullopt;
  }
  ERR_clear_error();
  static const std::map<std::string, std::string> kTypes = {
      {"17", "RenewalReq"}, {"19", "PKCSReq"}, {"20", "CertPoll"}};
  const auto type = kTypes.find(values[kScepMessageType]);
  if (type == kTypes.end() || values[kScepTransactionId].empty()) return std::nullopt;
  return type->second;
}

}  // namespace reseal::crypto
