#pragma once
// What a contract owes and what it has in its favour, as the ledger adds up to.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"
#include "base/volume.hpp"
#include "cloud/payments/domain/ledger.hpp"

namespace aquacis::payments {

struct Debt {
    InvoiceId invoice;
    std::string number;
    ContractId contract;
    Period period;
    Date due_date;
    Money total;
    Money remaining;
    Volume consumed;
};

struct Account {
    ContractId contract;
    std::string contract_number;
    std::vector<Debt> debts;  // oldest first, only those with something remaining
    Money credit;             // saldo a favor
    std::uint64_t version = 0;

    Money owed() const {
        Money sum;
        for (const Debt& debt : debts)
            sum += debt.remaining;
        return sum;
    }
};

// The account once the ledger has these entries too.
Account with_entries(Account account, std::span<const LedgerEntry> entries);

}  // namespace aquacis::payments
