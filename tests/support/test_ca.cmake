# SPDX-License-Identifier: Apache-2.0
# A small CA inside the test program. Any tests folder: include("${PROJECT_SOURCE_DIR}/tests/support/test_ca.cmake"),
# then link reseal_test_ca.
include_guard(GLOBAL)
if(NOT TARGET reseal_test_ca)
  add_library(reseal_test_ca STATIC "${PROJECT_SOURCE_DIR}/tests/support/test_ca.cpp"
                                    "${PROJECT_SOURCE_DIR}/tests/support/test_key.cpp")
  set_target_properties(reseal_test_ca PROPERTIES CXX_EXTENSIONS OFF)
  target_include_directories(reseal_test_ca PUBLIC "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(reseal_test_ca PUBLIC reseal::crypto PRIVATE reseal_flags OpenSSL::Crypto)
endif()
