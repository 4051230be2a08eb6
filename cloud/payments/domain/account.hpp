#pragma once
// An account: what a contract owes and what stands to its credit.

#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"
#include "base/volume.hpp"

namespace aquacis::payments {

struct Debt {
    InvoiceId invoice;
    ContractId contract;
    std::string number;  // the bill's
    std::string contract_number;
    std::string period;  // "2026-10"
    Date due;
    Money total;
    Money remaining;  // total less what the ledger says was paid; as read, not stored
    Volume consumed;
};

struct Account {
    ContractId contract;
    std::string number;
    std::int64_t version = 0;
    std::vector<Debt> debts;  // something remains; oldest first
    Money credit;

    Money owed() const {
        Money sum;
        for (const Debt& debt : debts) sum += debt.remaining;
        return sum;
    }
};

}  // namespace aquacis::payments
