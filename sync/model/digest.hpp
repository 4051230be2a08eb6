#pragma once
// The sums that find what changed on the way, besides SHA-256 of chains: CRC32C for batches, and a partition's
// checksum.

#include <cstdint>
#include <string>
#include <string_view>

namespace aquacis::sync {

// Castagnoli's CRC (RFC 3720, B.4). `so_far` is the result for what came before.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t so_far = 0);

// 64 bits of one row of the feed; 0 for an entity that is gone (an empty body).
std::uint64_t row_hash(std::string_view kind, std::string_view id, std::string_view body);

// A partition's checksum is the sum of its rows' hashes modulo 2^64: it does not depend on their order, and both sides
// keep it up to date row by row. Laws: ALGEBRA.md, section 3.
class PartitionChecksum {
public:
    PartitionChecksum() = default;
    explicit PartitionChecksum(std::uint64_t value) : value_(value) {}
    void replace(std::uint64_t old_hash, std::uint64_t new_hash) { value_ += new_hash - old_hash; }
    std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 0;
};

}  // namespace aquacis::sync
