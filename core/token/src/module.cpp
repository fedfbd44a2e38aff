// SPDX-License-Identifier: Apache-2.0
#include "module.h"

#include <boost/dll/shared_library.hpp>
#include <filesystem>
#include <map>

#include "reseal/base/error.h"
#include "reseal/base/file.h"
#include "return_value.h"

namespace reseal::token {
namespace {

struct Loaded {
  boost::dll::shared_library library;
  int users = 0;
  bool ours_to_finalise = false;
  bool one_at_a_time = false;
};

std::mutex& registry_lock() {
  static std::mutex lock;
  return lock;
}

// Never destroyed: modules stay loaded until the process ends.
std::map<std::string, Loaded>& registry() {
  static auto* loaded = new std::map<std::string, Loaded>;
  return *loaded;
}

[[noreturn]] void unusable(const std::string& path, const std::string& problem) {
  throw Error(ErrorCode::module_unusable, {{"module", path}, {"problem", problem}}, problem);
}

CK_FUNCTION_LIST* function_list(const boost::dll::shared_library& library, const std::string& path) {
  if (!library.has("C_GetFunctionList")) unusable(path, "not a PKCS#11 module: it has no C_GetFunctionList");
  CK_FUNCTION_LIST* functions = nullptr;
  const CK_RV value = library.get<CK_RV(CK_FUNCTION_LIST**)>("C_GetFunctionList")(&functions);
  if (value != CKR_OK || functions == nullptr) unusable(path, "C_GetFunctionList: " + name_of(value));
  return functions;
}

void initialise(CK_FUNCTION_LIST& functions, Loaded& loaded, const std::string& path) {
  CK_C_INITIALIZE_ARGS arguments{};
  arguments.flags = CKF_OS_LOCKING_OK;
  CK_RV value = functions.C_Initialize(&arguments);
  if (value == CKR_CANT_LOCK || value == CKR_ARGUMENTS_BAD) {
    value = functions.C_Initialize(nullptr);
    loaded.one_at_a_time = true;
  }
  if (value != CKR_OK && value != CKR_CRYPTOKI_ALREADY_INITIALIZED) unusable(path, "C_Initialize: " + name_of(value));
  loaded.ours_to_finalise = value == CKR_OK;
}

}  // namespace

Module::Module(const std::string& path) : path_(path) {
  std::error_code error;
  const std::filesystem::path file = std::filesystem::canonical(path_from_utf8(path), error);
  if (error) throw Error(ErrorCode::module_missing, {{"module", path}}, error.message());
  key_ = to_utf8(file);

  const std::scoped_lock lock(registry_lock());
  Loaded& loaded = registry()[key_];
  if (!loaded.library.is_loaded()) {
    std::error_code problem;
    loaded.library.load(file, problem, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
    if (problem) unusable(path, "cannot be loaded: " + problem.message());
  }
  functions_ = function_list(loaded.library, path);
  if (loaded.users == 0) initialise(*functions_, loaded, path);
  one_at_a_time_ = loaded.one_at_a_time;
  ++loaded.users;
}

Module::~Module() {
  const std::scoped_lock lock(registry_lock());
  Loaded& loaded = registry()[key_];
  if (--loaded.users == 0 && loaded.ours_to_finalise) functions_->C_Finalize(nullptr);
}

}  // namespace reseal::token
