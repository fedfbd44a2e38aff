# SPDX-License-Identifier: Apache-2.0
# reseal_embed(TARGET SYMBOL namespace::function [BASE folder] FILES a.json b.json)
# Compiles text files into TARGET. Generates `std::string_view SYMBOL(std::string_view file_name)`, which
# answers an empty view for a name that is not there, and the names of all files, a line each, for an empty name. With a
# BASE, names are paths below it. Declare the function in a header of your own.
function(reseal_embed target)
  cmake_parse_arguments(ARG "" "SYMBOL;BASE" "FILES" ${ARGN})
  string(REPLACE "::" "_" stem "${ARG_SYMBOL}")
  set(out "${CMAKE_CURRENT_BINARY_DIR}/embedded_${stem}.cpp")
  set(paths "")
  foreach(file ${ARG_FILES})
    get_filename_component(path "${file}" ABSOLUTE)
    list(APPEND paths "${path}")
  endforeach()
  string(REPLACE ";" "|" joined "${paths}")
  add_custom_command(OUTPUT "${out}"
    COMMAND "${CMAKE_COMMAND}" "-DOUT=${out}" "-DSYMBOL=${ARG_SYMBOL}" "-DFILES=${joined}" "-DBASE=${ARG_BASE}"
            -P "${PROJECT_SOURCE_DIR}/cmake/embed.cmake"
    DEPENDS ${paths} "${PROJECT_SOURCE_DIR}/cmake/embed.cmake" VERBATIM)
  target_sources(${target} PRIVATE "${out}")
endfunction()
