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

/// Where in an XML form the signature goes, and of what it is (crypto's xml_signature.h says more). Paths name one
/// element from the root: "/TKhai/DSCKS/NNT".
struct XmlPlace {
  std::string signed_element;       ///< empty: the whole document
  std::string id_attribute = "Id";  ///< portals differ: "Id", "id", "ID"
  std::string new_id;               ///< given to a signed element that has no id
  std::string signature_parent;     ///< gets the Signature as its last child
  bool exclusive = false;           ///< Exclusive XML Canonicalization; else Canonical XML 1.0
  bool key_value = false;           ///< RSAKeyValue beside the certificate
  bool certificate_order = false;   ///< X509SubjectName in the certificate's order, not in that of RFC 4514
  bool xades = true;                ///< XAdES-BES: signing time and the signer's certificate are signed too
  bool operator==(const XmlPlace&) const = default;
};

/// Result: {"signature": base64, "format": ..., "serial": hex, "key_in": URI of what holds the key}; of `xml` and
/// `pdf`, what stands there is the whole signed form. The person sees `title` and the document, and which key signs.
struct Sign {
  enum class Format { cms_detached, cms_attached, xml, pdf };
  using Key = HolderKey;
  Format format = Format::cms_detached;
  Key key = Key::old_key;
  Text title;
  std::string document;                   ///< base64; of `pdf` it may be absent when there is a printout
  std::optional<XmlPlace> xml = {};       ///< of the format `xml`: needed
  std::optional<Printout> printout = {};  ///< of the format `pdf`: drawn by the host, then signed (PAdES)
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

/// A system has accepted the new certificate: what a registration ends with, and what cutover goes by.
struct Acceptance {
  std::string serial;                 ///< that the system now has, as it says it; the host compares, as a number
  Time accepted_at;                   ///< by the system's people or its machine; never the moment of sending (CUS-01)
  std::optional<Time> in_force_from;  ///< when the system itself says from when; else the host adds the lead time
  std::string reference;              ///< the system's own number for it
  std::vector<std::string> services;  ///< ids of LeadTime::services that accepted; empty: all
  bool operator==(const Acceptance&) const = default;
};

/// What a person still owes after the order has ended: "keep the signed paper until the CA collects it" (MISA-R-18).
/// It stays open, and is shown, until the person says it is settled.
struct Obligation {
  std::string id;  ///< "keep_paper"
  Text text;
  bool operator==(const Obligation&) const = default;
};

/// The phase is complete. Of `order`: the CA has accepted. Of `install`: the new certificate is proven. Of
/// `registration`: the system has accepted it, and `acceptance` says so.
struct Done {
  Text message;
  std::vector<Text> next;  ///< what a person should do now
  Json evidence = Json::object();
  std::optional<Acceptance> acceptance = {};  ///< of a registration: needed
  std::vector<Obligation> obligations = {};
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
    "declined_by_user",    "not_eligible", "refused_by_ca",   "payment_refused",
    "already_ordered",     "order_lost",   "portal_contract", "wrong_certificate",
    "certificate_missing", "revoked",      "expired",         "refused_by_agency",
    "no_answer",           "other"};

/// What a portal gave that is a secret of the holder (a password, an access key). The host seals it before anything is
/// written down, and shows it to a person on request only; no plugin gets it back.
struct KeptSecret {
  std::string name;  ///< "terminal_access_key": one value of each name is kept per holder and plugin, the newest
  Text label;
  std::string value;
  bool operator==(const KeptSecret&) const = default;
};

struct Step {
  using Action = std::variant<Ask, Sign, MakeKey, Install, Adopt, Wait, Done, Refuse, Fail>;
  std::string
      id;  ///< names this place in the journey: "choose_package". Stable: it is journalled and shown in `order ID`.
  Action action;
  /// Merged (shallow; null removes) into Order::memory before the next question. The plugin's only memory.
  Json remember = Json::object();
  /// Sealed by the host and taken out before the step is journalled. A form's own secrets: Field::keep.
  std::vector<KeptSecret> keep = {};
  bool operator==(const Step&) const = default;

  [[nodiscard]] std::string_view kind() const;  ///< "ask", "sign", "make_key", "install", "adopt", "wait", ...
};

void to_json(Json& json, const XmlPlace& place);
void from_json(const Json& json, XmlPlace& place);
void to_json(Json& json, const KeptSecret& secret);
void from_json(const Json& json, KeptSecret& secret);
void to_json(Json& json, const Obligation& obligation);
void from_json(const Json& json, Obligation& obligation);
void to_json(Json& json, const Acceptance& acceptance);
void from_json(const Json& json, Acceptance& acceptance);
void to_json(Json& json, const Step& step);
void from_json(const Json& json, Step& step);

}  // namespace reseal
