// SPDX-License-Identifier: Apache-2.0
// Chains are built here, by key id and signature, because several CAs share one name; OpenSSL then judges the chain.
#include "reseal/crypto/path.h"

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "ossl.h"

namespace reseal::crypto {
namespace {

using StoreCtxHandle = ossl::Handle<X509_STORE_CTX, &X509_STORE_CTX_free>;

constexpr std::size_t kLongestChain = 10;  // nobody has more than four; cross-signed rings end here
constexpr int kMostSteps = 64;
constexpr std::size_t kMostProven = 256;

bool is_signed_by(const Certificate& subject, const Certificate& issuer) {
  EVP_PKEY* key = X509_get0_pubkey(issuer.native());
  return key != nullptr && X509_verify(subject.native(), key) == 1;
}

bool covers(const Certificate& certificate, Time at) {
  return certificate.not_before() <= at && at <= certificate.not_after();
}

}  // namespace

struct PathVerifier::State {
  explicit State(TrustAnchors all) : anchors(std::move(all)) {}

  struct Chain {
    std::vector<Certificate> certificates;  // leaf first
    bool anchored = false;
  };

  /// What an accepted chain proved about its leaf: to be asked next for what stands above it is the usual case.
  struct ProvenLeaf {
    Certificate leaf;
    Certificate issuer;
  };

  [[nodiscard]] bool is_root(const Certificate& certificate) const {
    return std::find(anchors.roots.begin(), anchors.roots.end(), certificate) != anchors.roots.end();
  }
  [[nodiscard]] std::vector<Certificate> issuers_of(const Certificate& subject, Time at) const;
  [[nodiscard]] Chain build(const Certificate& leaf, Time at) const;
  bool extend(std::vector<Certificate>& chain, Time at, int& steps, std::vector<Certificate>& longest) const;
  PathResult verify(const Certificate& leaf, Time at);
  std::optional<Time> issuer_end(const Certificate& leaf);
  [[nodiscard]] bool is_proven(const Certificate& subject, const Certificate& issuer) const;
  bool judge(const std::vector<Certificate>& chain, std::size_t below_anchor, bool anchored, Time at,
             PathResult& result);

  TrustAnchors anchors;
  std::set<std::pair<const X509*, const X509*>> signed_pairs;  ///< among the anchors: subject, issuer
  /// Issuers whose own path was found valid at a time, as part of a leaf's chain. The conditions on what stands above
  /// an issuer do not depend on the leaf, unless somebody constrains names.
  std::map<std::pair<const X509*, Time>, std::vector<Certificate>> proven;
  std::optional<ProvenLeaf> last_leaf;
};

std::vector<Certificate> PathVerifier::State::issuers_of(const Certificate& subject, Time at) const {
  std::vector<Certificate> found;
  for (const auto* source : {&anchors.roots, &anchors.intermediates}) {
    for (const auto& candidate : *source) {
      if (candidate == subject || std::find(found.begin(), found.end(), candidate) != found.end()) continue;
      if (X509_check_issued(candidate.native(), subject.native()) == X509_V_OK) found.push_back(candidate);
    }
  }
  // Without key ids in the certificate, one name fits several keys: only the signature tells them apart.
  if (found.size() > 1) std::erase_if(found, [&](const auto& issuer) { return !is_signed_by(subject, issuer); });
  std::stable_sort(found.begin(), found.end(), [&](const Certificate& a, const Certificate& b) {
    const auto rank = [&](const Certificate& c) { return std::tuple(covers(c, at), is_root(c), c.not_after()); };
    return rank(a) > rank(b);
  });
  ERR_clear_error();
  return found;
}

bool PathVerifier::State::extend(std::vector<Certificate>& chain, Time at, int& steps,
                                 std::vector<Certificate>& longest) const {
  if (is_root(chain.back())) return true;
  if (chain.size() > longest.size()) longest = chain;
  if (chain.size() >= kLongestChain || ++steps > kMostSteps) return false;
  for (const auto& issuer : issuers_of(chain.back(), at)) {
    if (std::find(chain.begin(), chain.end(), issuer) != chain.end()) continue;
    chain.push_back(issuer);
    if (extend(chain, at, steps, longest)) return true;
    chain.pop_back();
  }
  return false;
}

PathVerifier::State::Chain PathVerifier::State::build(const Certificate& leaf, Time at) const {
  std::vector<Certificate> chain{leaf};
  std::vector<Certificate> longest;
  int steps = 0;
  if (extend(chain, at, steps, longest)) return {std::move(chain), true};
  return {std::move(longest), false};
}

/// Runs OpenSSL's path validation on exactly this chain. `below_anchor`: how many of its certificates are not trusted.
bool PathVerifier::State::judge(const std::vector<Certificate>& chain, std::size_t below_anchor, bool anchored, Time at,
                                PathResult& result) {
  ERR_clear_error();
  const auto middle = static_cast<std::ptrdiff_t>(std::min(below_anchor, chain.size()));
  const auto untrusted = ossl::list_of({chain.begin() + std::min<std::ptrdiff_t>(1, middle), chain.begin() + middle});
  const auto trusted = anchored ? ossl::list_of({chain.begin() + middle, chain.end()}) : ossl::list_of({});
  const auto context = ossl::checked(StoreCtxHandle(X509_STORE_CTX_new()), "path");
  if (X509_STORE_CTX_init(context.get(), nullptr, chain.front().native(), untrusted.get()) != 1) {
    throw ossl::failure("path");
  }
  X509_STORE_CTX_set0_trusted_stack(context.get(), trusted.get());
  X509_VERIFY_PARAM* param = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_auth_level(param, 0);
  X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN);  // a deployment may trust a CA that is no root
  X509_VERIFY_PARAM_set_time(param, static_cast<std::time_t>(at.time_since_epoch().count()));
  result.valid = X509_verify_cert(context.get()) == 1;
  if (result.valid) {
    // Of two issuers with one name and key id OpenSSL may have taken the other.
    const STACK_OF(X509)* used = X509_STORE_CTX_get0_chain(context.get());
    if (chain.size() > 1 && sk_X509_num(used) > 1 && sk_X509_value(used, 1) == chain[1].native()) {
      last_leaf = {chain[0], chain[1]};
    }
  } else {
    result.problem = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
    result.depth = X509_STORE_CTX_get_error_depth(context.get());
  }
  ERR_clear_error();
  return result.valid;
}

