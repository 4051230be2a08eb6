#pragma once
// What was agreed: who is served where, as which use, at which tariff.

#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "cloud/contracts/domain/contract_number.hpp"

namespace aquacis::contracts {

enum class UseClass { domestic = 1, commercial = 2, industrial = 3, public_service = 4 };
enum class ContractState { active, suspended, terminated };

std::string_view to_text(ContractState state);
std::optional<ContractState> parse_state(std::string_view text);

struct ServicePoint {
    ServicePointId id;
    std::string street, street_number, settlement, municipality, postal_code;
    std::string zone;  // reading and billing zone: "14-B"
    friend bool operator==(const ServicePoint&, const ServicePoint&) = default;
};

struct Contract {
    ContractId id;
    ContractNumber number;
    CustomerId customer;
    ServicePoint service_point;
    UseClass use_class;
    std::string tariff_code;
    Date start;
    ContractState state;
    std::optional<Date> end{};  // the last day
    friend bool operator==(const Contract&, const Contract&) = default;
};

// As the caller wrote it.
struct ContractDraft {
    std::string contract_id{}, number{}, customer_id{};
    std::string service_point_id{}, street{}, street_number{}, settlement{}, municipality{}, postal_code{}, zone_id{};
    int use_class = 0;
    std::string tariff_code{}, start_date{}, state{}, end_date{};
};

Result<Contract> check_contract(const ContractDraft& draft);

}  // namespace aquacis::contracts
