// SPDX-License-Identifier: Apache-2.0
// How the journal makes the rows. The one place that knows: appending and rebuilding both come through here.
#pragma once

#include <string>

#include "reseal/store/store.h"

namespace reseal::store {

using Rows = Store::Rebuilt;

/// What an entry changes in the order's row, as it is written beside its body and hashed with it.
Json to_json(const Projection& projection);
/// The same for the first entry, which also says what the order is.
Json first_projection(const NewOrder& order);

/// The body as it will be journalled: a `task` entry gets its id, number and version, an `answer` must name a task.
/// `rows` holds the order and at least its open tasks and the task of that number.
Json complete_body(const std::string& kind, const Json& body, const Rows& rows);

/// Number of the task that an entry speaks of; 0 when it speaks of none.
int task_number(const std::string& kind, const Json& body);

/// Applies one entry. Closed tasks stay in `rows` with `open` false, so that versions go on counting.
void apply(const Entry& entry, Rows& rows);

}  // namespace reseal::store
