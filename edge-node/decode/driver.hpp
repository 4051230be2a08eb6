#pragma once
// One driver file, read. See edge-node/drivers/README.md for what the fields mean.

#include "edge-node/decode/telegram.hpp"

namespace aquacis::edge {

// "volume storage=1-16 function=maximum" or "vif=FD17": which record is meant.
struct Selector {
    std::string quantity;  // empty: any, when vif is set
    std::optional<std::uint32_t> vif;
    unsigned storage_from = 0;
    unsigned storage_to = 0;
    std::optional<unsigned> tariff = 0;  // nothing: any
    std::optional<unsigned> subunit = 0;
    std::string function = "instantaneous";  // "any": any

    // Throws std::runtime_error on a word it does not know.
    static Selector parse(std::string_view text);
    bool matches(const Record& record) const;
};

struct StatusWord {
    std::uint64_t value = 0;
    std::string word;
};

struct StatusRule {
    bool from_transport = false;  // the transport header's status byte, else a record
    Selector record;
    std::uint64_t mask = ~std::uint64_t{0};
    std::vector<StatusWord> bits;
    std::string unknown;  // "ERROR_FLAGS" makes ERROR_FLAGS_28 of bits without a word; empty: they are dropped
};

struct MeterPattern {
    std::string manufacturer;
    std::optional<std::uint8_t> version;  // nothing: any
    std::optional<std::uint8_t> device_type;
};

struct Driver {
    std::string name;
    std::string title;
    std::vector<MeterPattern> meters;
    std::string payload;  // the name of an algorithm in payloads.cpp for what is not made of records
    unsigned volume_divisor = 1;
    std::vector<Bytes> formats;  // record headers of compact frames that the maker documents
    std::vector<Selector> volume;
    std::vector<Selector> target_volume;
    std::vector<Selector> target_date;
    std::vector<Selector> date_time;
    std::vector<Selector> flow;
    std::vector<Selector> temperature;
    std::vector<StatusRule> status;
    bool transport_status = true;  // false: the maker sets the transport header's status without meaning it
};

const Driver& generic_driver();

// A real telegram and what it must say; nothing is asked of a field that is not set.
struct Proof {
    std::string source;
    std::vector<Bytes> telegrams;  // fed in order
    std::optional<Key> key;
    std::optional<std::string> volume_m3;
    std::optional<std::string> target_volume_m3;
    std::optional<std::string> target_date;
    std::optional<std::string> date_time;
    std::optional<std::vector<std::string>> status;
};
// The [[proof]] tables of a driver file. Throws as parse_driver.
std::vector<Proof> parse_proofs(std::string_view toml, const std::string& file);

// Throws std::runtime_error naming the file, the field and what is wrong.
Driver parse_driver(std::string_view toml, const std::string& file);

}  // namespace aquacis::edge