PathResult PathVerifier::State::verify(const Certificate& leaf, Time at) {
  PathResult result;
  const bool leaf_is_ca = X509_check_ca(leaf.native()) > 0;  // then it counts in path lengths above
  if (!leaf_is_ca && !is_root(leaf)) {
    const auto issuers = issuers_of(leaf, at);
    const auto known = issuers.empty() ? proven.end() : proven.find({issuers.front().native(), at});
    if (known != proven.end() && judge({leaf, issuers.front()}, 1, true, at, result)) {
      result.chain = known->second;
      result.chain.insert(result.chain.begin(), leaf);
      return result;
    }
  }
  auto chain = build(leaf, at);
  result = {};
  const auto size = chain.certificates.size();
  judge(chain.certificates, chain.anchored ? size - 1 : size, chain.anchored, at, result);
  if (result.valid && !leaf_is_ca && size > 1) {
    const bool constrained = std::any_of(chain.certificates.begin() + 1, chain.certificates.end(), [](const auto& one) {
      return X509_get_ext_by_NID(one.native(), NID_name_constraints, -1) >= 0;
    });
    if (!constrained) {
      if (proven.size() >= kMostProven) proven.clear();  // a daemon asks at ever new times
      proven[{chain.certificates[1].native(), at}] = {chain.certificates.begin() + 1, chain.certificates.end()};
    }
  }
  result.chain = std::move(chain.certificates);
  return result;
}

/// Whether the last path validation has verified this very signature.
bool PathVerifier::State::is_proven(const Certificate& subject, const Certificate& issuer) const {
  return last_leaf && last_leaf->leaf == subject && last_leaf->issuer == issuer;
}

std::optional<Time> PathVerifier::State::issuer_end(const Certificate& leaf) {
  // At the leaf's end: of a CA's own renewed certificates the one that reaches furthest is asked for.
  const auto chain = build(leaf, leaf.not_after()).certificates;
  std::optional<Time> end;
  for (std::size_t i = 1; i < chain.size(); ++i) {
    // Key ids and names can be copied; a signature cannot.
    const std::pair<const X509*, const X509*> pair(chain[i - 1].native(), chain[i].native());
    if (signed_pairs.count(pair) == 0) {
      if (!is_proven(chain[i - 1], chain[i]) && !is_signed_by(chain[i - 1], chain[i])) break;
      if (i > 1) signed_pairs.insert(pair);  // both live as long as the anchors
    }
    end = end ? std::min(*end, chain[i].not_after()) : chain[i].not_after();
  }
  ERR_clear_error();
  return end;
}

PathVerifier::PathVerifier(TrustAnchors anchors) : state_(std::make_unique<State>(std::move(anchors))) {}
PathVerifier::PathVerifier(PathVerifier&&) noexcept = default;
PathVerifier& PathVerifier::operator=(PathVerifier&&) noexcept = default;
PathVerifier::~PathVerifier() = default;

PathResult PathVerifier::verify(const Certificate& leaf, Time at) { return state_->verify(leaf, at); }

std::optional<Time> PathVerifier::issuer_end(const Certificate& leaf) { return state_->issuer_end(leaf); }

PathResult verify_path(const Certificate& leaf, const TrustAnchors& anchors, Time at) {
  return PathVerifier(anchors).verify(leaf, at);
}

std::optional<Time> issuer_end(const Certificate& leaf, const TrustAnchors& anchors) {
  return PathVerifier(anchors).issuer_end(leaf);
}

}  // namespace reseal::crypto
