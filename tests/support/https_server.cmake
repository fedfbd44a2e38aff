# SPDX-License-Identifier: Apache-2.0
# A small HTTPS server inside the test program. Any tests folder:
# include("${PROJECT_SOURCE_DIR}/tests/support/https_server.cmake"), then link reseal_https_server.
include_guard(GLOBAL)
include("${PROJECT_SOURCE_DIR}/tests/support/test_ca.cmake")
if(NOT TARGET reseal_https_server)
  find_package(Poco REQUIRED COMPONENTS Foundation Net NetSSL)
  add_library(reseal_https_server STATIC "${PROJECT_SOURCE_DIR}/tests/support/https_server.cpp")
  set_target_properties(reseal_https_server PROPERTIES CXX_EXTENSIONS OFF)
  target_include_directories(reseal_https_server PUBLIC "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(reseal_https_server PUBLIC reseal_test_ca
                        PRIVATE reseal_flags Poco::NetSSL Poco::Net Poco::Foundation OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
endif()
