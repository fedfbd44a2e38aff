// SPDX-License-Identifier: Apache-2.0
// Certificates in the files that CAs hand out.
#include <openssl/cms.h>
#include <openssl/pem.h>

#include <array>
#include <utility>

#include "malformed.h"
#include "ossl.h"
#include "reseal/crypto/certificate.h"

namespace reseal::crypto {
namespace {

using CmsHandle = ossl::Handle<CMS_ContentInfo, &CMS_ContentInfo_free>;

/// Empty when the bytes are no SignedData (a .p7b is one without signatures).
std::vector<Certificate> from_pkcs7(ByteView der) {
  const unsigned char* at = der.data();
  const CmsHandle message(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(der.size())));
  if (!message || at != der.data() + der.size() || OBJ_obj2nid(CMS_get0_type(message.get())) != NID_pkcs7_signed) {
    ERR_clear_error();
    return {};
  }
  const ossl::X509StackHandle inside(CMS_get1_certs(message.get()));
  std::vector<Certificate> certificates;
  for (int i = 0; inside && i < sk_X509_num(inside.get()); ++i) {
    certificates.push_back(ossl::to_certificate(sk_X509_value(inside.get(), i)));
  }
  ERR_clear_error();
  return certificates;
}

struct PemBlock {
  std::string kind;
  Bytes der;
};

/// Blocks in order; throws when one is damaged.
std::vector<PemBlock> pem_blocks(ByteView text) {
  ERR_clear_error();
  const auto source = ossl::reader(text);
  std::vector<PemBlock> blocks;
  while (true) {
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;
    const int found = PEM_read_bio(source.get(), &name, &header, &data, &size);
    if (found == 1) blocks.push_back({name, Bytes(data, data + size)});
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
    if (found == 1) continue;
    const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    const std::string problem = ossl::take_error();
    if (at_end) return blocks;
    throw malformed("damaged PEM: " + problem);
  }
}

bool is_certificate(const std::string& kind) { return kind == PEM_STRING_X509 || kind == PEM_STRING_X509_OLD; }

bool is_pkcs7(const std::string& kind) {
  return kind == PEM_STRING_PKCS7 || kind == PEM_STRING_PKCS7_SIGNED || kind == PEM_STRING_CMS;
}

std::vector<Certificate> from_blocks(const std::vector<PemBlock>& blocks) {
  std::vector<Certificate> certificates;
  for (const auto& block : blocks) {
    if (is_certificate(block.kind)) certificates.push_back(Certificate::from_der(block.der));
    if (!is_pkcs7(block.kind)) continue;
    for (auto& one : from_pkcs7(block.der)) certificates.push_back(std::move(one));
  }
  return certificates;
}

std::vector<Certificate> from_binary(ByteView file) {
  auto certificates = from_pkcs7(file);
  if (certificates.empty()) certificates.push_back(Certificate::from_der(file));
  return certificates;
}

}  // namespace

Certificate Certificate::from_pem(std::string_view pem) {
  const auto certificates = from_blocks(pem_blocks(as_bytes(pem)));
  if (certificates.empty()) throw malformed("no certificate in the PEM text");
  return certificates.front();
}

std::vector<Certificate> Certificate::read_all(ByteView file) {
  const std::string_view text = as_text(file);
  if (text.find("-----BEGIN ") != std::string_view::npos && (file.empty() || file[0] != 0x30)) {
    auto certificates = from_blocks(pem_blocks(file));
    if (certificates.empty()) throw malformed("no certificate in the file");
    return certificates;
  }
  ERR_clear_error();
  if (!file.empty() && file[0] == 0x30) return from_binary(file);
  try {  // base64 without its PEM lines, as JSON answers and some portals have it
    return from_binary(from_base64(text));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::usage) throw;
    throw malformed("neither PEM, DER nor PKCS#7");
  }
}

std::string Certificate::pem() const {
  const std::string text = to_base64(der());
  std::string pem = "-----BEGIN CERTIFICATE-----\n";
  pem.reserve(text.size() + text.size() / 64 + 64);
  for (std::size_t at = 0; at < text.size(); at += 64) pem.append(text, at, 64) += '\n';
  return pem += "-----END CERTIFICATE-----\n";
}

}  // namespace reseal::crypto
