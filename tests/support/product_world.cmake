# SPDX-License-Identifier: Apache-2.0
# reseal_product_world: the whole product in a world of its own, for journey, crash and CLI tests.
include_guard(GLOBAL)
include("${PROJECT_SOURCE_DIR}/tests/support/softhsm_token.cmake")
add_library(reseal_product_world STATIC "${PROJECT_SOURCE_DIR}/tests/support/product_world.cpp"
                                        "${PROJECT_SOURCE_DIR}/tests/support/registering_world.cpp"
                                        "${PROJECT_SOURCE_DIR}/tests/support/viettel_world.cpp"
                                        "${PROJECT_SOURCE_DIR}/tests/support/cloud_world.cpp"
                                        "${PROJECT_SOURCE_DIR}/tests/support/szca_world.cpp"
                                        "${PROJECT_SOURCE_DIR}/tests/support/process.cpp")
set_target_properties(reseal_product_world PROPERTIES CXX_EXTENSIONS OFF)
target_include_directories(reseal_product_world PUBLIC "${PROJECT_SOURCE_DIR}/tests")
target_compile_definitions(reseal_product_world PRIVATE RESEAL_BINARY_DIR="${CMAKE_BINARY_DIR}"
                                                        RESEAL_SHIM_FILE="$<TARGET_FILE:reseal_pkcs11_shim>")
target_link_libraries(reseal_product_world PUBLIC reseal::base reseal::crypto nlohmann_json::nlohmann_json GTest::gtest
                                           PRIVATE reseal_flags)
add_dependencies(reseal_product_world reseal reseal-sandbox reseal-plugin-host reseal_plugin_misa reseal_plugin_customs reseal_plugin_tax
                 reseal_plugin_social_insurance reseal_plugin_e_invoice reseal_plugin_viettel reseal_plugin_szca reseal_pkcs11_shim)
