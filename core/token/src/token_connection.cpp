// SPDX-License-Identifier: Apache-2.0
#include "token_connection.h"

#include "reseal/base/error.h"

namespace reseal::token {

TokenStatus TokenConnection::status() {
  return guarded([this] { return find().status; });
}

SeenToken TokenConnection::find() {
  std::optional<SeenToken> found;
  int count = 0;
  for (SeenToken& seen : seen_tokens(*module_)) {
    if (!seen.status.identity.same_token(identity_)) continue;
    ++count;
    found = std::move(seen);
  }
  if (count > 1) {
    throw Error(ErrorCode::token_ambiguous, {{"token", display_name(identity_)}, {"count", std::to_string(count)}});
  }
  if (!found) throw CallFailed{CKR_TOKEN_NOT_PRESENT, "C_GetSlotList"};
  return std::move(*found);
}

bool TokenConnection::session_is_good() {
  try {
    const CK_SLOT_ID slot = session_->info().slotID;
    return token_status(*module_, slot).identity.same_token(identity_);
  } catch (const CallFailed& failure) {
    if (!means_removed(failure.value)) throw;
    drop(failure.value);
    return false;
  }
}

Session& TokenConnection::ready() {
  if (session_ && !session_is_good()) session_.reset();
  if (!session_) session_.emplace(module_, find().slot);
  return *session_;
}

void TokenConnection::drop(CK_RV why) {
  if (!session_) return;
  if (why == CKR_SESSION_HANDLE_INVALID || why == CKR_SESSION_CLOSED) session_->forget();
  session_.reset();
}

}  // namespace reseal::token
