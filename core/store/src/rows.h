// SPDX-License-Identifier: Apache-2.0
// Rows in and out of the database, where it happens once in a while (statements.h has the rest). Every function runs
// one statement on the given session and knows no rule.
#pragma once

#include <Poco/Data/Session.h>
#include <Poco/Data/TypeHandler.h>
#include <Poco/Nullable.h>
#include <Poco/Tuple.h>

#include <optional>
#include <string>
#include <vector>

#include "chain.h"
#include "reseal/store/store.h"

namespace reseal::store {

using MaybeTime = Poco::Nullable<Poco::Int64>;
using OrderColumns = Poco::Tuple<std::string, std::string, std::string, std::string, std::string, std::string,
                                 std::string, MaybeTime, MaybeTime, Poco::Int64, Poco::Int64>;
/// The columns of OrderColumns, in its order.
inline constexpr const char* kOrderColumns =
    "orders.id, orders.kind, plugin, certificate, token_uri, state, state_text, due_at, deadline, opened_at, version ";

Poco::Int64 to_millis(TimePoint time);
TimePoint from_millis(Poco::Int64 millis);
MaybeTime to_column(const std::optional<TimePoint>& time);
OrderRow to_row(const OrderColumns& columns);

std::vector<OrderRow> select_orders(Poco::Data::Session& session);
std::vector<OrderRow> select_due(Poco::Data::Session& session, TimePoint now);
/// Open orders that stand in the way of another open one of this certificate and kind (and, for a registration,
/// plugin).
std::optional<OrderRow> select_rival(Poco::Data::Session& session, const OrderRow& order);
void insert_order(Poco::Data::Session& session, const OrderRow& order);

Entry to_entry(const StoredEntry& stored);

void replace_task(Poco::Data::Session& session, const TaskRow& task);

}  // namespace reseal::store
