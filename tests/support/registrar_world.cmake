# SPDX-License-Identifier: Apache-2.0
# include() this where a test registers a certificate at an agency of the sandbox, and link reseal_test_registrar_world.
# Needs the rooms sandbox and plugin; without them the target is not made: test with if(TARGET ...).
include_guard(GLOBAL)
include("${PROJECT_SOURCE_DIR}/tests/support/sandbox_world.cmake")
include("${PROJECT_SOURCE_DIR}/tests/support/test_ca.cmake")
if(TARGET reseal_test_sandbox_world AND TARGET reseal::plugin)
  add_library(reseal_test_registrar_world STATIC "${PROJECT_SOURCE_DIR}/tests/support/registrar_world.cpp")
  set_target_properties(reseal_test_registrar_world PROPERTIES CXX_EXTENSIONS OFF)
  target_link_libraries(reseal_test_registrar_world
    PUBLIC reseal_test_sandbox_world reseal_test_ca reseal::sdk reseal::xml_signature reseal::plugin GTest::gtest
    PRIVATE reseal_flags)
endif()
