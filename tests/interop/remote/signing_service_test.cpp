// SPDX-License-Identifier: Apache-2.0
// Whole signatures by keys in the cloud, over TLS with the sandbox's signing service, as openssl and xmlsec1 see them;
// and what the service does when something is wrong or done otherwise.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/crypto/xml_signature.h"
#include "reseal/remote/remote.h"
#include "support/process.h"
#include "support/sandbox_world.h"
#include "support/xml_form.h"
#include "unit/token/memory_ledger.h"

namespace reseal::remote {
namespace {

constexpr auto kPhone = "0912345678";

struct SigningService : testing::Test {
  test::SandboxWorld world;
  test::MemoryLedger tries;
  SystemClock clock;
  std::filesystem::path place = world.folder() / "client";
  nlohmann::json made;
  Service service;
  std::unique_ptr<token::KeyHolderSource> source;
  std::vector<AuthorizationRequest> told;
  std::string pin;

  SigningService() { std::filesystem::create_directories(place); }

  /// The key of a person, and the program that may use it.
  void give(const std::vector<std::string>& arguments) {
    made = world.make_cloud(arguments);
    pin = made.at("pin");
    const auto secret = read_file(path_from_utf8(made.at("client_secret_file").get<std::string>()));
    service = {.id = "misa_esign",
               .name = "MISA eSign",
               .base_url = made.at("base_url"),
               .user = made.at("user"),
               .client_id = made.at("client_id"),
               .client_secret = [secret] { return Secret(secret.substr(0, secret.find('\n'))); },
               .ca_file = world.tls_ca()};
    reach();
  }
  void reach() {
    source = remote_source({.services = {service},
                            .ask = [this](const AuthorizationRequest& request) { return answer(request); },
                            .ledger = [this]() -> token::PinLedger& { return tries; },
                            .clock = clock});
  }
  /// The person reads the text message, and types what it says.
  std::function<std::optional<AuthorizationAnswer>(const AuthorizationRequest&)> person =
      [this](const AuthorizationRequest& request) {
        AuthorizationAnswer answer{Secret(pin), {}, false};
        if (request.otp) answer.otp = Secret(newest_otp(request));
        return answer;
      };
  std::optional<AuthorizationAnswer> answer(const AuthorizationRequest& request) {
    told.push_back(request);
    return person(request);
  }
  [[nodiscard]] std::string newest_otp(const AuthorizationRequest& request) const {
    if (request.send_otp) request.send_otp();
    const auto text = world.newest_sms(kPhone);
    return text.substr(text.size() - 7, 6);
  }

  std::unique_ptr<token::KeyHolder> holder() { return source->open(source->list().tokens.at(0).identity); }
  [[nodiscard]] crypto::Certificate certificate() const {
    return crypto::Certificate::from_pem(made.at("certificate").get<std::string>());
  }
  crypto::SigningKey key() {
    auto mine = holder();
    return mine->signing_key(mine->find_key_of(certificate()).value());
  }
  Bytes sign() { return crypto::sign_bytes(key(), as_bytes("document")); }
  ErrorCode stopped() {
    try {
      (void)sign();
    } catch (const Error& error) {
      return error.code();
    }
    ADD_FAILURE() << "it was signed";
    return ErrorCode::internal;
  }

