# What every CMakeLists.txt here is made of: one way to make a library, a program, a test, a context.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")  # assertions stay on: a bug must stop here, not in a bill
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")

option(AQUACIS_PCH "Precompiled headers" ON)
option(AQUACIS_BENCH "Build the benchmarks" OFF)
option(AQUACIS_FUZZ "Build the fuzzers (clang)" OFF)
set(AQUACIS_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them")

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # ccache refuses precompiled headers unless it is told that their times and macros are ours.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Protobuf REQUIRED)
find_package(GTest REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS system)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
pkg_check_modules(GRPC REQUIRED IMPORTED_TARGET grpc++)
pkg_check_modules(PQXX REQUIRED IMPORTED_TARGET libpqxx)
pkg_check_modules(PQ REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
find_program(PROTOC protoc REQUIRED)
find_program(GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fpch-preprocess)
else()
  add_compile_options(-Wno-sign-conversion)  # clang counts it into -Wconversion, GCC does not
endif()
if(AQUACIS_SANITIZE)
  add_compile_options(-fsanitize=${AQUACIS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${AQUACIS_SANITIZE})
  set(AQUACIS_SANITIZER_ENVIRONMENT "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/lsan.supp:print_suppressions=0"
      "TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/tsan.supp:history_size=4"
      "AQUACIS_SANITIZED=${AQUACIS_SANITIZE}")
  if(AQUACIS_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-tsan)  # Boost.Asio's fences, which GCC's thread sanitizer does not know and says so
  endif()
endif()
include_directories(${CMAKE_SOURCE_DIR})
add_compile_definitions(SPDLOG_FMT_EXTERNAL)

# aquacis_library(name [SOURCES a.cpp …] LINK lib …). Without SOURCES: every .cpp of this folder.
function(aquacis_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  if(NOT ARG_SOURCES)
    file(GLOB ARG_SOURCES CONFIGURE_DEPENDS *.cpp)
  endif()
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC ${ARG_LINK})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${ARG_LINK})
  endif()
endfunction()

# aquacis_program(name SOURCES … LINK …): lands in build/<preset>/bin.
function(aquacis_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# aquacis_test(name SOURCES … LINK … [TIMEOUT seconds] [LABELS …]): one GoogleTest program, one ctest entry.
function(aquacis_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 900)  # a loaded machine is slow, and slow is not wrong
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
    ENVIRONMENT "AQUACIS_SOURCE=${CMAKE_SOURCE_DIR};AQUACIS_BIN=${CMAKE_BINARY_DIR}/bin;${AQUACIS_SANITIZER_ENVIRONMENT}")
endfunction()

# aquacis_embed(target FOLDER store HEADER cloud/billing/store/sql.hpp NAMESPACE aquacis::billing::sql PATTERN *.sql)
# Every "-- name: find_invoice" section of the folder's .sql files becomes `constexpr std::string_view find_invoice`.
function(aquacis_embed_sql target)
  cmake_parse_arguments(ARG "" "FOLDER;HEADER;NAMESPACE" "" ${ARGN})
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_FOLDER}/*.sql)
  set(header ${CMAKE_BINARY_DIR}/embedded/${ARG_HEADER})
  add_custom_command(OUTPUT ${header}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/base/cmake/embed.py sql ${ARG_NAMESPACE} ${header} ${files}
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/base/cmake/embed.py VERBATIM)
  target_sources(${target} PRIVATE ${header})
  target_include_directories(${target} PUBLIC ${CMAKE_BINARY_DIR}/embedded)
endfunction()

# The folder's NNNN_name.up.sql and .down.sql as one array, for platform::Migration.
function(aquacis_embed_migrations target)
  cmake_parse_arguments(ARG "" "FOLDER;HEADER;NAMESPACE" "" ${ARGN})
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_FOLDER}/*.sql)
  set(header ${CMAKE_BINARY_DIR}/embedded/${ARG_HEADER})
  add_custom_command(OUTPUT ${header}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/base/cmake/embed.py migrations ${ARG_NAMESPACE} ${header} ${files}
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/base/cmake/embed.py VERBATIM)
  target_sources(${target} PRIVATE ${header})
  target_include_directories(${target} PUBLIC ${CMAKE_BINARY_DIR}/embedded)
endfunction()

# aquacis_context(billing [LINK extra …]): the seven rooms of a context as three libraries and two test programs.
#   aquacis_billing_domain   domain/            links base only
#   aquacis_billing_store    store/ migrations/ the only libpqxx user
#   aquacis_billing          wire/ service/ events/  and billing.hpp, what aquacisd registers
function(aquacis_context name)
  cmake_parse_arguments(ARG "" "" "LINK;TEST_LINK" ${ARGN})
  file(GLOB domain CONFIGURE_DEPENDS domain/*.cpp)
  file(GLOB store CONFIGURE_DEPENDS store/*.cpp)
  file(GLOB service CONFIGURE_DEPENDS *.cpp wire/*.cpp service/*.cpp events/*.cpp)
  file(GLOB domain_tests CONFIGURE_DEPENDS tests/domain_*.cpp)
  file(GLOB database_tests CONFIGURE_DEPENDS tests/store_*.cpp tests/service_*.cpp)

  aquacis_library(aquacis_${name}_domain SOURCES ${domain} LINK aquacis_base)

  add_library(aquacis_${name}_store STATIC ${store})
  target_link_libraries(aquacis_${name}_store PUBLIC aquacis_${name}_domain aquacis_platform PkgConfig::PQXX)
  aquacis_embed_sql(aquacis_${name}_store FOLDER store
    HEADER cloud/${name}/store/sql.hpp NAMESPACE aquacis::${name}::sql)
  aquacis_embed_migrations(aquacis_${name}_store FOLDER migrations
    HEADER cloud/${name}/migrations/migrations.hpp NAMESPACE aquacis::${name})

  add_library(aquacis_${name} STATIC ${service})
  target_link_libraries(aquacis_${name} PUBLIC aquacis_${name}_store aquacis_proto ${ARG_LINK})
  aquacis_use_pch(aquacis_${name}_store aquacis_${name})

  if(domain_tests)
    aquacis_test(${name}_domain_test SOURCES ${domain_tests} LINK aquacis_${name}_domain)
  endif()
  if(database_tests)
    aquacis_test(${name}_test SOURCES ${database_tests} LINK aquacis_${name} aquacis_test_support ${ARG_TEST_LINK})
    aquacis_use_pch(${name}_test)
  endif()
endfunction()

# The cloud's heavy headers (gRPC, libpqxx) are compiled once, in aquacis_proto, and reused.
function(aquacis_use_pch)
  if(AQUACIS_PCH)
    foreach(target ${ARGN})
      get_target_property(type ${target} TYPE)
      if(type STREQUAL "EXECUTABLE")
        # A precompiled header fits only code made with the same -f options, and a program would get -fPIE.
        set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
        target_compile_options(${target} PRIVATE -fPIC)
      endif()
      target_precompile_headers(${target} REUSE_FROM aquacis_pch)
      target_link_libraries(${target} PRIVATE aquacis_pch)
    endforeach()
  endif()
endfunction()
