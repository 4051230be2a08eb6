#pragma once
// The parts of edge_node_bench. Each prints its figures beside its goal and says whether it holds.

#include <cstdint>

#include "base/sqlite/sqlite.hpp"

namespace aquacis::edge::bench {

// Lines over TCP into the real program, until they are durable rows; what it writes meanwhile.
bool measure_speed();
// Two thousand meters, each heard once an hour, for a day: what that writes, with the cloud there and away.
bool measure_trickle();
// Thirty days without the broker, then its return.
bool measure_outage();
// Ninety days in the queue: memory, and how long a start takes.
bool measure_queue();

inline constexpr double most_wear = 4;  // bytes written per byte of reading
inline constexpr long most_resident_kib = 32 * 1024;

// What one stored reading is, on average: its body, and its number, time (8 bytes each), quality and RSSI (a byte
// each).
inline double reading_bytes(sqlite::Database& spool) {
    constexpr std::int64_t beside_the_body = 18;
    return static_cast<double>(spool.integer("SELECT sum(length(body)) FROM readings")) /
               static_cast<double>(spool.integer("SELECT count(*) FROM readings")) +
           static_cast<double>(beside_the_body);
}

}  // namespace aquacis::edge::bench
