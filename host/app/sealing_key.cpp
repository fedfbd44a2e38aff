// SPDX-License-Identifier: Apache-2.0
#include "app/sealing_key.h"

#include "reseal/base/bytes.h"
#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/crypto/sealed.h"

namespace reseal::app {
namespace {

Secret from_hex_digits(const Secret& text, const std::string& reference) {
  Bytes bytes;
  try {
    bytes = from_hex(text.reveal());
  } catch (const Error&) {
    bytes.clear();
  }
  if (bytes.size() != crypto::kSealingKeySize) {
    throw Error(ErrorCode::secret_unavailable, {{"reference", reference}, {"problem", "a key has 64 hex digits"}});
  }
  Secret key(as_text(bytes));
  wipe_memory(bytes.data(), bytes.size());
  return key;
}

// Two programs may do this at once: the first to give the file its name wins, and both read that one.
void make(const std::filesystem::path& file) {
  auto mine = file;
  mine += ".new-" + to_hex(random_bytes(8));
  const auto key = crypto::new_sealing_key();
  auto text = to_hex(as_bytes(key.reveal())) + "\n";
  write_file(mine, text, true);
  wipe_memory(text.data(), text.size());
  std::error_code taken;
  std::filesystem::create_hard_link(mine, file, taken);
  std::error_code ignored;
  std::filesystem::remove(mine, ignored);
}

}  // namespace

Secret sealing_key(const config::Config& config) {
  auto reference = config.secrets_key;
  const auto file = config.state_folder / "secrets.key";
  if (!reference) {
    std::error_code error;
    if (!std::filesystem::exists(file, error)) make(file);
    reference = Json{{"file", to_utf8(file)}};
  }
  const auto text = config::resolve_secret(*reference);
  if (!text) throw Error(ErrorCode::secret_unavailable, {{"reference", "/secrets/key"}, {"problem", "nobody to ask"}});
  return from_hex_digits(*text, reference->dump());
}

}  // namespace reseal::app
