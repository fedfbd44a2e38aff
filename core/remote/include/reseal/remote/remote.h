// SPDX-License-Identifier: Apache-2.0
// Keys in the cloud: accounts at services that sign for a person (API of the Cloud Signature Consortium, version 2),
// with the same face as a token. Nothing a person says here (PIN, one-time password) is kept, logged, journalled or
// shown to a plugin. Contract: core/remote/contract/openapi.json; facts and deviations of real services: README.md.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reseal/base/clock.h"
#include "reseal/base/secret.h"
#include "reseal/token/key_holder.h"
#include "reseal/token/pin_guard.h"

namespace reseal::remote {

/// One account at one service, and what this service does differently.
struct Service {
  std::string id;        ///< names it for good: orders refer to it ("misa_esign")
  std::string name;      ///< shown ("MISA eSign")
  std::string base_url;  ///< https, without a slash at the end: ".../csc/v2"
  std::string user;      ///< whose credentials: userID of credentials/list
  std::string client_id;
  std::function<Secret()> client_secret;  ///< called when a token is needed. May throw Error(secret_unavailable)
  std::filesystem::path ca_file;          ///< PEM; empty: the system's
  std::chrono::seconds timeout{30};       ///< of one request
  std::chrono::seconds phone_wait{120};   ///< how long a person may take to confirm on the phone
  /// By the specification's name of the method: {"credentials/authorize": "credentials/authorise"}; with a slash at the
  /// front: below the host, not below base_url.
  std::map<std::string, std::string> paths = {};
  /// By the specification's name of the member: {"hashes": "hash"}; "remainingAttempts" too, which is no part of it.
  std::map<std::string, std::string> fields = {};
  /// {"numSignatures": "string"}: else a number; {"authData": "members"}: PIN and OTP as members of the request, as
  /// version 1 has them.
  std::map<std::string, std::string> types = {};
  std::string mode = {};  ///< "explicit" | "implicit": instead of what credentials/info says; empty: as it says
};

/// What a person is told and asked before one signature.
struct AuthorizationRequest {
  std::string service;  ///< Service::name
  token::TokenIdentity account;
  std::string credential;
  std::string serial;      ///< of its certificate, hex
  Text purpose;            ///< what is signed
  bool pin = false;        ///< wanted
  bool otp = false;        ///< wanted
  bool on_phone = false;   ///< nothing is typed here: the person confirms on the phone
  std::string phone_tail;  ///< last digits of the number that the one-time password went to; may be empty
  int pin_tries_left = 0;  ///< as the service says, else by our count
  bool last_try = false;
  bool pin_wrong_before = false;  ///< the PIN given a moment ago was wrong
  bool otp_wrong_before = false;  ///< the one-time password was
  /// Has the one-time password sent, where the service sends it: called just before it is asked for, so that nobody
  /// gets a text message that nobody waits for. May throw; let it pass. Empty: the person's own device shows it.
  std::function<void()> send_otp = {};
};
struct AuthorizationAnswer {
  Secret pin;
  Secret otp;
  bool spend_last_try = false;
};
/// Empty: nobody can be asked now.
using AskAuthorization = std::function<std::optional<AuthorizationAnswer>(const AuthorizationRequest&)>;

/// References outlive the source.
struct Settings {
  std::vector<Service> services;
  AskAuthorization ask;
  std::function<token::PinLedger&()> ledger;  ///< opened with the first PIN; counts by credential
  int pin_tries = 3;                          ///< where the service does not say
  Clock& clock;
};

/// Each account is a holder, its identity in_cloud(). list() asks every service: one that cannot be reached, or whose
/// answer cannot be believed, is a problem of the listing (module: its base_url), never an exception; so is each
/// credential that cannot be believed.
///
/// Of a holder: certificates() and find_key_of() show what credentials/info says and our own checks confirm; a disabled
/// key signs nothing (has_private_key false). A signature asks the person each time, is held against the public key,
/// and is thrown away when it is not right. The service makes its keys when it issues: make_key(), and
/// write_certificate() of what is not there, are Error(token_error). Errors: portal_unreachable, portal_nonsense,
/// pin_needed, pin_last_try, pin_locked, authorization_refused, key_missing, token_error (the service refused, in its
/// own words).
std::unique_ptr<token::KeyHolderSource> remote_source(Settings settings);

/// Tokens and accounts as one; an account is looked for among the services only, a token among the tokens only.
std::unique_ptr<token::KeyHolderSource> joined(std::unique_ptr<token::KeyHolderSource> tokens,
                                               std::unique_ptr<token::KeyHolderSource> services);

}  // namespace reseal::remote
