// SPDX-License-Identifier: Apache-2.0
// The shapes that --json prints. Stable: a member may be added, never renamed (docs/cli.md).
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "app/words.h"
#include "reseal/store/store.h"
#include "reseal/token/key_holder.h"
#include "reseal/workflow/candidates.h"
#include "reseal/workflow/engine.h"

namespace reseal::app {

Json token_json(const token::TokenStatus& status);
Json holding_json(const workflow::Holding& holding, Time now);
Json order_json(const store::OrderRow& order);
Json entry_json(const store::Entry& entry);
Json situation_json(const workflow::Situation& situation, const Words& words);
Json verdict_json(const Verdict& verdict, const Words& words);
Json quote_json(const Quote& quote, const Words& words);
void print_json(const Json& json);

}  // namespace reseal::app
