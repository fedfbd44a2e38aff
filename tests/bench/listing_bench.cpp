// SPDX-License-Identifier: Apache-2.0
// Listing and judging 1,000 certificates on one token, against the bare minimum (C_FindObjects, CKA_VALUE, d2i_X509) in
// the same process, and against pkcs11-tool as a whole process.
#include <dlfcn.h>
#include <openssl/x509.h>
#include <p11-kit/pkcs11.h>

#include <cstdlib>
#include <iostream>

#include "bench/benches.h"
#include "bench/measure.h"
#include "reseal/base/clock.h"
#include "reseal/base/file.h"
#include "reseal/token/key_holder.h"
#include "reseal/workflow/candidates.h"
#include "support/softhsm_token.h"
#include "support/test_ca.h"

namespace reseal::bench {
namespace {

constexpr int kCertificates = 1000;

// The raw loop: what any program has to do, and nothing more.
class RawLoop {
 public:
  explicit RawLoop(const std::string& module) : library_(dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    auto* get = reinterpret_cast<CK_C_GetFunctionList>(dlsym(library_, "C_GetFunctionList"));
    if (library_ == nullptr || get == nullptr || get(&api_) != CKR_OK) {
      std::cerr << "listing: cannot load " << module << '\n';
      std::exit(1);
    }
    api_->C_Initialize(nullptr);  // already initialised by our own source: shared, one state per process
  }

  int run() {
    CK_ULONG count = 16;
    std::vector<CK_SLOT_ID> slots(count);
    if (api_->C_GetSlotList(CK_TRUE, slots.data(), &count) != CKR_OK) return 0;
    int parsed = 0;
    for (CK_ULONG i = 0; i < count; ++i) parsed += read_slot(slots[i]);
    return parsed;
  }

 private:
  int read_slot(CK_SLOT_ID slot) {
    CK_SESSION_HANDLE session = 0;
    if (api_->C_OpenSession(slot, CKF_SERIAL_SESSION, nullptr, nullptr, &session) != CKR_OK) return 0;
    CK_OBJECT_CLASS wanted = CKO_CERTIFICATE;
    CK_ATTRIBUTE filter{CKA_CLASS, &wanted, sizeof wanted};
    api_->C_FindObjectsInit(session, &filter, 1);
    std::vector<CK_OBJECT_HANDLE> handles(512);
    CK_ULONG found = 0;
    int parsed = 0;
    std::vector<unsigned char> value(8192);
    while (api_->C_FindObjects(session, handles.data(), handles.size(), &found) == CKR_OK && found > 0) {
      for (CK_ULONG i = 0; i < found; ++i) {
        CK_ATTRIBUTE attribute{CKA_VALUE, value.data(), value.size()};
        if (api_->C_GetAttributeValue(session, handles[i], &attribute, 1) != CKR_OK) continue;
        const unsigned char* at = value.data();
        X509* certificate = d2i_X509(nullptr, &at, static_cast<long>(attribute.ulValueLen));
        parsed += certificate != nullptr ? 1 : 0;
        X509_free(certificate);
      }
    }
    api_->C_FindObjectsFinal(session);
    api_->C_CloseSession(session);
    return parsed;
  }

  void* library_;
  CK_FUNCTION_LIST* api_ = nullptr;
};

}  // namespace

void listing() {
  test::SoftHsm hsm;
  const auto token = hsm.add_token("bench");
  const auto now = std::chrono::floor<std::chrono::seconds>(SystemClock().now());
  crypto::TrustAnchors anchors;
  fill_with_certificates(hsm, token, kCertificates, now, anchors);

  const auto source = token::pkcs11_source({test::SoftHsm::module()});
  RawLoop raw(test::SoftHsm::module());
  std::size_t listed = 0;
  int parsed = 0;
  const auto ours = [&] { listed = workflow::find_holdings(*source, anchors, now).certificates.size(); };
  ours();
  const auto pair = side_by_side(7, ours, [&] { parsed = raw.run(); });
  if (listed != kCertificates || parsed != kCertificates) {
    std::cerr << "listing: expected 1000 certificates, ours " << listed << ", raw " << parsed << '\n';
    std::exit(1);
  }
  report("listing and judging 1,000 certificates / raw C_FindObjects + d2i_X509 loop", pair.ratio(), "x", "<=", 1.15);

  // Whole processes, cold, both ways: `reseal certificates --offline` is not the same work as a list of labels, so
  // compare the library's listing in a fresh process with the tool's.
  const std::string tool = "pkcs11-tool --module " + test::SoftHsm::module() + " -O --type cert >/dev/null 2>&1";
  const auto root_file = hsm.folder() / "root.pem";
  const auto ca_file = hsm.folder() / "ca.pem";
  write_file(root_file, anchors.roots.front().pem());
  write_file(ca_file, anchors.intermediates.front().pem());
  const std::string self = std::string(program_path()) + " --list-only " + test::SoftHsm::module() + " " +
                           to_utf8(root_file) + " " + to_utf8(ca_file) + " >/dev/null";
  const auto processes = side_by_side(
      5, [&] { run_command(self); }, [&] { run_command(tool); });
  report("listing and judging 1,000 certificates / pkcs11-tool -O --type cert (processes)", processes.ratio(), "x",
         "<=", 1.0);
}

}  // namespace reseal::bench
