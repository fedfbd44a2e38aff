// SPDX-License-Identifier: Apache-2.0
// The door of the library that the program loads when the first paper is asked for.
#include "reseal/document/documents.h"

extern "C" __attribute__((visibility("default"))) const reseal::document::Documents* reseal_documents() {
  return &reseal::document::documents();
}
