// SPDX-License-Identifier: Apache-2.0
// CMP (RFC 9810): p10cr by libcrypto's client, which is made to forget nothing between two questions. A question sends
// one message at most: the CA's answer goes into the order's memory before the next is sent, and the next question
// replays the answers through the client until it is where it was. Nothing is sent or signed twice that was answered.
#include <openssl/cmp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <exception>

#include "../shared/der.h"
#include "../shared/outside_key.h"
#include "../shared/renewal.h"
#include "message.h"

namespace {

using example::Owned;
using CmpMessageHandle = Owned<OSSL_CMP_MSG, &OSSL_CMP_MSG_free>;

constexpr int kP10cr = OSSL_CMP_P10CR;
constexpr int kCertConf = 24;
constexpr int kPollRep = 26;
constexpr int kMostTransactions = 3;

struct Conversation {
  reseal::Host& host;
  std::string url;
  std::string poll_effect;
  std::vector<std::string> answers;  ///< base64, of the CA
  std::size_t replayed = 0;
  bool sent = false;
  bool next_question = false;  ///< another message wants to be sent: only when this answer is in the journal
  std::exception_ptr failure = nullptr;

  [[nodiscard]] std::string effect(int kind) const {
    return kind == kP10cr ? "p10cr" : kind == kCertConf ? "certConf" : poll_effect;
  }

  /// The next answer: one of memory's, or the CA's. Null: not in this question.
  OSSL_CMP_MSG* exchange(OSSL_CMP_CTX* client, const OSSL_CMP_MSG* request) {
    if (replayed == answers.size()) {
      next_question = sent;
      if (sent) return nullptr;
      send(request);
    }
    auto answer = example::decoded<OSSL_CMP_MSG, &OSSL_CMP_MSG_free>(&d2i_OSSL_CMP_MSG,
                                                                     example::from_base64(answers[replayed++]));
    if (!answer) throw reseal::PortalNonsense("what the CA sent is no CMP message");
    // The client has drawn a new nonce: the answer is to the one that was sent then.
    auto* const nonce = OSSL_CMP_HDR_get0_recipNonce(OSSL_CMP_MSG_get0_header(answer.get()));
    if (!sent && nonce != nullptr) OSSL_CMP_CTX_set1_senderNonce(client, nonce);
    if (sent) forget_older_polls(answer.get());
    return answer.release();
  }

  void send(const OSSL_CMP_MSG* request) {
    const auto message = example::CmpMessage::of(example::encoded(&i2d_OSSL_CMP_MSG, request));
    const auto signature = host.sign_message({.protocol = reseal::MessageToSign::Protocol::cmp,
                                              .key = reseal::HolderKey::old_key,
                                              .bytes = reseal::base64_encoded(message.protected_part)});
    reseal::HttpRequest post;
    post.method = "POST";
    post.url = url;
    post.headers = {{"Content-Type", "application/pkixcmp"}};
    post.body = reseal::base64_encoded(message.with(example::from_base64(signature)));
    post.base64 = true;
    post.effect = effect(OSSL_CMP_MSG_get_bodytype(request));
    const auto response = host.http(post);
    if (response.status != 200) throw reseal::TryLater("the CA answers " + std::to_string(response.status));
    answers.push_back(reseal::base64_encoded(example::bytes_of(response)));
    sent = true;
  }

  /// Of the answers that say "wait" the first and the last say all: whose nonce the next message repeats.
  void forget_older_polls(const OSSL_CMP_MSG* newest) {
    if (OSSL_CMP_MSG_get_bodytype(newest) != kPollRep || answers.size() < 3) return;
    answers.erase(answers.end() - 2);
    --replayed;
  }
};

OSSL_CMP_MSG* transfer(OSSL_CMP_CTX* client, const OSSL_CMP_MSG* request) {
  auto* const conversation = static_cast<Conversation*>(OSSL_CMP_CTX_get_transfer_cb_arg(client));
  try {
    return conversation->exchange(client, request);
  } catch (...) {  // nothing may be thrown through libcrypto
    conversation->failure = std::current_exception();
    return nullptr;
  }
}

std::string words_of(const OSSL_CMP_CTX* client) {
  std::string words;
  const auto* const said = OSSL_CMP_CTX_get0_statusString(client);
  for (int i = 0; said != nullptr && i < sk_ASN1_UTF8STRING_num(said); ++i) {
    const auto* const text = sk_ASN1_UTF8STRING_value(said, i);
    words += (words.empty() ? "" : "; ") + std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                                                       static_cast<std::size_t>(ASN1_STRING_length(text)));
  }
  return words;
}

class Cmp final : public example::Renewal {
 public:
  explicit Cmp(const reseal::PluginContext& context) : Renewal("cmp", context) {}

