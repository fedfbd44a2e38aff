// SPDX-License-Identifier: Apache-2.0
#define BOOST_DLL_USE_STD_FS
#include "library.h"

#include <boost/dll/shared_library.hpp>
#include <exception>
#include <mutex>
#include <system_error>
#include <vector>

#include "finding.h"
#include "reseal/base/file.h"

#if !defined(_WIN32)
#include <dlfcn.h>
#endif

namespace reseal::plugin {
namespace {

namespace fs = std::filesystem;

/// Never destroyed: an exception object, a thread-local or a static of a plugin may outlive every object we know of,
/// and its code must still be there (unloading early is a crash at exit).
boost::dll::shared_library& keep(boost::dll::shared_library library) {
  static std::mutex mutex;
  static auto* const libraries = new std::vector<std::unique_ptr<boost::dll::shared_library>>;
  const std::lock_guard lock(mutex);
  libraries->push_back(std::make_unique<boost::dll::shared_library>(std::move(library)));
  return *libraries->back();
}

std::string loader_message(const std::error_code& error) {
#if defined(_WIN32)
  return error.message();
#else
  (void)error;  // always "Bad file descriptor", whatever happened
  const char* text = ::dlerror();
  return text != nullptr ? text : "no reason given";
#endif
}

/// The dynamic loader writes "object: what is wrong[: detail]", in the language of the locale. So only the places of
/// its words are relied on: the object is the plugin itself when it is the plugin that lacks something.
Finding loader_finding(const fs::path& library, const std::string& message) {
  const auto name = to_utf8(library);
  const auto colon = message.find(": ");
  const auto object = message.substr(0, colon);
  const auto detail = message.substr(message.rfind(": ") == std::string::npos ? 0 : message.rfind(": ") + 2);
  if (colon != std::string::npos && object != name) {
    return unusable("dependency", name + " needs " + object + ", which cannot be used", object + " on this machine",
                    message, "install the package that holds " + object);
  }
  if (message.find("undefined symbol") != std::string::npos) {
    return unusable("symbol", name + " needs " + detail + ", which no library on this machine has",
                    "a library that defines " + detail, message,
                    "install the version of its libraries that the plugin was built with, or get a newer plugin");
  }
  return unusable("not_a_library", name + " cannot be loaded", "a shared library that loads", message,
                  "ask the plugin's publisher for a build for this system");
}

Finding other_version(const std::string& name, std::uint32_t found) {
  const bool newer = found > RESEAL_ABI_VERSION;
  return unusable("abi", name + (newer ? " is newer than this program" : " is older than this program"),
                  "border version " + std::to_string(RESEAL_ABI_VERSION), "border version " + std::to_string(found),
                  newer ? "update this program" : "get a newer version of the plugin");
}

Opened check_table(const std::string& name, const reseal_plugin* table) {
  if (table == nullptr) {
    return {nullptr, unusable("abi", name + " does not work with this program's version of the border",
                              "border version " + std::to_string(RESEAL_ABI_VERSION), "the plugin refuses that version",
                              "update this program, or get a matching plugin")};
  }
  // Version and size come first and are read alone: nothing else of a foreign structure may be touched.
  if (table->abi_version != RESEAL_ABI_VERSION) return {nullptr, other_version(name, table->abi_version)};
  if (table->struct_size < sizeof(reseal_plugin)) {
    return {nullptr, unusable("abi", name + " hands out a table that is too short",
                              std::to_string(sizeof(reseal_plugin)) + " bytes",
                              std::to_string(table->struct_size) + " bytes", "tell the plugin's publisher")};
  }
  if (table->create == nullptr || table->call == nullptr || table->destroy == nullptr) {
    return {nullptr, unusable("abi", name + " hands out a table with a gap", "create, call and destroy",
                              "a null function", "tell the plugin's publisher")};
  }
  Opened opened{table, usable({})};
  opened.finding.abi = table->abi_version;
  return opened;
}

Finding threw(const std::string& name, const std::string& what) {
  return unusable("entry_threw", name + " threw while it was asked for its table",
                  "a table, or null for a version that it does not know", what, "tell the plugin's publisher");
}

}  // namespace

Opened open_library(const fs::path& library) {
  const auto name = to_utf8(library);
  std::error_code error;
  boost::dll::shared_library loaded;
  try {
    loaded.load(fs::absolute(library), error, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  } catch (const std::exception& thrown) {  // a static object of the library
    return {nullptr, threw(name, thrown.what())};
  } catch (...) {
    return {nullptr, threw(name, "an exception of its own")};
  }
  if (error) return {nullptr, loader_finding(fs::absolute(library), loader_message(error))};
  auto& kept = keep(std::move(loaded));
  if (!kept.has(RESEAL_PLUGIN_ENTRY)) {
    return {nullptr, unusable("entry_missing", name + " is a library, but not a Reseal plugin",
                              std::string("the exported symbol ") + RESEAL_PLUGIN_ENTRY, "no such symbol",
                              "build it with RESEAL_PLUGIN(...), or remove it from the plugin folder")};
  }
  const auto entry =
      reinterpret_cast<reseal_plugin_entry_fn>(&kept.get<const reseal_plugin*(std::uint32_t)>(RESEAL_PLUGIN_ENTRY));
  try {
    return check_table(name, entry(RESEAL_ABI_VERSION));
  } catch (const std::exception& thrown) {
    return {nullptr, threw(name, thrown.what())};
  } catch (...) {
    return {nullptr, threw(name, "an exception of its own")};
  }
}

}  // namespace reseal::plugin
