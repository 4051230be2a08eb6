#pragma once
// One LoRaWAN layout file, read. See edge-node/drivers/README.md for what the fields mean.

#include "edge-node/decode/driver.hpp"

namespace aquacis::edge {

enum class FieldType { unsigned_integer, signed_integer, unix_time, hexadecimal };

// value = (raw + add) × factor + offset
struct LayoutField {
    std::string quantity;
    std::string unit;
    FieldType type = FieldType::unsigned_integer;
    std::size_t at = 0;    // fixed layouts: where it stands
    std::size_t size = 1;  // bytes
    bool big_endian = false;
    unsigned shift = 0;
    std::uint64_t mask = ~std::uint64_t{0};
    std::int64_t add = 0;
    Decimal factor{1, 0};
    Decimal offset;
    std::int64_t epoch = 0;  // unix_time: seconds to add
    unsigned storage = 0;
    std::string function = "instantaneous";
    Bytes channel;                  // channels: the bytes that announce it
    unsigned flag = 0;              // flags: the bit that announces it
    std::vector<StatusWord> bits;   // words of set bits
    std::vector<StatusWord> words;  // one word for one value
};

enum class LayoutKind {
    fixed,     // every field at its place
    channels,  // announced by channel bytes, in any order
    flags,     // a 16-bit word says which fields follow
    algorithm,
};

struct Layout {
    std::string file;
    std::string vendor;
    std::vector<std::string> models;
    std::vector<unsigned> ports;  // none: any
    Bytes starts;                 // the payload begins so
    std::optional<std::size_t> size;
    LayoutKind kind = LayoutKind::fixed;
    std::string algorithm;
    std::size_t flags_at = 0;
    std::vector<LayoutField> fields;
    Driver driver;  // which records are total, clock and so on
};

// A file holds one vendor's layouts. Throws std::runtime_error naming the file and what is wrong.
std::vector<Layout> parse_layouts(std::string_view toml, const std::string& file);

}  // namespace aquacis::edge
