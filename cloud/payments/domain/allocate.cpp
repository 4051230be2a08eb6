#include "cloud/payments/domain/allocate.hpp"

#include <algorithm>
#include <map>

namespace aquacis::payments {
namespace {

LedgerEntry received(PaymentId payment, Money amount) { return {EntryKind::received, payment, std::nullopt, std::nullopt, amount}; }

// The named debts first, in that order, then the others, which stand oldest first.
std::vector<const Debt*> in_order(const Account& account, std::span<const InvoiceId> named) {
    std::vector<const Debt*> order;
    for (const InvoiceId& invoice : named)
        for (const Debt& debt : account.debts)
            if (debt.invoice == invoice && std::find(order.begin(), order.end(), &debt) == order.end()) order.push_back(&debt);
    for (const Debt& debt : account.debts)
        if (std::find(order.begin(), order.end(), &debt) == order.end()) order.push_back(&debt);
    return order;
}

void add(std::vector<LedgerEntry>& entries, LedgerEntry entry) {
    if (entry.amount.is_positive()) entries.push_back(entry);
}

}  // namespace

Allocation allocate(PaymentId payment, Money amount, const Account& account, std::span<const InvoiceId> named) {
    Allocation allocation{{received(payment, amount)}, {}};
    Money left = amount;
    for (const Debt* debt : in_order(account, named)) {
        const Money part = std::min(left, debt->remaining);
        add(allocation.entries, {EntryKind::applied, payment, account.contract, debt->invoice, part});
        left -= part;
    }
    add(allocation.entries, {EntryKind::credited, payment, account.contract, std::nullopt, left});
    allocation.surplus = left;
    return allocation;
}

Allocation allocate(PaymentId payment, Money amount, const Wish& wish, std::span<const Account> accounts) {
    std::map<ContractId, Money> credit;
    std::map<InvoiceId, std::pair<ContractId, Money>> remaining;
    for (const Account& account : accounts) {
        credit[account.contract];
        for (const Debt& debt : account.debts) remaining[debt.invoice] = {account.contract, debt.remaining};
    }
    Allocation allocation{{received(payment, amount)}, {}};
    Money unplaced;
    for (const Application& wanted : wish.applications) {
        const auto debt = remaining.find(wanted.invoice);
        const Money part = debt == remaining.end() ? Money::zero() : std::min(wanted.amount, debt->second.second);
        if (part.is_positive()) {
            debt->second.second -= part;
            add(allocation.entries, {EntryKind::applied, payment, debt->second.first, wanted.invoice, part});
        }
        const Money rest = wanted.amount - part;
        allocation.surplus += rest;
        if (const auto account = credit.find(wanted.contract); account != credit.end())
            account->second += rest;
        else
            unplaced += rest;
    }
    if (const auto payer = credit.find(wish.payer); payer != credit.end())
        payer->second += wish.advance;
    else
        unplaced += wish.advance;
    for (const auto& [contract, sum] : credit) add(allocation.entries, {EntryKind::credited, payment, contract, std::nullopt, sum});
    add(allocation.entries, {EntryKind::suspense, payment, std::nullopt, std::nullopt, unplaced});
    return allocation;
}

Allocation to_suspense(PaymentId payment, Money amount) {
    return {{received(payment, amount), {EntryKind::suspense, payment, std::nullopt, std::nullopt, amount}}, {}};
}

std::vector<LedgerEntry> use_credit(const Account& account) {
    std::vector<LedgerEntry> entries;
    Money left = account.credit;
    for (const Debt& debt : account.debts) {
        const Money part = std::min(left, debt.remaining);
        add(entries, {EntryKind::credit_used, std::nullopt, account.contract, debt.invoice, part});
        left -= part;
    }
    return entries;
}

}  // namespace aquacis::payments
