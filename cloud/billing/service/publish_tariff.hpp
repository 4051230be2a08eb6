#pragma once
// A tariff version is published once. The same content again is the same answer; other content under its number is
// refused.

#include <string>

#include "cloud/billing/service/context.hpp"

namespace aquacis::billing {

struct TariffToPublish {
    std::string code;
    std::uint32_t version = 0;
    std::string valid_from;
    std::string definition;
};

Result<std::string> publish_tariff(const Context& context, const platform::Caller& caller,
                                   const TariffToPublish& given);  // its SHA-256

}  // namespace aquacis::billing