  void put(const std::string& name, std::string_view content) const { write_file(place / name, content); }
  test::Outcome tool(const std::string& command) const {
    return test::run({.command = {"sh", "-c", "cd '" + to_utf8(place) + "' && " + command}});
  }
  void openssl_accepts_bytes() {
    put("document", "document");
    put("signature", as_text(sign()));
    put("certificate.pem", certificate().pem());
    const auto said = tool(
        "openssl x509 -in certificate.pem -pubkey -noout > key.pem && "
        "openssl dgst -sha256 -verify key.pem -signature signature document");
    EXPECT_EQ(said.exit_code, 0) << said.out << said.err;
  }
  void openssl_accepts_cms() {
    const auto issuer = crypto::Certificate::from_pem(read_file(world.misa_ca()));
    const auto cms =
        crypto::cms_sign(key(), certificate(), {issuer}, as_bytes("document"), {.detached = true, .cades = true});
    put("document", "document");
    put("signature.der", as_text(cms));
    const auto said =
        tool("openssl cms -verify -inform DER -in signature.der -content document -binary -CAfile '" +
             to_utf8(world.root()) + "' -certfile '" + to_utf8(world.misa_ca()) + "' -purpose any -out /dev/null");
    EXPECT_EQ(said.exit_code, 0) << said.out << said.err;
  }
  void xmlsec1_accepts_a_form() {
    const auto form = crypto::xml_sign(key(), certificate(), as_bytes(test::kTaxForm), test::tax_form_options());
    put("form.xml", as_text(form));
    const auto said = tool("xmlsec1 --verify --trusted-pem '" + to_utf8(world.root()) + "' --untrusted-pem '" +
                           to_utf8(world.misa_ca()) +
                           "' --enabled-key-data x509 "
                           "--id-attr:id http://kekhaithue.gdt.gov.vn/TKhaiThue:HSoKhaiThue form.xml");
    EXPECT_EQ(said.exit_code, 0) << said.out << said.err;
  }
  void refused_until(const std::string& fault) {
    world.fault(fault);
    EXPECT_NE(stopped(), ErrorCode::internal) << fault;
  }
};

TEST_F(SigningService, SignsWithAnRsaKey) {
  give({"--algorithm", "rsa", "--asks", "pin"});
  openssl_accepts_bytes();
  openssl_accepts_cms();
  xmlsec1_accepts_a_form();
}

TEST_F(SigningService, SignsWithAnEcKey) {
  give({"--algorithm", "ec", "--asks", "pin"});
  openssl_accepts_bytes();
  openssl_accepts_cms();
  xmlsec1_accepts_a_form();
}

TEST_F(SigningService, AsksForPinAndAOneTimePasswordBySms) {
  give({"--algorithm", "ec"});
  openssl_accepts_bytes();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().phone_tail, "678");
}

TEST_F(SigningService, TakesAOneTimePasswordForThreeMinutesAndThenSendsAnother) {
  give({"--algorithm", "ec"});
  person = [this](const AuthorizationRequest& request) {
    const auto otp = newest_otp(request);
    if (!request.otp_wrong_before) world.set_clock(to_iso(std::chrono::floor<Seconds>(clock.now()) + Seconds(200)));
    return AuthorizationAnswer{Secret(pin), Secret(otp), false};
  };
  EXPECT_FALSE(sign().empty());
  ASSERT_EQ(told.size(), 2U);
  EXPECT_TRUE(told.back().otp_wrong_before);
}

TEST_F(SigningService, IsToldThreeWrongOneTimePasswordsAtMost) {
  give({"--algorithm", "ec"});
  world.fault("sms-wrong-code@sendOtp*always");
  EXPECT_EQ(stopped(), ErrorCode::authorization_refused);
  EXPECT_EQ(world.received("sendOtp"), 3);
  EXPECT_EQ(world.received("signHash"), 0);
}

TEST_F(SigningService, LocksAPinAfterFiveWrongOnes) {
  give({"--algorithm", "ec", "--asks", "pin"});
  std::vector<int> left;
  person = [&](const AuthorizationRequest& request) {
    left.push_back(request.pin_tries_left);
    return AuthorizationAnswer{Secret("not it"), {}, true};
  };
  EXPECT_EQ(stopped(), ErrorCode::pin_locked);
  EXPECT_EQ(left, (std::vector<int>{3, 4, 3, 2, 1})) << "first by our own count, then as the service says";
  person = [this](const AuthorizationRequest&) { return AuthorizationAnswer{Secret(pin), {}, true}; };
  EXPECT_EQ(stopped(), ErrorCode::pin_locked) << "the right one comes too late";
}

TEST_F(SigningService, WaitsUntilThePersonConfirmsOnThePhone) {
  give({"--algorithm", "ec"});
  world.fault("cloud-phone=asks");
  person = [this](const AuthorizationRequest& request) {
    EXPECT_TRUE(request.on_phone);
    return AuthorizationAnswer{};
  };
  std::jthread phone([this] {
    while (world.received("checkAuthorization") == 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    (void)test::SandboxWorld::run({"phone", "--world", to_utf8(world.folder()), "confirm"});
  });
  openssl_accepts_bytes();
}

TEST_F(SigningService, SignsNothingThatThePersonRefusesOnThePhone) {
  give({"--algorithm", "ec"});
  world.fault("cloud-phone=refuses");
  EXPECT_EQ(stopped(), ErrorCode::authorization_refused);
  EXPECT_EQ(world.received("signHash"), 0);
}

TEST_F(SigningService, SpellsAuthorizeAsTheConfigurationSays) {
  give({"--algorithm", "ec", "--asks", "pin"});
  refused_until("cloud-authorise");
  service.paths = {{"credentials/authorize", "credentials/authorise"}};
  reach();
  openssl_accepts_bytes();
}

TEST_F(SigningService, TakesNumbersAsTextWhereTheConfigurationSaysSo) {
  give({"--algorithm", "ec", "--asks", "pin"});
  refused_until("cloud-text-numbers");
  service.types = {{"numSignatures", "string"}};
  reach();
  openssl_accepts_bytes();
}

TEST_F(SigningService, SpeaksVersionOneWhereTheConfigurationSaysSo) {
  give({"--algorithm", "ec"});
  person = [this](const AuthorizationRequest& request) {
    return request.pin_wrong_before
               ? std::nullopt
               : std::optional(AuthorizationAnswer{Secret(pin), Secret(newest_otp(request)), false});
  };
  refused_until("cloud-v1-fields");
  service.fields = {{"hashes", "hash"}};
  service.types = {{"authData", "members"}};
  reach();
  openssl_accepts_bytes();
}

TEST_F(SigningService, AnswersAWrongAddressWithItsWebPageAndThatIsSaid) {
  give({"--asks", "pin"});
  service.base_url += "/v9";
  reach();
  const auto listing = source->list();
  ASSERT_EQ(listing.problems.size(), 1U);
  EXPECT_THAT(listing.problems.front().problem, testing::HasSubstr("base_url"));
}

TEST_F(SigningService, LetsUsInAgainWhenTheTokenHasRunOut) {
  give({"--algorithm", "ec", "--asks", "pin"});
  world.fault("token-expired@signHash");
  openssl_accepts_bytes();
  EXPECT_EQ(world.received("cscToken"), 2);
}

TEST_F(SigningService, SignsOnceForOneAuthorisationAlsoWhenItsReplyIsLost) {
  give({"--algorithm", "ec", "--asks", "pin"});
  world.fault("reply-lost@signHash");
  EXPECT_EQ(stopped(), ErrorCode::portal_unreachable);
  openssl_accepts_bytes();
  EXPECT_EQ(told.size(), 2U) << "the person is asked again";
  EXPECT_EQ(world.received("authorizeCredential"), 2);
  EXPECT_EQ(world.received("signHash"), 2) << "nothing else is signed";
}

TEST_F(SigningService, ShowsEveryKeyOfTheAccountAndNobodyElses) {
  give({"--algorithm", "ec", "--kind", "manager"});
  (void)world.make_cloud({"--algorithm", "ec", "--user", "somebody@else.example"});
  EXPECT_EQ(holder()->certificates().size(), 1U);
  const auto second = world.make_cloud({"--algorithm", "ec"});
  EXPECT_EQ(holder()->certificates().size(), 2U);
}

}  // namespace
}  // namespace reseal::remote
