// SPDX-License-Identifier: Apache-2.0
#include "portal_client.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <fstream>
#include <memory>
#include <stdexcept>

#include "reseal/schema.h"

namespace reseal::test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free_all)>;

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string public_pem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()), BIO_free_all);
  PEM_write_bio_PUBKEY(bio.get(), key);
  return text_of(bio.get());
}

const nlohmann::json& contract() {
  static const auto document = [] {
    std::ifstream file(RESEAL_MISA_CONTRACT);
    return nlohmann::json::parse(file);
  }();
  return document;
}

const nlohmann::json& operation_named(const std::string& id) {
  for (const auto& path : contract().at("paths")) {
    for (const auto& operation : path) {
      if (operation.at("operationId") == id) return operation;
    }
  }
  throw std::runtime_error("the contract has no operation " + id);
}

}  // namespace

Answer PortalClient::exchange(const std::string& method, const std::string& path, const std::string& body,
                              const std::string& key) const {
  const Poco::URI uri(base_ + path);
  const Poco::Net::Context::Ptr context(
      new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, "", "", ca_, Poco::Net::Context::VERIFY_STRICT));
  ERR_clear_error();
  Poco::Net::HTTPSClientSession session(uri.getHost(), uri.getPort(), context);
  Poco::Net::HTTPRequest request(method, uri.getPathAndQuery(), Poco::Net::HTTPRequest::HTTP_1_1);
  if (!key.empty()) request.set("Idempotency-Key", key);
  if (method == "POST") {
    request.setContentType("application/json");
    request.setContentLength(static_cast<std::streamsize>(body.size()));
  }
  session.sendRequest(request) << body;
  Poco::Net::HTTPResponse response;
  Answer answer;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), answer.text);
  answer.status = response.getStatus();
  for (const auto& [name, value] : response) answer.headers[name] = value;
  answer.body = nlohmann::json::parse(answer.text, nullptr, false);
  return answer;
}

std::string PortalClient::fetch(const std::string& url, const std::string& body, const std::string& content_type) {
  const Poco::URI uri(url);
  Poco::Net::HTTPClientSession session(uri.getHost(), uri.getPort());
  Poco::Net::HTTPRequest request(body.empty() ? "GET" : "POST", uri.getPathAndQuery(),
                                 Poco::Net::HTTPRequest::HTTP_1_1);
  if (!body.empty()) {
    request.setContentType(content_type);
    request.setContentLength(static_cast<std::streamsize>(body.size()));
  }
  session.sendRequest(request) << body;
  Poco::Net::HTTPResponse response;
  std::string text;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), text);
  if (response.getStatus() != 200) throw std::runtime_error(url + " answered " + std::to_string(response.getStatus()));
  return text;
}

std::string contract_breach(const std::string& operation, const Answer& answer) {
  const auto& responses = operation_named(operation).at("responses");
  const auto found = responses.find(std::to_string(answer.status));
  if (found == responses.end())
    return operation + " must not answer " + std::to_string(answer.status) + ": " + answer.text;
  if (!answer.headers.contains("Content-Type") || !answer.headers.at("Content-Type").starts_with("application/json")) {
    return "not application/json";
  }
  const nlohmann::json schema{{"allOf", {found->at("content").at("application/json").at("schema")}},
                              {"components", contract().at("components")}};
  for (const auto& problem : Schema(schema.dump()).check(answer.body)) {
    return problem.pointer + ": expected " + problem.expected + ", found " + problem.found;
  }
  return {};
}

FreshKey fresh_key(int rsa_bits) {
  const Key key(rsa_bits == 0 ? EVP_EC_gen("P-256") : EVP_RSA_gen(static_cast<unsigned>(rsa_bits)), EVP_PKEY_free);
  const std::unique_ptr<X509_REQ, decltype(&X509_REQ_free)> request(X509_REQ_new(), X509_REQ_free);
  X509_REQ_set_pubkey(request.get(), key.get());
  X509_REQ_sign(request.get(), key.get(), EVP_sha256());
  const Bio bio(BIO_new(BIO_s_mem()), BIO_free_all);
  PEM_write_bio_X509_REQ(bio.get(), request.get());
  return {text_of(bio.get()), public_pem(key.get())};
}

std::string public_key_of(const std::string& certificate_pem) {
  const Bio bio(BIO_new_mem_buf(certificate_pem.data(), static_cast<int>(certificate_pem.size())), BIO_free_all);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr),
                                                                X509_free);
  return public_pem(X509_get0_pubkey(certificate.get()));
}

}  // namespace reseal::test
