// SPDX-License-Identifier: Apache-2.0
// What is needed next. A plugin answers "what next?" with one Step; the host writes it down, carries it out, writes the
// result down and asks again.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "reseal/certificate_facts.h"
#include "reseal/form.h"
#include "reseal/values.h"

namespace reseal {

/// Result: {"accepted": true, "answer": {...}} or {"accepted": false}.
struct Ask {
  Form form;
  bool operator==(const Ask&) const = default;
};

/// Result: {"signature": base64, "format": ...}. The person sees `title` and the document, and which key signs.
struct Sign {
  enum class Format { cms_detached, cms_attached, xml, pdf };
  enum class Key { old_key, new_key };
  Format format = Format::cms_detached;
  Key key = Key::old_key;
  Text title;
  std::string document;  ///< base64
  bool operator==(const Sign&) const = default;
};

/// Makes a key pair on the token of the old certificate. Result: {"csr": PEM, "spki_sha256": hex, "key_id": hex}.
struct MakeKey {
  std::string algorithm = "RSA";       ///< "RSA" | "EC"
  int bits = 2048;                     ///< RSA: 2048, 3072; EC: 256, 384. Never weak: the host refuses less.
  std::vector<NameAttribute> subject;  ///< of the CSR; empty: the old certificate's subject
  bool operator==(const MakeKey&) const = default;
};

/// Checks the certificate and writes it beside the old one. Result: {"installed": true, "certificate": facts} or
/// {"installed": false, "rejected": [{"check", "evidence"}]} when the certificate is not the right one.
struct Install {
  std::string certificate;         ///< PEM
  std::vector<std::string> chain;  ///< PEM, issuer first
  bool operator==(const Install&) const = default;
};

/// Looks for a successor of the old certificate that another program put on the token. Result as for Install;
/// {"installed": false, "rejected": []} when there is none yet.
struct Adopt {
  Text reason;
  bool operator==(const Adopt&) const = default;
};

/// Ask again later. Result: {"waited": true}, or {"signal": {...}} when a person filled in `signal` first.
struct Wait {
  Text reason;             ///< who we wait for, and for what
  Text expectation;        ///< "review: by Tuesday 17:00"; when nobody promised a time, say so
  Seconds poll_after{30};  ///< first look again; the host backs off from here
  std::optional<Time> not_before;
  std::optional<Time> deadline;  ///< the host never sleeps past it
  std::optional<Form> signal;    ///< "I have got the e-mail": a person may end the wait early (GEN-12)
  Text contact;
  bool operator==(const Wait&) const = default;
};

/// The phase is complete. Of `order`: the CA has accepted. Of `install`: the new certificate is proven.
struct Done {
  Text message;
  std::vector<Text> next;  ///< what a person should do now
  Json evidence = Json::object();
  bool operator==(const Done&) const = default;
};

/// A rule or a decision says no; final for this order. `reason` is from the closed list below.
struct Refuse {
  std::string reason;
  Text message;
  std::vector<Text> next;
  bool operator==(const Refuse&) const = default;
};

/// It cannot go on, and it is nobody's decision: a contract broken, a state that should not be. A person must look.
struct Fail {
  std::string reason;
  Text message;
  std::vector<Text> next;
  bool operator==(const Fail&) const = default;
};

/// Reasons of Refuse and Fail, for programs.
inline constexpr std::string_view kReasons[] = {
    "declined_by_user", "not_eligible",      "refused_by_ca",       "payment_refused", "already_ordered", "order_lost",
    "portal_contract",  "wrong_certificate", "certificate_missing", "revoked",         "expired",         "other"};

struct Step {
  using Action = std::variant<Ask, Sign, MakeKey, Install, Adopt, Wait, Done, Refuse, Fail>;
  std::string
      id;  ///< names this place in the journey: "choose_package". Stable: it is journalled and shown in `order ID`.
  Action action;
  /// Merged (shallow; null removes) into Order::memory before the next question. The plugin's only memory.
  Json remember = Json::object();
  bool operator==(const Step&) const = default;

  [[nodiscard]] std::string_view kind() const;  ///< "ask", "sign", "make_key", "install", "adopt", "wait", ...
};

void to_json(Json& json, const Step& step);
void from_json(const Json& json, Step& step);

}  // namespace reseal
