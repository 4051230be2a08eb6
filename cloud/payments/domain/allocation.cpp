#include "cloud/payments/domain/allocation.hpp"

#include <algorithm>
#include <map>

namespace aquacis::payments {
namespace {

// Collects where money goes; says where it came in.
class Entries {
public:
    void put(EntryKind kind, std::optional<ContractId> contract, std::optional<InvoiceId> invoice, Money amount) {
        if (amount.is_zero()) return;
        received_[contract] += amount;
        const auto same = std::find_if(parts_.begin(), parts_.end(), [&](const LedgerEntry& entry) {
            return entry.kind == kind && entry.contract == contract && entry.invoice == invoice;
        });
        if (same != parts_.end())
            same->amount += amount;
        else
            parts_.push_back({kind, contract, invoice, amount});
    }

    std::vector<LedgerEntry> take() && {
        std::vector<LedgerEntry> all;
        for (const auto& [contract, amount] : received_)
            all.push_back({EntryKind::received, contract, std::nullopt, amount});
        all.insert(all.end(), parts_.begin(), parts_.end());
        return all;
    }

private:
    std::map<std::optional<ContractId>, Money> received_;
    std::vector<LedgerEntry> parts_;
};

const OpenDebt* find(std::span<const OpenDebt> debts, const AskedApplication& asked) {
    const auto found = std::find_if(debts.begin(), debts.end(), [&](const OpenDebt& debt) {
        return debt.invoice == asked.invoice && debt.contract == asked.contract;
    });
    return found == debts.end() ? nullptr : &*found;
}

}  // namespace

Money AskedPayment::asked() const {
    Money sum = advance;
    for (const AskedApplication& application : applications)
        sum += application.amount;
    return sum;
}

OpenDebt to_open_debt(const Debt& debt) { return {debt.invoice, debt.contract, debt.number, debt.remaining}; }

std::vector<LedgerEntry> pay_in_order(ContractId contract, Money amount, std::span<const OpenDebt> debts) {
    Entries entries;
    for (const OpenDebt& debt : debts) {
        const Money part = std::min(amount, debt.remaining);
        entries.put(EntryKind::applied, contract, debt.invoice, part);
        amount -= part;
    }
    entries.put(EntryKind::credited, contract, std::nullopt, amount);
    return std::move(entries).take();
}

std::vector<LedgerEntry> all_to_suspense(std::optional<ContractId> contract, Money amount) {
    Entries entries;
    entries.put(EntryKind::suspense, contract, std::nullopt, amount);
    return std::move(entries).take();
}

Allocation pay_as_asked(const AskedPayment& asked, std::span<const OpenDebt> debts, std::span<const OpenDebt> settled) {
    Allocation allocation;
    Entries entries;
    std::map<InvoiceId, Money> remaining;
    for (const OpenDebt& debt : debts)
        remaining[debt.invoice] = debt.remaining;
    const auto to_account = [&](Money amount) {
        const bool known = asked.credit_account.has_value();
        entries.put(known ? EntryKind::credited : EntryKind::suspense, asked.credit_account, std::nullopt, amount);
        if (!known) allocation.unplaced += amount;
    };
    for (const AskedApplication& application : asked.applications) {
        const OpenDebt* open = find(debts, application);
        const OpenDebt* known = open != nullptr ? open : find(settled, application);
        if (known == nullptr) {
            entries.put(EntryKind::suspense, asked.credit_account, std::nullopt, application.amount);
            allocation.unplaced += application.amount;
            continue;
        }
        const Money part = open != nullptr ? std::min(application.amount, remaining[open->invoice]) : Money::zero();
        const Money over = application.amount - part;
        entries.put(EntryKind::applied, known->contract, known->invoice, part);
        if (open != nullptr) remaining[open->invoice] -= part;
        if (over.is_zero()) continue;
        if (allocation.paid_debt.empty()) {
            allocation.paid_debt = known->number;
            allocation.is_withdrawn = known->is_withdrawn;
        }
        allocation.surplus += over;
        to_account(over);
    }
    to_account(asked.advance);
    allocation.entries = std::move(entries).take();
    return allocation;
}

std::vector<CreditUse> spend_credits(std::span<const Credit> credits, std::span<const OpenDebt> debts) {
    std::vector<OpenDebt> open(debts.begin(), debts.end());
    std::vector<CreditUse> uses;
    for (const Credit& credit : credits) {
        CreditUse use{credit.payment, {}};
        Money left = credit.amount;
        for (OpenDebt& debt : open) {
            const Money part = debt.contract == credit.contract ? std::min(left, debt.remaining) : Money::zero();
            if (part.is_zero()) continue;
            use.entries.push_back({EntryKind::applied, credit.contract, debt.invoice, part});
            debt.remaining -= part;
            left -= part;
        }
        const Money used = credit.amount - left;
        if (used.is_zero()) continue;
        use.entries.push_back({EntryKind::credited, credit.contract, std::nullopt, -used});
        uses.push_back(std::move(use));
    }
    return uses;
}

}  // namespace aquacis::payments
