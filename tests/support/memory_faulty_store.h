// SPDX-License-Identifier: Apache-2.0
// A store that "dies" at its n-th write, before or after it reaches the disk; from then on nothing is written, as with
// a program that was killed.
#pragma once

#include <string>
#include <vector>

#include "reseal/store/store.h"

namespace reseal::test {

/// Not a std::exception: nothing in the house may catch it by accident and go on.
struct Killed {};

class FaultyStore final : public store::Store {
 public:
  explicit FaultyStore(store::Store& real) : real_(real) {}
  int die_at = 0;  ///< 0: never
  bool after_the_write = false;
  int writes = 0;

  void open_order(const store::NewOrder& order) override {
    write([&] { real_.open_order(order); });
  }
  using Store::append;
  store::Entry append(const std::string& order, const std::vector<store::NewEntry>& entries,
                      std::optional<std::int64_t> expected_version) override {
    store::Entry entry;
    write([&] { entry = real_.append(order, entries, expected_version); });
    return entry;
  }
  store::Entry answer_task(const std::string& task, std::int64_t version, const Json& answer) override {
    store::Entry entry;
    write([&] { entry = real_.answer_task(task, version, answer); });
    return entry;
  }
  bool lease(const std::string& order, const std::string& owner, TimePoint until) override {
    return real_.lease(order, owner, until);
  }
  std::optional<std::string> lease_owner(const std::string& order) override { return real_.lease_owner(order); }
  void release(const std::string& order, const std::string& owner) override {
    if (!dead_) real_.release(order, owner);
  }
  void remember(const std::string& key, const Json& value) override {
    write([&] { real_.remember(key, value); });
  }
  void spend(const token::TokenIdentity& token) override {
    write([&] { real_.spend(token); });
  }
  void reset(const token::TokenIdentity& token) override {
    write([&] { real_.reset(token); });
  }
  void take_back(const token::TokenIdentity& token) override {
    write([&] { real_.take_back(token); });
  }

  std::optional<store::OrderRow> find_order(const std::string& id) override { return real_.find_order(id); }
  std::vector<store::OrderRow> orders() override { return real_.orders(); }
  std::vector<store::OrderRow> owing_orders() override { return real_.owing_orders(); }
  std::vector<store::OrderRow> due_orders(TimePoint now) override { return real_.due_orders(now); }
  std::optional<store::OrderRow> open_order_for(const std::string& certificate) override {
    return real_.open_order_for(certificate);
  }
  std::vector<store::Entry> journal(const std::string& order, std::int64_t after) override {
    return real_.journal(order, after);
  }
  std::vector<store::OrderRow> orders_about(const std::string& certificate) override {
    return real_.orders_about(certificate);
  }
  std::vector<store::Entry> entries(const std::string& order, const std::string& kind) override {
    return real_.entries(order, kind);
  }
  std::vector<store::TaskRow> open_tasks(const std::string& order) override { return real_.open_tasks(order); }
  std::optional<store::TaskRow> find_task(const std::string& id) override { return real_.find_task(id); }
  std::string verify_chain(const std::string& order) override { return real_.verify_chain(order); }
  Rebuilt rebuild(const std::string& order) override { return real_.rebuild(order); }
  std::optional<Json> recall(const std::string& key) override { return real_.recall(key); }
  std::map<std::string, Json> recall_under(const std::string& prefix) override { return real_.recall_under(prefix); }
  int spent(const token::TokenIdentity& token) override { return real_.spent(token); }

 private:
  template <typename Work>
  void write(Work work) {
    if (dead_) throw Killed{};
    dead_ = ++writes == die_at;
    if (dead_ && !after_the_write) throw Killed{};
    work();
    if (dead_) throw Killed{};
  }

  store::Store& real_;
  bool dead_ = false;
};

}  // namespace reseal::test
