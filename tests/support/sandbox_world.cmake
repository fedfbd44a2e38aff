# SPDX-License-Identifier: Apache-2.0
# include() this where a test wants a sandbox of its own, and link reseal_test_sandbox_world.
# Needs the room `sandbox` (RESEAL_ROOMS); without it the target is not made: test with if(TARGET ...).
include_guard(GLOBAL)
if(TARGET reseal-sandbox)
  add_library(reseal_test_sandbox_world STATIC "${PROJECT_SOURCE_DIR}/tests/support/sandbox_world.cpp")
  set_target_properties(reseal_test_sandbox_world PROPERTIES CXX_EXTENSIONS OFF)
  target_compile_features(reseal_test_sandbox_world PUBLIC cxx_std_20)
  target_include_directories(reseal_test_sandbox_world PUBLIC "${PROJECT_SOURCE_DIR}/tests")
  target_compile_definitions(reseal_test_sandbox_world PRIVATE "RESEAL_SANDBOX_PROGRAM=\"$<TARGET_FILE:reseal-sandbox>\"")
  target_link_libraries(reseal_test_sandbox_world PUBLIC nlohmann_json::nlohmann_json PRIVATE reseal_flags)
  add_dependencies(reseal_test_sandbox_world reseal-sandbox)
endif()
