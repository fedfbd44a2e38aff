// SPDX-License-Identifier: Apache-2.0
// OpenSSL 3.0 decodes the public key of every certificate it parses, and for every key it asks each of some forty
// decoders of its provider anew whether it may follow each other one: four fifths of the time of d2i_X509 (3.2
// remembers the answer). So the keys are decoded in a library context of their own, whose only provider is a short
// list: the default provider's decoders and key types for RSA and EC, which are the keys that tokens hold. A
// certificate whose key is neither is parsed again in the process's own context, as any program would.
#include "certificate_parser.h"

#include <openssl/asn1t.h>
#include <openssl/core_dispatch.h>
#include <openssl/provider.h>

#include <vector>

namespace reseal::crypto::ossl {
namespace {

constexpr const char* kName = "reseal-short-list";

struct ShortList {
  OSSL_PROVIDER* source = nullptr;
  std::vector<OSSL_ALGORITHM> decoders;
  std::vector<OSSL_ALGORITHM> key_types;
};

// Never destroyed: a certificate may outlive any order in which one could.
ShortList& short_list() {
  static auto* list = new ShortList;
  return *list;
}

bool is_wanted_key(std::string_view names) {  // "RSA:rsaEncryption:1.2.840.113549.1.1.1"
  const auto first = names.substr(0, names.find(':'));
  return first == "RSA" || first == "EC";
}

bool reads_public_key(std::string_view properties) {
  return properties.find("input=der") != std::string_view::npos &&
         properties.find("structure=SubjectPublicKeyInfo") != std::string_view::npos;
}

template <typename Wanted>
std::vector<OSSL_ALGORITHM> those_of(OSSL_PROVIDER* provider, int operation, Wanted wanted) {
  std::vector<OSSL_ALGORITHM> found;
  int no_cache = 0;
  const OSSL_ALGORITHM* all = OSSL_PROVIDER_query_operation(provider, operation, &no_cache);
  for (; all != nullptr && all->algorithm_names != nullptr; ++all) {
    if (is_wanted_key(all->algorithm_names) && wanted(all->property_definition)) found.push_back(*all);
  }
  found.push_back({});  // the end of the list, for OpenSSL
  return found;
}

const OSSL_ALGORITHM* query_operation(void* /*context*/, int operation, int* no_cache) {
  *no_cache = 0;
  if (operation == OSSL_OP_DECODER) return short_list().decoders.data();
  if (operation == OSSL_OP_KEYMGMT) return short_list().key_types.data();
  return nullptr;
}

int start_provider(const OSSL_CORE_HANDLE* /*core*/, const OSSL_DISPATCH* /*offered*/, const OSSL_DISPATCH** functions,
                   void** context) {
  static const OSSL_DISPATCH kFunctions[] = {
      {OSSL_FUNC_PROVIDER_QUERY_OPERATION, reinterpret_cast<void (*)()>(&query_operation)}, {0, nullptr}};
  *functions = kFunctions;
  *context = OSSL_PROVIDER_get0_provider_ctx(short_list().source);  // the functions on the list are called with it
  return 1;
}

/// Null when this OpenSSL cannot have it: then certificates are parsed in the process's own context.
OSSL_LIB_CTX* make_context() {
  ShortList& list = short_list();
  // In a context apart: to load it into the process's own would change what a configuration (FIPS, say) chose there.
  list.source = OSSL_PROVIDER_load(OSSL_LIB_CTX_new(), "default");
  if (list.source == nullptr) return nullptr;
  list.decoders = those_of(list.source, OSSL_OP_DECODER, reads_public_key);
  list.key_types = those_of(list.source, OSSL_OP_KEYMGMT, [](const char*) { return true; });
  OSSL_LIB_CTX* context = OSSL_LIB_CTX_new();
  if (context == nullptr || OSSL_PROVIDER_add_builtin(context, kName, &start_provider) != 1 ||
      OSSL_PROVIDER_load(context, kName) == nullptr) {
    return nullptr;
  }
  return context;
}

X509Handle parse_in(OSSL_LIB_CTX* context, const unsigned char** at, std::size_t size) {
  return X509Handle(reinterpret_cast<X509*>(
      ASN1_item_d2i_ex(nullptr, at, static_cast<long>(size), ASN1_ITEM_rptr(X509), context, nullptr)));
}

}  // namespace

X509Handle parse_certificate(const unsigned char** at, std::size_t size) {
  static OSSL_LIB_CTX* const context = make_context();
  const unsigned char* const begin = *at;
  auto certificate = parse_in(context, at, size);
  if (context == nullptr || !certificate || X509_get0_pubkey(certificate.get()) != nullptr) return certificate;
  ERR_clear_error();
  *at = begin;
  return parse_in(nullptr, at, size);
}

}  // namespace reseal::crypto::ossl
