// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>
#include <utility>

#include "pkcs11_key_holder.h"
#include "reseal/base/error.h"

namespace reseal::token {
namespace {

class Pkcs11Source final : public KeyHolderSource {
 public:
  explicit Pkcs11Source(std::vector<std::string> module_paths) : paths_(std::move(module_paths)) {}

  Listing list() override {
    Listing listing;
    visit([&](const std::shared_ptr<Module>&, SeenToken& seen) { listing.tokens.push_back(std::move(seen.status)); },
          listing.problems);
    return listing;
  }

  std::unique_ptr<KeyHolder> open(const TokenIdentity& wanted) override {
    std::unique_ptr<KeyHolder> holder;
    int count = 0;
    std::vector<Listing::ModuleProblem> problems;
    visit(
        [&](const std::shared_ptr<Module>& module, SeenToken& seen) {
          if (!seen.status.identity.same_token(wanted)) return;
          ++count;
          holder = std::make_unique<Pkcs11KeyHolder>(module, std::move(seen.status.identity));
        },
        problems);
    if (count > 1) {
      throw Error(ErrorCode::token_ambiguous, {{"token", display_name(wanted)}, {"count", std::to_string(count)}});
    }
    if (!holder) {
      std::string cause;
      for (const auto& problem : problems) cause += problem.module + ": " + problem.problem + "; ";
      throw Error(ErrorCode::token_missing, {{"token", display_name(wanted)}}, cause);
    }
    return holder;
  }

 private:
  template <typename Visit>
  void visit(const Visit& visit_token, std::vector<Listing::ModuleProblem>& problems) {
    std::set<const void*> visited;
    for (const std::string& path : paths_) {
      try {
        const auto module = module_at(path);
        if (!visited.insert(module->identity()).second) continue;  // the same file under two names
        for (SeenToken& seen : seen_tokens(*module)) visit_token(module, seen);
      } catch (const Error& error) {
        problems.push_back({path, error.cause()});
      } catch (const CallFailed& failure) {
        problems.push_back({path, std::string(failure.call) + ": " + name_of(failure.value)});
      }
    }
  }

  // Loaded when first asked for, and asked again when that failed: the driver may be installed meanwhile.
  std::shared_ptr<Module> module_at(const std::string& path) {
    auto& module = modules_[path];
    if (!module) module = std::make_shared<Module>(path);
    return module;
  }

  std::vector<std::string> paths_;
  std::map<std::string, std::shared_ptr<Module>> modules_;
};

}  // namespace

std::unique_ptr<KeyHolderSource> pkcs11_source(std::vector<std::string> module_paths) {
  return std::make_unique<Pkcs11Source>(std::move(module_paths));
}

}  // namespace reseal::token
