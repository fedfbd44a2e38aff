// SPDX-License-Identifier: Apache-2.0
#include "reseal/plugin/signature.h"

#include <map>
#include <system_error>

#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "reseal/crypto/signing.h"

namespace reseal::plugin {
namespace {

namespace fs = std::filesystem;
using State = PublisherSignature::State;

constexpr std::size_t kLongestList = std::size_t{1} << 20U;
constexpr std::size_t kLongestFile = std::size_t{256} << 20U;

/// Path -> digest, as the list says; empty when it is no such list.
std::map<std::string, std::string> read_list(const std::string& text) {
  constexpr std::size_t kDigest = 64;
  std::map<std::string, std::string> sums;
  for (std::size_t at = 0; at < text.size();) {
    auto end = text.find('\n', at);
    if (end == std::string::npos) end = text.size();
    const auto line = text.substr(at, end - at);
    at = end + 1;
    const bool good =
        line.size() > kDigest + 2 && line[kDigest] == ' ' && (line[kDigest + 1] == ' ' || line[kDigest + 1] == '*');
    if (!good) return {};
    auto name = line.substr(kDigest + 2);
    if (name.starts_with("./")) name.erase(0, 2);
    sums[name] = line.substr(0, kDigest);
  }
  return sums;
}

/// What differs between the folder and the list; empty: nothing.
std::string difference(const fs::path& folder, std::map<std::string, std::string> sums) {
  for (auto entry = fs::recursive_directory_iterator(folder); entry != fs::recursive_directory_iterator(); ++entry) {
    const auto name = to_utf8(entry->path().lexically_relative(folder));
    if (entry->is_symlink()) return name + " is a link, and links cannot be signed";
    if (entry->is_directory()) {
      if (name == ".debug") entry.disable_recursion_pending();
      continue;
    }
    if (name == kSumsFile || name == kSignatureFile) continue;
    const auto sum = sums.find(name);
    if (sum == sums.end()) return name + " was not signed";
    if (crypto::sha256_hex(as_bytes(read_file(entry->path(), kLongestFile))) != sum->second) {
      return name + " was changed after it was signed";
    }
    sums.erase(sum);
  }
  return sums.empty() ? std::string() : sums.begin()->first + " was signed and is not there";
}

std::string common_name(const crypto::Certificate& certificate) {
  const auto& facts = certificate.facts();
  for (const auto& attribute : facts.subject) {
    if (attribute.key == "CN") return attribute.value;
  }
  return facts.serial.hex;
}

}  // namespace

PublisherSignature publisher_signature(const fs::path& folder, const crypto::TrustAnchors& publishers, Time at) {
  std::error_code error;
  if (!fs::exists(folder / kSignatureFile, error)) return {};
  PublisherSignature result{State::broken, {}, {}};
  try {
    const auto list = read_file(folder / kSumsFile, kLongestList);
    const auto signature = read_file(folder / kSignatureFile, kLongestList);
    const auto checked = crypto::cms_verify(as_bytes(signature), as_bytes(list), publishers, at);
    if (checked.signer) result.publisher = common_name(*checked.signer);
    // Whoever signed something else has not vouched for this list, known or not.
    if (!checked.valid && checked.content.empty()) {
      result.problem = checked.problem;
      return result;
    }
    const auto sums = read_list(list);
    result.problem = sums.empty() ? std::string(kSumsFile) + " is not a list of digests" : difference(folder, sums);
    if (!result.problem.empty()) return result;
    result.state = checked.valid ? State::trusted : State::unknown;
    result.problem = checked.problem;
  } catch (const Error& problem) {
    result.problem = problem.what();
  } catch (const fs::filesystem_error& problem) {
    result.problem = problem.what();
  }
  return result;
}

}  // namespace reseal::plugin
