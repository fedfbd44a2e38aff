// SPDX-License-Identifier: Apache-2.0
#include "situation.h"

#include "stop.h"

namespace reseal::workflow {
namespace {

void add(std::vector<Text>& texts, const Text& text) {
  if (!text.empty()) texts.push_back(text);
}

void tell_stop(Situation& situation, const Stop& stop) {
  situation.message = stop.text;
  situation.next = stop.next;
  situation.error = stop.code;
  situation.error_params = stop.params;
}

void tell_retry(Situation& situation, const Json& retry) {
  situation.message = Text{"engine.retry",
                           {{"attempt", std::to_string(retry.value("attempt", 1))},
                            {"at", retry.value("at", "")},
                            {"why", retry.value("why", "")}}};
  situation.error = retry.value("cause", "") == "nonsense" ? ErrorCode::portal_nonsense : ErrorCode::portal_unreachable;
  situation.error_params = retry.value("params", Error::Params{});
}

}  // namespace

Situation situation_of(store::OrderRow row, std::vector<store::TaskRow> tasks, const Story& story) {
  Situation situation;
  situation.order = std::move(row);
  situation.tasks = std::move(tasks);
  situation.owed = story.owed;
  const auto state = situation.order.state;
  if (story.closed) {
    situation.message = story.closed->at("message").get<Text>();
    situation.next = story.closed->at("next").get<std::vector<Text>>();
  } else if (story.stop && state == story.stop->state) {
    tell_stop(situation, *story.stop);
  } else if (state == store::OrderState::waiting && story.retry) {
    tell_retry(situation, *story.retry);
  } else if (story.open_step) {
    if (const auto* wait = std::get_if<Wait>(&story.open_step->step.action)) {
      situation.message = wait->reason;
      add(situation.next, wait->expectation);
      add(situation.next, wait->contact);
    } else if (const auto* ask = std::get_if<Ask>(&story.open_step->step.action)) {
      situation.message = ask->form.title;
      add(situation.next, ask->form.contact);
    }
  }
  return situation;
}

}  // namespace reseal::workflow
