// SPDX-License-Identifier: Apache-2.0
// The list of stands. A new one: its accessor here, its contract in CMakeLists.txt.
#include <array>

#include "stand.h"

namespace reseal::sandbox {

const Stand& customs_stand();
const Stand& misa_stand();
const Stand& tax_stand();
const Stand& social_insurance_stand();
const Stand& e_invoice_stand();
const Stand& viettel_stand();
const Stand& csc_stand();
const Stand& szca_stand();
const Stand& example_ca_stand();
const Stand& example_agency_stand();

std::span<const Stand* const> stands() {
  static const std::array<const Stand*, 10> all{
      &misa_stand(),    &customs_stand(), &tax_stand(),  &social_insurance_stand(), &e_invoice_stand(),
      &viettel_stand(), &csc_stand(),     &szca_stand(), &example_ca_stand(),       &example_agency_stand()};
  return all;
}

}  // namespace reseal::sandbox
