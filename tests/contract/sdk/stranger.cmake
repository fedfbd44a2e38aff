# SPDX-License-Identifier: Apache-2.0
# Installs the component "sdk", builds provider/ against it and looks at what the library shows to the world.
function(run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${what} failed:\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE "${WORK}")
run("install" "${CMAKE_COMMAND}" --install "${BUILD}" --component sdk --prefix "${WORK}/sdk")
set(flags "")
if(SANITIZE)
  set(flags "-fsanitize=${SANITIZE}")
endif()
run("configure" "${CMAKE_COMMAND}" -S "${SOURCE}" -B "${WORK}/build" "-DCMAKE_PREFIX_PATH=${WORK}/sdk"
    "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}" "-DCMAKE_CXX_FLAGS=${flags}"
    # A plugin author has no valijson.
    -DCMAKE_DISABLE_FIND_PACKAGE_valijson=ON)
run("build" "${CMAKE_COMMAND}" --build "${WORK}/build")

set(folder "${WORK}/build/plugins/stranger")
foreach(file stranger.so manifest.json)
  if(NOT EXISTS "${folder}/${file}")
    message(FATAL_ERROR "${file} is not in the plugin's folder")
  endif()
endforeach()
execute_process(COMMAND "${NM}" -D --defined-only "${folder}/stranger.so" OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(STRIP "${symbols}" symbols)
if(NOT symbols MATCHES "^[0-9a-f]+ T reseal_plugin_entry$")
  message(FATAL_ERROR "more than the entry crosses the border:\n${symbols}")
endif()
