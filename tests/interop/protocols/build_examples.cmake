# SPDX-License-Identifier: Apache-2.0
# Builds sdk/examples as their author would: against an installed SDK, with nothing of this tree.
function(run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${what} failed:\n${output}")
  endif()
endfunction()

run("install" "${CMAKE_COMMAND}" --install "${BUILD}" --component sdk --prefix "${WORK}/sdk")
run("configure" "${CMAKE_COMMAND}" -S "${SOURCE}" -B "${WORK}/build" "-DCMAKE_PREFIX_PATH=${WORK}/sdk"
    "-DCMAKE_BUILD_TYPE=Release" "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}"
    "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Werror" -DCMAKE_DISABLE_FIND_PACKAGE_valijson=ON)
run("build" "${CMAKE_COMMAND}" --build "${WORK}/build")
