# SPDX-License-Identifier: Apache-2.0
# reseal_embed(TARGET SYMBOL namespace::function FILES a.json b.json)
# Compiles text files into TARGET. Generates `std::string_view SYMBOL(std::string_view file_name)`, which
# answers an empty view for a name that is not there. Declare the function in a header of your own.
function(reseal_embed target)
  cmake_parse_arguments(ARG "" "SYMBOL" "FILES" ${ARGN})
  string(REPLACE "::" "_" stem "${ARG_SYMBOL}")
  set(out "${CMAKE_CURRENT_BINARY_DIR}/embedded_${stem}.cpp")
  set(paths "")
  foreach(file ${ARG_FILES})
    get_filename_component(path "${file}" ABSOLUTE)
    list(APPEND paths "${path}")
  endforeach()
  string(REPLACE ";" "|" joined "${paths}")
  add_custom_command(OUTPUT "${out}"
    COMMAND "${CMAKE_COMMAND}" "-DOUT=${out}" "-DSYMBOL=${ARG_SYMBOL}" "-DFILES=${joined}"
            -P "${PROJECT_SOURCE_DIR}/cmake/embed.cmake"
    DEPENDS ${paths} "${PROJECT_SOURCE_DIR}/cmake/embed.cmake" VERBATIM)
  target_sources(${target} PRIVATE "${out}")
endfunction()
