// SPDX-License-Identifier: Apache-2.0
#include "remote_key_holder.h"
#include "reseal/base/error.h"

namespace reseal::remote {
namespace {

class RemoteSource final : public token::KeyHolderSource {
 public:
  explicit RemoteSource(Settings settings) : settings_(std::make_shared<Settings>(std::move(settings))) {
    for (const auto& service : settings_->services) {
      accounts_.push_back(std::make_shared<Account>(service, settings_));
    }
  }

  Listing list() override {
    Listing listing;
    for (const auto& account : accounts_) {
      const auto status = account->status();
      try {
        auto found = account->look();
        account->remember(std::move(found.credentials));
        for (auto& problem : found.problems) listing.problems.push_back({status.module, std::move(problem)});
        listing.tokens.push_back(status);
      } catch (const Error& error) {
        listing.problems.push_back({status.module, error.cause().empty() ? error.what() : error.cause()});
      }
    }
    return listing;
  }

  std::unique_ptr<token::KeyHolder> open(const token::TokenIdentity& wanted) override {
    for (const auto& account : accounts_) {
      if (account->identity().same_token(wanted)) return std::make_unique<RemoteKeyHolder>(account);
    }
    throw Error(ErrorCode::token_missing, {{"token", wanted.uri()}}, "no such service and user in the configuration");
  }

 private:
  std::shared_ptr<const Settings> settings_;
  std::vector<std::shared_ptr<Account>> accounts_;
};

class JoinedSource final : public token::KeyHolderSource {
 public:
  JoinedSource(std::unique_ptr<token::KeyHolderSource> tokens, std::unique_ptr<token::KeyHolderSource> services)
      : tokens_(std::move(tokens)), services_(std::move(services)) {}

  Listing list() override {
    auto all = tokens_->list();
    auto cloud = services_->list();
    std::move(cloud.tokens.begin(), cloud.tokens.end(), std::back_inserter(all.tokens));
    std::move(cloud.problems.begin(), cloud.problems.end(), std::back_inserter(all.problems));
    return all;
  }

  std::unique_ptr<token::KeyHolder> open(const token::TokenIdentity& wanted) override {
    return (wanted.in_cloud() ? services_ : tokens_)->open(wanted);
  }

 private:
  std::unique_ptr<token::KeyHolderSource> tokens_;
  std::unique_ptr<token::KeyHolderSource> services_;
};

}  // namespace

std::unique_ptr<token::KeyHolderSource> remote_source(Settings settings) {
  return std::make_unique<RemoteSource>(std::move(settings));
}

std::unique_ptr<token::KeyHolderSource> joined(std::unique_ptr<token::KeyHolderSource> tokens,
                                               std::unique_ptr<token::KeyHolderSource> services) {
  return std::make_unique<JoinedSource>(std::move(tokens), std::move(services));
}

}  // namespace reseal::remote
