// SPDX-License-Identifier: Apache-2.0
// Switches that make the portal behave badly. Each names an operation (or all) and how often it strikes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record_store.h"

namespace reseal::sandbox {

struct Fault {
  std::string name;             ///< one of fault_catalogue()
  std::string operation = "*";  ///< an operationId of the contract, or "*"
  std::string value;
  int left = 1;  ///< how many more times; negative: always
  bool operator==(const Fault&) const = default;
};

struct FaultKind {
  std::string_view name;
  std::string_view value;  ///< what its value means; empty: it has none (then a value is read as the operation)
  bool always = false;     ///< strikes until cleared, unless a count is given
  std::string_view effect;
};
[[nodiscard]] const std::vector<FaultKind>& fault_catalogue();

/// Reads "NAME[=VALUE][@OPERATION][*COUNT]" (COUNT: a number or "always"). Operations are matched without regard to
/// case and underscores: place_order is placeOrder. Throws Error(usage) naming what is known.
[[nodiscard]] Fault parse_fault(std::string_view text);

/// The faults that are switched on, shared by all programs of a world. Callers hold the store's lock.
class Faults {
 public:
  explicit Faults(const RecordStore& records) : records_(records) {}
  void add(const Fault& fault) const;
  void clear() const;
  [[nodiscard]] std::vector<Fault> list() const;
  /// The first fault of this name that concerns the operation; one strike less is left of it.
  [[nodiscard]] std::optional<Fault> strike(std::string_view name, std::string_view operation) const;
  /// The same, without using it up.
  [[nodiscard]] std::optional<Fault> find(std::string_view name, std::string_view operation) const;

 private:
  [[nodiscard]] std::vector<Fault> read() const;
  void write(const std::vector<Fault>& faults) const;
  const RecordStore& records_;
};

}  // namespace reseal::sandbox
