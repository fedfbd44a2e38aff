# SPDX-License-Identifier: Apache-2.0
# reseal_add_plugin(ID SOURCES ... [FILES manifest.json texts/vi.json ...])
# Builds a Reseal plugin and lays its folder out as a deployment has it:
#   <build>/plugins/ID/{ID.so, manifest.json, texts/..., journeys/..., contract/...}
# The same function serves plugins in this tree and plugins built out of tree with find_package(ResealSDK).
# FILES are relative to the current source folder and keep their relative path; the worlds of conformance/ come along.
function(reseal_add_plugin id)
  cmake_parse_arguments(ARG "" "" "SOURCES;FILES;LINKS" ${ARGN})
  if(NOT DEFINED RESEAL_PLUGIN_OUTPUT)
    set(RESEAL_PLUGIN_OUTPUT "${CMAKE_BINARY_DIR}/plugins")
  endif()
  set(folder "${RESEAL_PLUGIN_OUTPUT}/${id}")
  add_library(reseal_plugin_${id} MODULE ${ARG_SOURCES})
  set_target_properties(reseal_plugin_${id} PROPERTIES
    PREFIX "" OUTPUT_NAME "${id}" SUFFIX "${CMAKE_SHARED_MODULE_SUFFIX}"
    LIBRARY_OUTPUT_DIRECTORY "${folder}"
    CXX_VISIBILITY_PRESET hidden C_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  target_link_libraries(reseal_plugin_${id} PRIVATE reseal::sdk ${ARG_LINKS})
  if(TARGET reseal_flags)
    target_link_libraries(reseal_plugin_${id} PRIVATE reseal_flags)
  endif()
  if(UNIX AND NOT APPLE)
    # Only the entry crosses the border: what a static library brings along stays inside.
    target_link_options(reseal_plugin_${id} PRIVATE -Wl,--exclude-libs,ALL -Wl,--no-undefined
                        -Wl,--gc-sections)
    reseal_debug_info_aside(reseal_plugin_${id} "${folder}" "${id}")
  endif()
  file(GLOB worlds CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" conformance/*.json)
  foreach(file ${ARG_FILES} ${worlds})
    add_custom_command(OUTPUT "${folder}/${file}"
      COMMAND "${CMAKE_COMMAND}" -E copy "${CMAKE_CURRENT_SOURCE_DIR}/${file}" "${folder}/${file}"
      DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${file}" VERBATIM)
    list(APPEND copies "${folder}/${file}")
    get_filename_component(sub "${file}" DIRECTORY)
    install(FILES "${file}" DESTINATION "${CMAKE_INSTALL_LIBDIR}/reseal/plugins/${id}/${sub}" COMPONENT plugins)
  endforeach()
  add_custom_target(reseal_plugin_${id}_files ALL DEPENDS ${copies})
  add_dependencies(reseal_plugin_${id} reseal_plugin_${id}_files)
  install(TARGETS reseal_plugin_${id} LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}/reseal/plugins/${id}" COMPONENT plugins)
endfunction()

# Each start of a deployment reads and hashes its plugins whole, and debug information is most of such a file. So it goes
# into .debug/ beside the library, where gdb finds it by name and checksum; a Debug build keeps everything in one file.
function(reseal_debug_info_aside target folder id)
  if(NOT CMAKE_OBJCOPY OR NOT CMAKE_STRIP)
    return()
  endif()
  set(debug "${folder}/.debug/${id}.so.debug")
  set(release "$<NOT:$<CONFIG:Debug>>")
  add_custom_command(TARGET ${target} POST_BUILD
    COMMAND "$<${release}:${CMAKE_COMMAND};-E;make_directory;${folder}/.debug>"
    COMMAND "$<${release}:${CMAKE_OBJCOPY};--only-keep-debug;$<TARGET_FILE:${target}>;${debug}>"
    COMMAND "$<${release}:${CMAKE_STRIP};--strip-unneeded;$<TARGET_FILE:${target}>>"
    COMMAND "$<${release}:${CMAKE_OBJCOPY};--add-gnu-debuglink=${debug};$<TARGET_FILE:${target}>>"
    COMMAND_EXPAND_LISTS VERBATIM)
  install(FILES "${debug}" DESTINATION "${CMAKE_INSTALL_LIBDIR}/reseal/plugins/${id}/.debug" COMPONENT debug OPTIONAL)
endfunction()
