// SPDX-License-Identifier: Apache-2.0
#include <langinfo.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <sys/utsname.h>

#include <clocale>
#include <cstdlib>
#include <memory>

#include "app/doctor/checks.h"
#include "reseal/base/error.h"
#include "reseal/base/local_time.h"
#include "reseal/base/unicode.h"

namespace reseal::app {
namespace {

// What certificates, TLS and the sealed secrets need. A provider that is not loaded, or a policy that forbids too much,
// shows nowhere else than in strange failures.
std::string missing_algorithms() {
  std::string missing;
  const auto note = [&](const char* name, bool there) {
    if (!there) missing.append(missing.empty() ? "" : ", ").append(name);
  };
  const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> digest(EVP_MD_fetch(nullptr, "SHA256", nullptr), &EVP_MD_free);
  const std::unique_ptr<EVP_CIPHER, decltype(&EVP_CIPHER_free)> cipher(
      EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr), &EVP_CIPHER_free);
  note("SHA-256", digest != nullptr);
  note("AES-256-GCM", cipher != nullptr);
  for (const char* name : {"RSA", "ECDSA"}) {
    const std::unique_ptr<EVP_SIGNATURE, decltype(&EVP_SIGNATURE_free)> signature(
        EVP_SIGNATURE_fetch(nullptr, name, nullptr), &EVP_SIGNATURE_free);
    note(name, signature != nullptr);
  }
  ERR_clear_error();
  return missing;
}

bool knows_our_time_zone() {
  try {
    (void)format_local(Time{}, "%Y", kVietNam);
    return true;
  } catch (const Error&) {
    return false;
  }
}

struct LocaleClose {
  void operator()(locale_t locale) const { ::freelocale(locale); }
};

// What the environment says of characters; as POSIX reads it, the first that is set counts.
std::string chosen_locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return "";
}

std::string charset_of(const std::string& locale) {
  const std::unique_ptr<std::remove_pointer_t<locale_t>, LocaleClose> made(
      ::newlocale(LC_CTYPE_MASK, locale.c_str(), nullptr));
  if (made) return ::nl_langinfo_l(CODESET, made.get());
  const auto dot = locale.find('.');  // not installed here; its name tells what the terminal is set to
  return dot == std::string::npos ? "" : locale.substr(dot + 1, locale.find('@') - dot - 1);
}

}  // namespace

void examine_system(Findings& findings) {
  utsname machine{};
  ::uname(&machine);
  const std::string openssl = OpenSSL_version(OPENSSL_VERSION);
  const std::string system =
      std::string(machine.sysname) + " " + machine.release + " (" + machine.machine + "), " + openssl;
  const auto missing = missing_algorithms();
  if (!missing.empty()) findings.bad("system.algorithms", {{"system", system}, {"missing", missing}});
  const bool zones = knows_our_time_zone();
  if (!zones) findings.bad("system.time_zone_data", {{"zone", std::string(kVietNam)}});
  if (missing.empty() && zones)
    findings.good("system", findings.words().say("cli.doctor.system.supported", {{"system", system}}));
}

void examine_terminal(Findings& findings) {
  const auto locale = chosen_locale();
  const auto charset = charset_of(locale);
  // "C" and an unset locale say nothing of the terminal, and terminals are UTF-8 unless somebody chose otherwise.
  const bool says_nothing = charset.empty() || charset == "ANSI_X3.4-1968";
  const auto lower = fold(charset);
  if (says_nothing || lower == "utf-8" || lower == "utf8") {
    findings.good("terminal", says_nothing ? "" : charset);
    return;
  }
  findings.bad("terminal.charset", {{"charset", charset}, {"locale", locale}});
}

}  // namespace reseal::app
