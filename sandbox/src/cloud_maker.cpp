// SPDX-License-Identifier: Apache-2.0
#include "cloud_maker.h"

#include "cloud_keys.h"
#include "pem.h"
#include "reseal/base/file.h"

namespace reseal::sandbox {

Json make_cloud_credential(const World& world, const CloudPlan& plan) {
  check_issuer(world, plan.issuer);
  const auto pin = secret_in(plan.pin_file, 6);
  const CloudKeys keys(world);
  CloudCredential made;
  {
    const auto lock = world.records().lock();
    keys.put(CloudAccount{plan.user, pin, plan.phone, plan.asks});
    made = keys.make(plan.user, plan.algorithm);
  }
  const auto certificate = issue_to_holder(world, plan, keys.private_key(made.id).get());
  const auto* subject = X509_get_subject_name(certificate.get());
  {
    const auto lock = world.records().lock();
    keys.put_certificate(made.id, to_pem(certificate.get()),
                         {to_pem(world.certificate(plan.issuer).get()), to_pem(world.certificate("root").get())});
  }
  return {{"user", plan.user},
          {"credential", made.id},
          {"pin_file", to_utf8(std::filesystem::absolute(plan.pin_file))},
          {"phone", plan.phone},
          {"kind", plan.kind},
          {"base_url", world.facts().at("base_urls").at("csc")},
          {"client_id", kCloudClient},
          {"client_secret_file", to_utf8(cloud_client_secret_file(world))},
          {"serial", serial_of(certificate.get())},
          {"subject", name_text(subject)},
          {"tax_code", tax_code_of(subject)},
          {"not_after", to_iso(time_of(X509_get0_notAfter(certificate.get())))},
          {"certificate", to_pem(certificate.get())}};
}

std::filesystem::path cloud_client_secret_file(const World& world) {
  auto file = world.folder() / "keys" / "cloud-client-secret";
  (void)secret_in(file, 24);
  return file;
}

}  // namespace reseal::sandbox
