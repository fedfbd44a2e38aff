// SPDX-License-Identifier: Apache-2.0
#if !defined(_WIN32)
#include "reseal/plugin/serve.h"

#include <unistd.h>

#include <cerrno>
#include <memory>
#include <new>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "border_message.h"
#include "instance.h"
#include "library.h"
#include "reseal/failure.h"
#include "reseal/schema.h"

namespace reseal::plugin {
namespace {

/// The plugin's end of the line. It trusts the host, and waits for it as long as it takes.
class LineToHost {
 public:
  explicit LineToHost(int channel) : channel_(channel) {}

  /// Nothing: the host has gone.
  std::optional<std::string> receive() {
    std::size_t searched = 0;
    for (;;) {
      if (const auto end = heard_.find('\n', searched); end != std::string::npos) {
        auto line = heard_.substr(0, end);
        heard_.erase(0, end + 1);
        return line;
      }
      searched = heard_.size();
      char bytes[65536];
      const auto got = ::read(channel_, bytes, sizeof bytes);
      if (got > 0) heard_.append(bytes, static_cast<std::size_t>(got));
      if (got == 0 || (got < 0 && errno != EINTR)) return {};
    }
  }

  void send(std::string text) const {
    text += '\n';
    std::size_t done = 0;
    while (done < text.size()) {
      const auto wrote = ::write(channel_, text.data() + done, text.size() - done);
      if (wrote < 0 && errno != EINTR) ::_exit(0);  // nobody is listening any more
      if (wrote > 0) done += static_cast<std::size_t>(wrote);
    }
  }

 private:
  int channel_;
  std::string heard_;
};

std::string failure(std::string_view code, std::string_view why) {
  return Json{{"error", {{"code", code}, {"message", why}}}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string ask_the_host(LineToHost& line, std::string_view request) {
  try {
    line.send(Json{{"capability", parse_json(request, "the request to the host")}}.dump());
  } catch (const MessageError& error) {
    return failure("message", error.what());
  }
  auto answer = line.receive();
  if (!answer) ::_exit(0);
  return *std::move(answer);
}

std::unique_ptr<Instance> make_instance(const std::filesystem::path& library, const std::string& request,
                                        LineToHost& line) {
  const auto opened = open_library(library);
  if (opened.table == nullptr) {
    throw Misbehaviour(opened.finding.problem + "; expected: " + opened.finding.expected +
                       "; found: " + opened.finding.found);
  }
  return std::make_unique<Instance>(*opened.table, Json::parse(request).at("create"),
                                    [&line](std::string_view asked) { return ask_the_host(line, asked); });
}

/// The text of what happened, or of the answer that `act` gives: on one line, over however many the plugin laid it out.
template <typename Act>
std::string answer_of(Act act) {
  try {
    std::string text = act();
    return text.find('\n') == std::string::npos ? text : parsed_answer(text).dump();
  } catch (const TryLater& later) {
    Json error{{"code", "try_later"}, {"message", later.what()}};
    if (later.after) error["after"] = later.after->count();
    return Json{{"error", error}}.dump();
  } catch (const std::exception& error) {
    return failure("failed", error.what());
  }
}

}  // namespace

[[noreturn]] void serve_library(const std::filesystem::path& library, int channel,
                                const std::function<void()>& settle) {
  // What is said is said by the host, which sees the exit code: here is no memory left to say it with.
  std::set_new_handler([] { ::_exit(kEndedForMemory); });
  LineToHost line(channel);
  std::unique_ptr<Instance> instance;
  while (const auto request = line.receive()) {
    line.send(answer_of([&]() -> std::string {
      if (instance) return instance->hear(*request);
      auto made = make_instance(library, *request, line);
      settle();
      instance = std::move(made);
      return R"({"ok":{}})";
    }));
  }
  ::_exit(0);
}

void serve_refusal(int channel, const std::string& why) { LineToHost(channel).send(failure("failed", why)); }

}  // namespace reseal::plugin
#endif