 private:
  using Client = Owned<OSSL_CMP_CTX, &OSSL_CMP_CTX_free>;

  Client client_for(const reseal::Order& order, const std::string& csr, Conversation& conversation) const {
    const auto old = example::certificate_of(order.old.certificate.pem);
    const auto ca = example::certificate_of(setting("ca_certificate"));
    auto* const trusted = X509_STORE_new();
    X509_STORE_add_cert(trusted, ca.get());
    X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(trusted), order.now.time_since_epoch().count());
    // The order's own: a request that is sent again after a lost reply is the same transaction to the CA.
    const auto name = order.id + "/" + std::to_string(order.memory.value("transaction", 0));
    unsigned char id[SHA256_DIGEST_LENGTH];
    SHA256(reinterpret_cast<const unsigned char*>(name.data()), name.size(), id);
    const Owned<ASN1_OCTET_STRING, &ASN1_OCTET_STRING_free> transaction(ASN1_OCTET_STRING_new());
    ASN1_OCTET_STRING_set(transaction.get(), id, 16);

    Client client(OSSL_CMP_CTX_new(nullptr, nullptr));
    const bool ready = OSSL_CMP_CTX_set0_trustedStore(client.get(), trusted) == 1 &&
                       OSSL_CMP_CTX_set1_transactionID(client.get(), transaction.get()) == 1 &&
                       OSSL_CMP_CTX_set1_cert(client.get(), old.get()) == 1 &&
                       OSSL_CMP_CTX_set1_pkey(client.get(), example::outside_key(old.get()).get()) == 1 &&
                       OSSL_CMP_CTX_set1_p10CSR(client.get(), example::request_of(csr).get()) == 1 &&
                       OSSL_CMP_CTX_set_option(client.get(), OSSL_CMP_OPT_IMPLICIT_CONFIRM, 1) == 1 &&
                       OSSL_CMP_CTX_set_transfer_cb(client.get(), transfer) == 1 &&
                       OSSL_CMP_CTX_set_transfer_cb_arg(client.get(), &conversation) == 1;
    if (!ready) throw std::runtime_error("libcrypto's CMP client does not take the old certificate");
    return client;
  }

  reseal::Step enrol(const reseal::Order& order, const std::string& csr, reseal::Host& host) override {
    const int polls = order.memory.value("polls", 0);
    Conversation conversation{host, setting("base_url"), "pollReq " + std::to_string(polls + 1),
                              order.memory.value("answers", std::vector<std::string>{})};
    const auto client = client_for(order, csr, conversation);
    int after = 0;
    int end = 0;
    do {
      end = OSSL_CMP_try_certreq(client.get(), OSSL_CMP_P10CR, nullptr, &after);
    } while (end == -1 && !conversation.sent);
    if (conversation.failure) std::rethrow_exception(conversation.failure);

    const auto& lost = order.unconfirmed;
    const bool confirmed = end == 1 || std::find(lost.begin(), lost.end(), "certConf") != lost.end();
    if (confirmed && OSSL_CMP_CTX_get0_newCert(client.get()) != nullptr) {
      auto* const chain = OSSL_CMP_CTX_get1_newChain(client.get());
      const auto issued = example::issued_for(csr, chain);
      sk_X509_pop_free(chain, X509_free);
      return {"install", reseal::Install{example::pem_of(OSSL_CMP_CTX_get0_newCert(client.get())), issued.chain}};
    }
    if (end == -1 || conversation.next_question) {
      auto step = wait(reseal::Seconds(conversation.next_question ? 0 : std::max(after, 1)));
      if (conversation.next_question) step.id = "answered";
      step.remember = {{"answers", conversation.answers}, {"polls", polls + (end == -1 ? 1 : 0)}};
      return step;
    }
    if (OSSL_CMP_CTX_get_status(client.get()) == OSSL_CMP_PKISTATUS_rejection) {
      const int transaction = order.memory.value("transaction", 0);
      if (order.unconfirmed.empty() || transaction == kMostTransactions) return refuse(words_of(client.get()));
      // With an answer that was lost went the nonce that the CA wants to see again: only a new transaction can go on.
      auto step = wait(reseal::Seconds(1));
      step.id = "answered";
      step.remember = {{"answers", nullptr}, {"transaction", transaction + 1}};
      return step;
    }
    char problem[256];
    ERR_error_string_n(ERR_peek_last_error(), problem, sizeof problem);
    ERR_clear_error();
    throw reseal::PortalNonsense(std::string("the CA's CMP answer cannot be used: ") + problem);
  }
};

}  // namespace

RESEAL_PLUGIN(Cmp)
