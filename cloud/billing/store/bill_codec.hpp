#pragma once
// A bill's event as the text that stands in its row: JSON with sorted keys, so that equal events are equal bytes.

#include <string>
#include <string_view>

#include "cloud/billing/domain/bill.hpp"

namespace aquacis::billing {

struct EncodedEvent {
    std::string_view kind;  // reading | tariff | line | issued | reversed
    std::string body;
};

EncodedEvent encode(const BillEvent& event);
BillEvent decode(std::string_view kind,
                 std::string_view body);  // throws std::runtime_error on what encode() cannot have made

}  // namespace aquacis::billing
