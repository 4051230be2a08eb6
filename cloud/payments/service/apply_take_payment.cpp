#include <algorithm>
#include <set>
#include <stdexcept>

#include "cloud/payments/service/apply_parts.hpp"
#include "cloud/payments/service/fingerprint.hpp"
#include "cloud/payments/service/till_bodies.hpp"
#include "cloud/payments/store/account_store.hpp"
#include "cloud/payments/store/payment_store.hpp"

namespace aquacis::payments {
namespace {

// The first finding names the outcome; the reasons of all stand in it.
Outcome sum_up(const std::vector<Outcome>& findings) {
    if (findings.empty()) return {};
    Outcome all = findings.front();
    for (std::size_t i = 1; i < findings.size(); ++i)
        all.reason += " " + findings[i].reason;
    return all;
}

class Taking {
public:
    Taking(const Applying& applying, TakenPayment taken)
        : applying_(applying), tx_(applying.tx), taken_(std::move(taken)) {}

    Applied run() {
        if (!taken_.received().is_positive()) return {no_money_in_it(), true};
        lock_name(tx_, "payment/" + taken_.id.to_string());
        accounts_ = lock_accounts(tx_, contracts_named());
        make_payment();
        if (const auto before = find_fingerprint(tx_, taken_.id)) {
            if (*before == payment_.fingerprint) return received_before();
            payment_.id = id_beside_another();
            payment_.external_reference = payment_.id.to_string();
            return find_fingerprint(tx_, payment_.id) ? received_before() : to_suspense(payment_id_reused());
        }
        if (applying_.key_reused) return to_suspense(key_reused());
        if (!taken_.applications_sound || taken_.advance.is_negative() || taken_.asked() != taken_.received())
            return to_suspense(sum_differs(taken_.received(), taken_.asked()));
        if (taken_.folio.series.empty() || taken_.folio.number <= 0) return to_suspense(folio_missing());
        lock_name(tx_, "folio/" + taken_.folio.series);
        if (folio_is_taken(tx_, taken_.folio)) return to_suspense(folio_taken(taken_.folio.text));
        return as_asked();
    }

private:
    std::vector<InvoiceId> invoices_named() const {
        std::vector<InvoiceId> invoices;
        for (const auto& application : taken_.applications)
            invoices.push_back(application.invoice);
        return invoices;
    }

    std::vector<ContractId> contracts_named() const {
        const auto of_invoices = find_contracts_of(tx_, invoices_named());
        std::set<ContractId> contracts(of_invoices.begin(), of_invoices.end());
        if (taken_.contract) contracts.insert(*taken_.contract);
        return {contracts.begin(), contracts.end()};
    }

    std::optional<ContractId> known_contract() const {
        const bool known =
            taken_.contract && std::find(accounts_.begin(), accounts_.end(), *taken_.contract) != accounts_.end();
        return known ? taken_.contract : std::nullopt;
    }

    void make_payment() {
        payment_.id = taken_.id;
        payment_.channel = "till";
        payment_.external_reference = taken_.id.to_string();
        payment_.fingerprint = fingerprint(applying_.operation.body);
        payment_.contract = known_contract();
        if (payment_.contract)
            payment_.contract_number = find_accounts(tx_, {&*payment_.contract, 1}).at(0).contract_number;
        payment_.amount = taken_.received();
        if (!taken_.folio.series.empty()) payment_.folio = taken_.folio;
        payment_.session = taken_.session;
        payment_.tenders = taken_.tenders;
        payment_.taken_at = taken_.taken_at;
    }

    void record(std::vector<LedgerEntry> entries) {
        if (!insert_payment(tx_, payment_, applying_.cause.now))
            throw std::runtime_error("payment " + payment_.id.to_string() + ": its place was free a moment ago");
        insert_movements(tx_, std::vector{Movement{payment_.id.uuid(), payment_.id, entries}}, applying_.cause.now);
        const PaymentView view{payment_.id, payment_.contract_number, payment_.amount, std::move(entries)};
        announce_payment(tx_, applying_.context, applying_.cause, payment_, view);
        announce_accounts(tx_, applying_.context, applying_.cause, accounts_);
    }

    // A device that was restored sends its payments again under new keys: one payment, one effect.
    Applied received_before() {
        announce_accounts(tx_, applying_.context, applying_.cause, accounts_);
        return {};
    }

    // For a payment whose id another one has: the same body always gets the same id, however often it comes.
    PaymentId id_beside_another() const { return PaymentId(make_named_uuid(taken_.id.uuid(), payment_.fingerprint)); }

    Applied to_suspense(const Outcome& outcome) {
        payment_.folio_stands = false;
        record(all_to_suspense(payment_.contract, payment_.amount));
        return {outcome, true};
    }

    Applied as_asked() {
        const AskedPayment asked{payment_.contract, taken_.applications, taken_.advance};
        const auto invoices = invoices_named();
        const Allocation allocation =
            pay_as_asked(asked, find_open_debts(tx_, accounts_), find_settled_debts(tx_, invoices));
        record(allocation.entries);
        std::vector<Outcome> findings;
        if (allocation.unplaced.is_positive()) findings.push_back(unplaced_money(allocation.unplaced));
        if (allocation.surplus.is_positive())
            findings.push_back(debt_already_paid(allocation.paid_debt, allocation.surplus));
        const auto session = taken_.session ? find_session(tx_, *taken_.session) : std::nullopt;
        if (!session)
            findings.push_back(session_unknown());
        else if (session->closed)
            findings.push_back(session_closed());
        return {sum_up(findings), allocation.unplaced.is_positive()};
    }

    const Applying& applying_;
    platform::Transaction& tx_;
    TakenPayment taken_;
    std::vector<ContractId> accounts_;  // those that exist, locked
    NewPayment payment_;
};

}  // namespace

Applied apply_take_payment(const Applying& applying) {
    auto taken = parse_taken_payment(applying.operation.body);
    if (!taken) return {unreadable(applying.operation.type), true};
    return Taking(applying, *std::move(taken)).run();
}

}  // namespace aquacis::payments
