#pragma once
// A believable register of an administration, made from a seed: the same seed makes the same register to the last bit,
// and a larger one begins with the smaller one. Pure: no clock, no file, no network.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "cloud/contracts/domain/contract.hpp"
#include "cloud/customers/domain/customer.hpp"
#include "cloud/metering/domain/meter.hpp"

namespace aquacis::aquacisctl {

struct RegisterOrder {
    std::uint64_t seed = 2026;
    AdministrationId administration;
    int contracts = 0;  // 1 to 1,000,000
    Date start;         // when the meters' registers are taken over
};

// What the radio simulator makes telegrams from. On day d since the start the register shows
// initial + Σ (i = 1…d) (week[i % 7] + leak), and stands still after the day it stopped.
struct RadioMeter {
    std::string security;  // none | mode5 | ell-ctr
    std::string key;       // 32 hexadecimal digits; empty without security
    std::array<std::int64_t, 7> week_litres{};
    std::int64_t leak_litres_per_day = 0;
    std::optional<int> stopped_after_day;
};

struct RegisterEntry {
    customers::CustomerDraft customer;
    contracts::ContractDraft contract;
    metering::MeterDraft meter;
    RadioMeter radio;
};

struct CashierEntry {
    std::string id;
    std::string name;
    std::string pin;   // six digits, different for each
    std::string role;  // cashier | supervisor
};

struct Register {
    std::vector<RegisterEntry> entries;
    std::vector<CashierEntry> cashiers;  // three and a supervisor
};

Register generate_register(const RegisterOrder& order);

// "14-B", "14-C", "14-D", "15-A" …: the reading and billing zone of the n-th contract, 500 in each.
std::string zone_of(int contract);

}  // namespace aquacis::aquacisctl
