// SPDX-License-Identifier: Apache-2.0
// The C functions over a typed Provider or Registrar. Whatever happens inside leaves as one message.
#include <functional>

#include "host_proxy.h"
#include "reseal/failure.h"
#include "reseal/plugin.h"
#include "reseal/schema.h"
#include "shape.h"

namespace reseal::detail {
namespace {

struct Instance {
  PluginContext context;  // the plugin may hold on to it: made before it, gone after it
  const reseal_host* host = nullptr;
  Made plugin;
};

Json error(std::string_view code, std::string_view message) {
  return {{"error", {{"code", code}, {"message", message}}}};
}

/// Runs `act`; what it throws becomes the message that says so.
Json guarded(const std::function<Json()>& act) {
  try {
    return {{"ok", act()}};
  } catch (const TryLater& later) {
    Json message = error("try_later", later.what());
    if (later.after && later.after->count() >= 0) message["error"]["after"] = later.after->count();
    return message;
  } catch (const PortalNonsense& nonsense) {
    return error("portal_nonsense", nonsense.what());
  } catch (const MessageError& wrong) {
    return error("message", wrong.what());
  } catch (const CapabilityRefused& refused) {
    return error(refused.code, refused.what());
  } catch (const std::exception& failure) {
    return error("failed", failure.what());
  } catch (...) {
    return error("failed", "something that is no std::exception was thrown");
  }
}

/// The one place that calls the sink. An answer that cannot be sent is replaced by one that can.
void tell(const std::function<Json()>& act, reseal_sink sink, void* sink_context) noexcept {
  std::string text;
  try {
    Json answer = guarded(act);
    // What a plugin answers is UTF-8; of a failure, whose words may quote anything, what is not is replaced.
    const bool failed = answer.contains("error");
    text = answer.dump(-1, ' ', false, failed ? Json::error_handler_t::replace : Json::error_handler_t::strict);
    if (text.size() > RESEAL_MAX_MESSAGE) text = error("message", "the plugin's answer is too long").dump();
  } catch (const Json::exception&) {
    text = R"({"error":{"code":"message","message":"the plugin's answer is not UTF-8"}})";
  } catch (...) {
    text = R"({"error":{"code":"failed","message":"out of memory"}})";
  }
  sink(sink_context, text.data(), text.size());
}

std::string_view checked_size(const char* text, std::size_t size) {
  if (text == nullptr || size > RESEAL_MAX_MESSAGE) throw MessageError("the request is longer than a message may be");
  return {text, size};
}

std::filesystem::path path_of(const std::string& utf8) {
  return std::u8string(reinterpret_cast<const char8_t*>(utf8.data()), utf8.size());
}

Json checked(std::string_view name, Json message) {
  require_message(name, message);
  return message;
}

template <typename T>
T input_of(std::string_view name, const Json& message) {
  require_message(name, message);
  return message.get<T>();
}

Json provider_call(Provider& provider, std::string_view call, const Json& input, Host& host) {
  const auto order = [&] { return input_of<Order>("order", input.at("order")); };
  if (call == "describe") return checked("description", provider.describe());
  if (call == "quote") {
    return checked("quote", provider.quote(input_of<Candidate>("candidate", input.at("candidate")), host));
  }
  if (call == "order") return checked("step", provider.order(order(), host));
  if (call == "install") return checked("step", provider.install(order(), host));
  if (call == "eligibility") {
    Json verdicts = Json::array();
    if (!input.at("candidates").is_array()) throw MessageError("eligibility: /candidates: expected an array");
    for (const Json& each : input.at("candidates")) {
      verdicts.push_back(checked("verdict", provider.eligibility(input_of<Candidate>("candidate", each), host)));
    }
    return {{"verdicts", std::move(verdicts)}};
  }
  throw MessageError("a provider has no call '" + std::string(call) + "'");
}

Json registrar_call(Registrar& registrar, std::string_view call, const Json& input, Host& host) {
  if (call == "describe") return checked("description", registrar.describe());
  if (call == "lead_time") return checked("lead-time", registrar.lead_time());
  if (call == "registration") {
    return checked("step", registrar.registration(input_of<Order>("order", input.at("order")), host));
  }
  if (call == "registered") {
    const auto serial = registrar.registered(input_of<Candidate>("candidate", input.at("holder")), host);
    return {{"serial", serial ? Json(*serial) : Json()}};
  }
  throw MessageError("a registrar has no call '" + std::string(call) + "'");
}

}  // namespace

void* create_instance(Factory factory, const reseal_host* host, const char* init, std::size_t size, reseal_sink sink,
                      void* sink_context) noexcept {
  std::unique_ptr<Instance> instance;
  tell(
      [&]() -> Json {
        if (host == nullptr || host->abi_version < RESEAL_ABI_VERSION || host->struct_size < sizeof(reseal_host)) {
          throw MessageError("the host speaks an older version of the border");
        }
        const Json message = parse_json(checked_size(init, size), "init");
        require_message("init", message);
        auto made = std::make_unique<Instance>();
        made->host = host;
        made->context.folder = path_of(message.at("folder"));
        made->context.transport = message.at("transport");
        made->context.settings = message.value("settings", Json::object());
        made->plugin = factory(made->context);
        instance = std::move(made);
        return Json::object();
      },
      sink, sink_context);
  return instance.release();
}

void call_instance(void* instance, const char* request, std::size_t size, reseal_sink sink,
                   void* sink_context) noexcept {
  tell(
      [&]() -> Json {
        const Instance& self = *static_cast<Instance*>(instance);
        const Json message = parse_json(checked_size(request, size), "the request");
        require_message("request", message);
        const auto& call = message.at("call").get_ref<const std::string&>();
        const Json input = message.value("input", Json::object());
        HostProxy host(*self.host);
        return self.plugin.provider ? provider_call(*self.plugin.provider, call, input, host)
                                    : registrar_call(*self.plugin.registrar, call, input, host);
      },
      sink, sink_context);
}

void destroy_instance(void* instance) noexcept { delete static_cast<Instance*>(instance); }

}  // namespace reseal::detail
