// SPDX-License-Identifier: Apache-2.0
#include "app/signing_services.h"

#include "app/prompt.h"
#include "reseal/base/error.h"
#include "reseal/base/unicode.h"

namespace reseal::app {
namespace {

Secret client_secret(const config::RemoteService& service, const Words& words, bool interactive) {
  if (auto secret = config::resolve_secret(service.client_secret)) return std::move(*secret);
  if (interactive) {
    auto typed = read_secret(words.say("cli.cloud.client_secret", {{"service", service.name}}) + " ");
    if (typed) return std::move(*typed);
  }
  throw Error(ErrorCode::secret_unavailable,
              {{"reference", "remote_signing: " + service.id}, {"problem", "nobody could be asked"}});
}

class Question {
 public:
  Question(const remote::AuthorizationRequest& request, const Options& options, const Words& words, Terminal& terminal,
           bool interactive)
      : request_(request), options_(options), words_(words), terminal_(terminal), interactive_(interactive) {}

  std::optional<remote::AuthorizationAnswer> ask(std::optional<Secret> given) {
    terminal_.end_progress();
    if (!options_.quiet || interactive_) tell();
    remote::AuthorizationAnswer answer;
    if (request_.on_phone) return answer;
    if (request_.pin) {
      answer.spend_last_try = request_.last_try && interactive_ && agrees_to_last_try();
      if (request_.last_try && !answer.spend_last_try) return std::nullopt;
      auto pin = given ? std::move(given) : ask_pin();
      if (!pin) return std::nullopt;
      answer.pin = std::move(*pin);
    }
    if (request_.otp) {
      auto otp = ask_otp();
      if (!otp) return std::nullopt;
      answer.otp = std::move(*otp);
    }
    return answer;
  }

 private:
  void warn(const char* id) { terminal_.note(terminal_.styled(words_.say(id), Style::bad, true)); }

  void tell() {
    if (request_.pin_wrong_before) warn("cli.pin.wrong");
    if (request_.otp_wrong_before) warn("cli.cloud.otp_wrong");
    terminal_.note(words_.say("cli.cloud.purpose", {{"service", printable(request_.service)},
                                                    {"serial", request_.serial},
                                                    {"purpose", words_.say(request_.purpose)}}));
    if (request_.on_phone) terminal_.note(words_.say("cli.cloud.on_phone", {{"service", printable(request_.service)}}));
  }

  bool agrees_to_last_try() {
    const auto answer = read_line(words_.say("cli.cloud.last_try", {{"service", printable(request_.service)}}) + " ");
    return answer && *answer == words_.say("cli.pin.last_try_word");
  }

  std::optional<Secret> ask_pin() {
    if (!interactive_) return std::nullopt;
    return read_secret(words_.say("cli.cloud.pin_prompt", {{"service", printable(request_.service)},
                                                           {"user", printable(request_.account.serial)},
                                                           {"left", std::to_string(request_.pin_tries_left)}}) +
                       " ");
  }

  std::optional<Secret> ask_otp() {
    if (options_.otp_fd < 0 && !interactive_) return std::nullopt;
    if (request_.send_otp) request_.send_otp();
    if (options_.otp_fd >= 0) return read_secret_line(options_.otp_fd);
    const auto prompt = request_.phone_tail.empty()
                            ? words_.say("cli.cloud.otp_prompt")
                            : words_.say("cli.cloud.otp_prompt_phone", {{"tail", request_.phone_tail}});
    return read_secret(prompt + " ");
  }

  const remote::AuthorizationRequest& request_;
  const Options& options_;
  const Words& words_;
  Terminal& terminal_;
  bool interactive_;
};

}  // namespace

std::vector<remote::Service> signing_services(const config::Config& config, const Words& words, bool interactive) {
  std::vector<remote::Service> services;
  for (const auto& service : config.remote_signing) {
    services.push_back(
        {.id = service.id,
         .name = service.name,
         .base_url = service.base_url,
         .user = service.user,
         .client_id = service.client_id,
         .client_secret = [service, &words, interactive] { return client_secret(service, words, interactive); },
         .ca_file = service.ca_file.empty() ? config.http_ca_file : service.ca_file,
         .timeout = std::chrono::seconds(config.http_timeout_seconds),
         .paths = service.paths,
         .fields = service.fields,
         .types = service.types,
         .mode = service.mode});
  }
  return services;
}

std::optional<remote::AuthorizationAnswer> ask_authorization(const remote::AuthorizationRequest& request,
                                                             std::optional<Secret> pin, const Options& options,
                                                             const Words& words, Terminal& terminal, bool interactive) {
  return Question(request, options, words, terminal, interactive).ask(std::move(pin));
}

std::string key_place(const token::TokenIdentity& identity, const Words& words) {
  const auto label = printable(identity.label);
  return identity.in_cloud() ? words.say("cli.cloud.held", {{"service", label}}) : label;
}

}  // namespace reseal::app
