#pragma once
// A row of the feed, and the parts that a contract's row is joined from.

#include <cstdint>
#include <string>

namespace aquacis::synchub {

struct FeedRow {
    std::string kind;
    std::string id;
    std::string body;
    std::int64_t version = 0;  // of the entity; 0 where the order of its events suffices
};

struct ContractPart {
    std::string contract_id, customer_id, number, street, street_number, settlement, municipality, zone_id, use_class,
        tariff_code, state;
};
struct ContractView {
    ContractPart contract;
    std::string customer_name;
    std::string manufacturer, serial;  // empty until its meter is known
};

}  // namespace aquacis::synchub
