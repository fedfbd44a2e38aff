// SPDX-License-Identifier: Apache-2.0
#include "cms_check.h"

#include <openssl/cms.h>
#include <openssl/err.h>

namespace reseal::sandbox {
namespace {

using CmsHandle = std::unique_ptr<CMS_ContentInfo, Freed<CMS_ContentInfo_free>>;

BioHandle reading(ByteView bytes) { return BioHandle(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))); }

struct FreeStack {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};

}  // namespace

std::optional<Bytes> signed_content(ByteView cms, std::optional<ByteView> detached, X509* signer) {
  const auto* data = cms.data();
  const CmsHandle message(d2i_CMS_ContentInfo(nullptr, &data, static_cast<long>(cms.size())));
  const std::unique_ptr<STACK_OF(X509), FreeStack> only(sk_X509_new_null());
  const BioHandle out(BIO_new(BIO_s_mem()));
  require(only != nullptr && out != nullptr && sk_X509_push(only.get(), signer) > 0, "sk_X509_push");
  const auto content = detached ? reading(*detached) : nullptr;
  // CMS_NOINTERN: only the certificate that the agency itself knows may speak.
  const bool verified = message != nullptr && (CMS_is_detached(message.get()) == 1) == detached.has_value() &&
                        CMS_verify(message.get(), only.get(), nullptr, content.get(), out.get(),
                                   CMS_NOINTERN | CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY) == 1;
  ERR_clear_error();
  if (!verified) return std::nullopt;
  char* text = nullptr;
  const auto size = BIO_get_mem_data(out.get(), &text);
  const auto* bytes = reinterpret_cast<const unsigned char*>(text);
  return Bytes(bytes, bytes + size);
}

}  // namespace reseal::sandbox
