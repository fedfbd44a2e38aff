// SPDX-License-Identifier: Apache-2.0
// What a person sees between 申请提交 and 待下载 (guide, steps 6 to 10). Nothing is decided here.
#pragma once

#include <optional>

#include "renewal.h"

namespace reseal::szca {

Form identity_form(const Renewal& now, const Application& application);
Wait identity_wait(const Renewal& now, const Application& application);

Form payment_form(const Renewal& now, const Application& application);
Wait payment_wait(const Renewal& now, const Application& application);
/// The person says it is paid, the hall does not know of it, and the QR code has run out.
Form payment_unseen_form(const Renewal& now, const Application& application);
Wait payment_search(const Renewal& now, const Application& application);

Wait review_wait(const Renewal& now, const Application& application);

Form bank_code_form(const Renewal& now, const Application& application, const std::optional<Text>& warning);
Form account_form(const Renewal& now, const Application& application, const std::optional<Text>& warning);

Done ready_for_download(const Renewal& now, const Application& application);

}  // namespace reseal::szca
