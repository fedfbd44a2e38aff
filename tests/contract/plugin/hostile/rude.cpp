// SPDX-License-Identifier: Apache-2.0
// Well-behaved until it is asked about an order, whose id then says how it is to misbehave.
#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include "reseal/abi.h"

namespace {

struct Instance {
  const reseal_host* host;
  reseal_sink late_sink = nullptr;
  void* late_context = nullptr;
};

void say(reseal_sink sink, void* context, std::string_view text) { sink(context, text.data(), text.size()); }

void* create(const reseal_host* host, const char*, std::size_t, reseal_sink sink, void* context) {
  say(sink, context, R"({"ok":{}})");
  return new Instance{host};
}

void collect(void* text, const char* utf8, std::size_t size) { static_cast<std::string*>(text)->assign(utf8, size); }

std::string ask_host(const Instance& self, std::string_view request) {
  std::string answer;
  self.host->call(self.host->context, request.data(), request.size(), &collect, &answer);
  return answer;
}

constexpr std::string_view kDescription =
    R"({"ok":{"id":"rude","version":"1.0.0","name":"rude.name","serves":"rude.serves","contact":"rude.contact",)"
    R"("transports":["api"],"needs":[]}})";
constexpr std::string_view kDone = R"({"ok":{"id":"end","done":{"message":"rude.done"},"action":{"kind":"done"}}})";

void call(void* instance, const char* request, std::size_t size, reseal_sink sink, void* context) {
  auto& self = *static_cast<Instance*>(instance);
  const std::string_view text(request, size);
  const auto asked = [&](std::string_view way) {
    return text.find("\"id\":\"" + std::string(way) + "\"") != std::string_view::npos;
  };
  if (text.find(R"("call":"describe")") != std::string_view::npos) {
    if (self.late_sink != nullptr) say(self.late_sink, self.late_context, R"({"ok":{"late":true}})");
    say(sink, context, kDescription);
  } else if (asked("not-json")) {
    say(sink, context, "yes");
  } else if (asked("not-utf8")) {
    say(sink, context, "{\"ok\":{\"id\":\"\xc3\x28\"}}");
  } else if (asked("neither")) {
    say(sink, context, R"({"okay":{}})");
  } else if (asked("wrong-shape")) {
    say(sink, context, R"({"ok":{"id":"x","kind":"conquer"}})");
  } else if (asked("deep")) {
    say(sink, context, "{\"ok\":" + std::string(100000, '['));
  } else if (asked("huge")) {
    const std::string huge(100U << 20U, ' ');
    say(sink, context, huge);
  } else if (asked("silent")) {
    self.late_sink = sink;
    self.late_context = context;
  } else if (asked("twice")) {
    say(sink, context, kDone);
    say(sink, context, kDone);
  } else if (asked("throws")) {
    throw std::runtime_error("out of the call");
  } else if (asked("throws-a-number")) {
    throw 7;
  } else if (asked("another-thread")) {
    std::thread([&] { say(sink, context, kDone); }).join();
  } else if (asked("try-later")) {
    say(sink, context, R"({"error":{"code":"try_later","message":"busy","after":90}})");
  } else if (asked("nonsense")) {
    say(sink, context, R"({"error":{"code":"portal_nonsense","message":"no field price"}})");
  } else if (asked("failed")) {
    say(sink, context, "{\"error\":{\"code\":\"failed\",\"message\":\"cannot \\u001b[31mgo on\"}}");
  } else if (asked("asks-elsewhere")) {
    const auto answer = ask_host(self, R"({"call":"http","input":{"method":"GET","url":"https://evil.example/"}})");
    say(sink, context,
        answer.find("not_permitted") != std::string::npos
            ? R"({"error":{"code":"failed","message":"the host said no"}})"
            : R"({"error":{"code":"failed","message":"the host said yes"}})");
  } else if (asked("asks-http")) {
    const auto answer = ask_host(
        self, R"({"call":"http","input":{"method":"POST","url":"https://portal.example/x","effect":"place_order"}})");
    say(sink, context,
        answer.find("try_later") != std::string::npos ? answer : R"({"error":{"code":"failed","message":"no"}})");
  } else if (asked("asks-sign_messages")) {
    say(sink, context,
        ask_host(self, R"({"call":"sign_message","input":{"protocol":"cmp","key":"old_key","bytes":"MAA="}})"));
  } else if (asked("asks-decrypt_messages")) {
    say(sink, context, ask_host(self, R"({"call":"decrypt_key","input":{"key":"old_key","bytes":"MAA="}})"));
  } else if (asked("asks-run_programs")) {
    say(sink, context, ask_host(self, R"({"call":"run_program","input":{"program":"helper"}})"));
  } else if (asked("asks-client_certificate")) {
    say(sink, context,
        ask_host(
            self,
            R"({"call":"http","input":{"method":"GET","url":"https://portal.example/","client_certificate":true}})"));
  } else if (asked("asks-rubbish")) {
    std::string all;
    for (const auto* rubbish : {"", "null", "{", "{\"call\":\"format_disk\",\"input\":{}}", "{\"call\":\"http\"}",
                                "{\"call\":\"log\",\"input\":{\"level\":\"loud\",\"message\":\"x\"}}", "\xff"}) {
      all += ask_host(self, rubbish).find(R"("code":"message")") != std::string::npos ? 'm' : '?';
    }
    std::string unread;
    self.host->call(self.host->context, nullptr, 5, &collect, &unread);
    self.host->call(self.host->context, "x", 1, nullptr, nullptr);
    const std::string too_long(RESEAL_MAX_MESSAGE + 1, ' ');
    (void)ask_host(self, too_long);
    say(sink, context, R"({"error":{"code":"failed","message":"heard )" + all + "\"}}");
  } else if (asked("asks-from-another-thread")) {
    std::string answer;
    std::thread([&] { answer = ask_host(self, R"({"call":"now","input":{}})"); }).join();
    say(sink, context,
        answer.find("only while a call runs") != std::string::npos
            ? R"({"error":{"code":"failed","message":"refused"}})"
            : R"({"error":{"code":"failed","message":"served"}})");
  } else {
    say(sink, context, R"({"error":{"code":"message","message":"unknown order"}})");
  }
}

void destroy(void* instance) { delete static_cast<Instance*>(instance); }

}  // namespace

extern "C" RESEAL_EXPORT const reseal_plugin* reseal_plugin_entry(std::uint32_t) {
  static const reseal_plugin table{RESEAL_ABI_VERSION, sizeof(reseal_plugin), &create, &call, &destroy};
  return &table;
}
