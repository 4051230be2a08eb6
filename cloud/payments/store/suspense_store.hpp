#pragma once
// Money for a person to look at, and what was asked to be done with it.

#include <optional>
#include <string>
#include <vector>

#include "cloud/payments/domain/ledger.hpp"
#include "cloud/payments/domain/money_request.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::payments {

struct HeldMoney {
    PaymentId payment;
    Money amount;
    std::string channel, contract_number, reference, taken_by;
    Instant taken_at;
};
struct SuspensePage {
    PaymentId after;
    int limit = 0;
};
std::vector<HeldMoney> list_suspense(platform::Transaction& tx, const SuspensePage& page);

struct SuspenseSum {
    AdministrationId administration;
    std::int64_t payments = 0, centavos = 0, oldest_seconds = 0;
};
std::vector<SuspenseSum> measure_suspense(platform::Transaction& tx, Instant now);  // of every administration

struct SuspensePart {
    std::optional<ContractId> contract;
    Money amount;
};
std::vector<SuspensePart> find_suspense(platform::Transaction& tx, PaymentId payment);  // by account

bool insert_money_request(platform::Transaction& tx, const MoneyRequest& request);  // false: one is open already
std::optional<MoneyRequest> find_money_request(platform::Transaction& tx, const Uuid& id);
std::optional<MoneyRequest> find_open_request(platform::Transaction& tx, PaymentId payment, MoneyRequestKind kind);
std::vector<MoneyRequest> list_money_requests(platform::Transaction& tx, int limit);
void decide_money_request(platform::Transaction& tx, const MoneyRequest& decided, Instant now);

}  // namespace aquacis::payments
