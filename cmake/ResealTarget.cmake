# SPDX-License-Identifier: Apache-2.0
# Flags live on a target, so that nothing leaks to whoever includes this project.
add_library(reseal_flags INTERFACE)
add_library(reseal::flags ALIAS reseal_flags)
target_compile_features(reseal_flags INTERFACE cxx_std_20)
target_compile_options(reseal_flags INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
  -fvisibility=hidden $<$<COMPILE_LANGUAGE:CXX>:-fvisibility-inlines-hidden>)
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ takes a source that another one includes for a header, whose anonymous namespace would be many.
  target_compile_options(reseal_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-subobject-linkage>)
endif()
if(RESEAL_SANITIZE)
  target_compile_options(reseal_flags INTERFACE -fsanitize=${RESEAL_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(reseal_flags INTERFACE -fsanitize=${RESEAL_SANITIZE})
  if(RESEAL_SANITIZE STREQUAL "address,undefined")
    # These three cost as much to compile as all the others together, and AddressSanitizer sees what they would find: a null
    # pointer that is used, an object that is left, a table of virtual functions that is none.
    target_compile_options(reseal_flags INTERFACE -fno-sanitize=null,object-size,vptr)
  endif()
endif()
if(RESEAL_BUILD_FUZZ)
  target_compile_options(reseal_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(RESEAL_CRASH_POINTS)
  target_compile_definitions(reseal_flags INTERFACE RESEAL_CRASH_POINTS)
endif()

# reseal_add_room(NAME SOURCES ... LINKS ... PRIVATE_LINKS ...)
# One room of core/: static library reseal_NAME, whose door is core/NAME/include/reseal/NAME/*.h.
function(reseal_add_room name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(reseal_${name} STATIC ${ARG_SOURCES})
  add_library(reseal::${name} ALIAS reseal_${name})
  set_target_properties(reseal_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_EXTENSIONS OFF)
  target_include_directories(reseal_${name} PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}/include"
                                            PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/src")
  target_link_libraries(reseal_${name} PUBLIC ${ARG_LINKS} PRIVATE reseal_flags ${ARG_PRIVATE_LINKS})
endfunction()

# reseal_add_test(NAME SOURCES ... LINKS ... [LABELS ...])
# A GoogleTest program; every test in it is a ctest of its own, so that one behaviour is one line of the report.
function(reseal_add_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINKS;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES CXX_EXTENSIONS OFF)
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(${name} PRIVATE reseal_flags ${ARG_LINKS} GTest::gtest GTest::gmock GTest::gtest_main)
  include(GoogleTest)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST
    PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
endfunction()
