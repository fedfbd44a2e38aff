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

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
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

const std::vector<nlohmann::json>& contracts() {
  static const auto documents = [] {
    std::vector<nlohmann::json> parsed;
    for (const auto* path : {RESEAL_MISA_CONTRACT, RESEAL_VIETTEL_CONTRACT, RESEAL_SZCA_CONTRACT}) {
      std::ifstream file(path);
      parsed.push_back(nlohmann::json::parse(file));
    }
    return parsed;
  }();
  return documents;
}

struct ContractOperation {
  const nlohmann::json& operation;
  const nlohmann::json& components;
};

// No two contracts share an operationId.
ContractOperation operation_named(const std::string& id) {
  for (const auto& contract : contracts()) {
    for (const auto& path : contract.at("paths")) {
      for (const auto& operation : path) {
        if (operation.at("operationId") == id) return {operation, contract.at("components")};
      }
    }
  }
  throw std::runtime_error("no contract has an operation " + id);
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
  const auto known = operation_named(operation);
  const auto& responses = known.operation.at("responses");
  const auto found = responses.find(std::to_string(answer.status));
  if (found == responses.end())
    return operation + " must not answer " + std::to_string(answer.status) + ": " + answer.text;
  if (!answer.headers.contains("Content-Type") || !answer.headers.at("Content-Type").starts_with("application/json")) {
    return "not application/json";
  }
  const nlohmann::json schema{{"allOf", {found->at("content").at("application/json").at("schema")}},
                              {"components", known.components}};
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

std::string ocsp_answer(const SandboxWorld& world, const std::string& certificate, const std::string& issuer,
                        const std::string& options) {
  const auto folder = world.folder();
  const auto asked = folder / "asked.pem";
  const auto answer = folder / "answer.txt";
  const auto issuer_file = (folder / (issuer + ".pem")).string();
  std::ofstream(asked) << certificate;
  const auto command = "openssl ocsp -issuer '" + issuer_file + "' -cert '" + asked.string() + "' -url " +
                       world.http() + "/ocsp -CAfile '" + (folder / "root.pem").string() + "' -verify_other '" +
                       issuer_file + "' " + options + " > '" + answer.string() + "' 2>&1";
  const int code = std::system(command.c_str());
  std::ifstream file(answer);
  return std::string(std::istreambuf_iterator<char>(file), {}) + (code == 0 ? "" : "\nfailed");
}

int revoked_by_crl(const SandboxWorld& world, const std::string& issuer) {
  const auto crl = PortalClient::fetch(world.http() + "/crl/" + issuer + ".crl", "", "");
  const auto* data = reinterpret_cast<const unsigned char*>(crl.data());
  const std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)> parsed(
      d2i_X509_CRL(nullptr, &data, static_cast<long>(crl.size())), X509_CRL_free);
  if (!parsed) throw std::runtime_error("not a CRL");
  return std::max(0, sk_X509_REVOKED_num(X509_CRL_get_REVOKED(parsed.get())));
}

}  // namespace reseal::test
