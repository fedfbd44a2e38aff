// SPDX-License-Identifier: Apache-2.0
// Side by side in one run: two things in turn (A B A B ...), the medians and their ratio. Ratios hold when the
// machine's speed drifts; single times do not.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

namespace reseal::bench {

inline double seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

struct Pair {
  double ours = 0;
  double peer = 0;
  [[nodiscard]] double ratio() const { return ours / peer; }
};

/// Medians of `rounds` turns each, after one that is not counted.
inline Pair side_by_side(int rounds, const std::function<void()>& ours, const std::function<void()>& peer) {
  std::vector<double> our_times;
  std::vector<double> peer_times;
  ours();
  peer();
  for (int i = 0; i < rounds; ++i) {
    our_times.push_back(seconds(ours));
    peer_times.push_back(seconds(peer));
  }
  return {median(our_times), median(peer_times)};
}

/// One line of the report. `limit` as the issue states it.
inline void report(const std::string& what, double value, const char* unit, const char* relation, double limit) {
  const bool met = relation[0] == '<' ? value <= limit : value >= limit;
  std::printf("%-78s %9.3f %-3s (%s %g)  %s\n", what.c_str(), value, unit, relation, limit, met ? "met" : "NOT MET");
  std::fflush(stdout);
}

}  // namespace reseal::bench
