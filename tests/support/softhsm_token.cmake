# SPDX-License-Identifier: Apache-2.0
# reseal_softhsm_token: virtual tokens in a folder of their own, for any test.
# reseal_pkcs11_shim: the module that makes them fail on demand (pkcs11_shim/README.md).
include_guard(GLOBAL)
find_package(PkgConfig REQUIRED)
pkg_check_modules(p11kit REQUIRED p11-kit-1)  # its pkcs11.h only

add_library(reseal_softhsm_token STATIC "${CMAKE_CURRENT_LIST_DIR}/softhsm_token.cpp")
set_target_properties(reseal_softhsm_token PROPERTIES CXX_EXTENSIONS OFF)
target_include_directories(reseal_softhsm_token PUBLIC "${PROJECT_SOURCE_DIR}/tests")
target_link_libraries(reseal_softhsm_token PUBLIC reseal::base
                      PRIVATE reseal_flags OpenSSL::Crypto ${CMAKE_DL_LIBS})

add_library(reseal_pkcs11_shim MODULE "${CMAKE_CURRENT_LIST_DIR}/pkcs11_shim/shim.cpp"
                                      "${CMAKE_CURRENT_LIST_DIR}/pkcs11_shim/control.cpp")
set_target_properties(reseal_pkcs11_shim PROPERTIES CXX_EXTENSIONS OFF PREFIX "")
target_link_libraries(reseal_pkcs11_shim PRIVATE reseal_flags ${CMAKE_DL_LIBS})
target_include_directories(reseal_pkcs11_shim SYSTEM PRIVATE ${p11kit_INCLUDE_DIRS})
target_include_directories(reseal_softhsm_token SYSTEM PRIVATE ${p11kit_INCLUDE_DIRS})
# The path goes to the tests that load the module.
target_compile_definitions(reseal_softhsm_token PUBLIC "RESEAL_SHIM_PATH=\"$<TARGET_FILE:reseal_pkcs11_shim>\"")
add_dependencies(reseal_softhsm_token reseal_pkcs11_shim)
