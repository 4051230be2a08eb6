#pragma once
// Rows of the sync tables as values, shared by the log (the program's side) and the session (the agent's side).

#include <span>
#include <string>
#include <vector>

#include "base/sqlite/sqlite.hpp"
#include "sync/model/operation.hpp"

namespace aquacis::sync {

struct NodeDevice {
    Uuid device;
    int administration = 0;
    std::uint32_t epoch = 1;
    std::uint64_t epoch_base = 0;  // number = epoch_base + seq
    std::uint64_t last_number = 0;
    std::string chain_hash;  // of the epoch's last operation; empty when it has none
    Hlc hlc;
    std::uint64_t acknowledged = 0;  // number
    std::uint64_t seen = 0;          // number
    std::string server_incarnation;
    std::uint64_t last_seq() const { return last_number - epoch_base; }
};
NodeDevice read_device(sqlite::Database& database);

void insert_operation(sqlite::Database& database, std::uint64_t number, const Operation& operation,
                      const std::vector<std::uint64_t>& deps, const std::string& hash);

// Deps are kept as numbers; those of an earlier epoch were answered before this one began and are left out.
std::vector<std::uint64_t> deps_in_epoch(const std::vector<std::uint64_t>& numbers, std::uint64_t epoch_base);
std::string deps_text(const std::vector<std::uint64_t>& numbers);
std::vector<std::uint64_t> parse_deps(std::string_view text);

inline std::span<const std::uint8_t> bytes_of(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace aquacis::sync
