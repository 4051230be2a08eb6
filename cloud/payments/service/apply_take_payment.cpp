#include <algorithm>
#include <set>
#include <stdexcept>

#include "base/sha256.hpp"
#include "cloud/payments/service/apply_parts.hpp"
#include "cloud/payments/store/account_store.hpp"
#include "cloud/payments/store/folio_store.hpp"
#include "cloud/payments/store/payment_store.hpp"
#include "cloud/payments/wire/published_payment_received.hpp"

namespace aquacis::payments {
namespace {

class Taking {
public:
    Taking(const Deciding& deciding, TakenPayment taken)
        : deciding_(deciding), tx_(deciding.tx), taken_(std::move(taken)) {}

    // Where a till's money goes: as asked, into suspense, or nowhere because it is here already. Money that was
    // received is never refused; only a body without any is.
    Decision run() {
        if (!taken_.received().is_positive()) return {no_money_in_it(), true};
        lock_name(tx_, "payment/" + taken_.id.to_string());
        accounts_ = lock_accounts(tx_, contracts_named());
        make_payment();
        if (const auto before = find_fingerprint(tx_, taken_.id)) {
            if (*before == payment_.fingerprint) return received_before();
            payment_.id = id_beside_another();
            payment_.external_reference = payment_.id.to_string();
            if (find_fingerprint(tx_, payment_.id)) return received_before();
            stand_under_a_folio();
            return to_suspense(payment_id_reused());
        }
        stand_under_a_folio();
        if (deciding_.key_reused) return to_suspense(key_reused());
        if (!taken_.is_whole) return to_suspense(partly_unreadable(taken_.received()));
        if (!taken_.applications_sound || taken_.advance.is_negative() || taken_.asked() != taken_.received())
            return to_suspense(sum_differs(taken_.received(), taken_.asked()));
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
        payment_.fingerprint = sha256_hex(deciding_.operation.body);
        payment_.contract = known_contract();
        if (payment_.contract)
            payment_.contract_number = find_accounts(tx_, {&*payment_.contract, 1}).at(0).contract_number;
        payment_.amount = taken_.received();
        if (!taken_.folio.series.empty()) payment_.folio = taken_.folio;
        payment_.session = taken_.session;
        payment_.tenders = taken_.tenders;
        payment_.taken_at = taken_.taken_at;
        payment_.taken_at_raw_us = taken_.taken_at_raw_us;
        payment_.taken_by = deciding_.operation.actor;
    }

    // The paper's folio, when this device was granted it and no other payment has it; else one of the server's. The
    // money goes where it was meant to in either case, and the rightful owner keeps his folio.
    void stand_under_a_folio() {
        const Folio& folio = taken_.folio;
        const bool is_missing = folio.series.empty() || folio.number <= 0;
        lock_name(tx_, "folio/" + folio.series);
        const bool is_taken = !is_missing && folio_is_taken(tx_, folio);
        if (!is_missing && !is_taken && folio_is_granted(tx_, deciding_.operation.key.device, folio)) return;
        payment_.folio_stands = false;
        payment_.server_folio = next_server_folio(tx_, folio.series.empty() ? "SERVIDOR" : folio.series);
        const FolioReplaced replaced{folio.text, payment_.server_folio};
        findings_.push_back(is_missing ? folio_missing(replaced)
                            : is_taken ? folio_taken(replaced)
                                       : folio_not_granted(replaced));
    }

    void record(std::vector<LedgerEntry> entries) {
        if (!insert_payment(tx_, payment_, deciding_.cause.now))
            throw std::runtime_error("payment " + payment_.id.to_string() + ": its place was free a moment ago");
        insert_movements(tx_, std::vector{Movement{payment_.id.uuid(), payment_.id, entries}}, deciding_.cause.now);
        const PaymentView view{payment_.id, payment_.contract_number, payment_.amount, std::move(entries)};
        platform::publish(tx_, deciding_.cause, payment_received(payment_, view));
        announce_accounts(tx_, deciding_.cause, accounts_);
    }

    // The same body from another device's file: one payment, one effect.
    Decision received_before() {
        announce_accounts(tx_, deciding_.cause, accounts_);
        Outcome outcome;
        outcome.effects = effects_of(accounts_);
        return {outcome, false};
    }

    // For a payment whose id another one has: the same body always gets the same id, however often it comes.
    PaymentId id_beside_another() const { return PaymentId(make_named_uuid(taken_.id.uuid(), payment_.fingerprint)); }

    Decision to_suspense(Outcome outcome) {
        record(all_to_suspense(payment_.contract, payment_.amount));
        findings_.insert(findings_.begin(), std::move(outcome));
        return {summed_up(), true};
    }

    // The first finding names the outcome; the reasons of all stand in it.
    Outcome summed_up() const {
        Outcome all = findings_.empty() ? Outcome{} : findings_.front();
        for (std::size_t i = 1; i < findings_.size(); ++i)
            all.reason += " " + findings_[i].reason;
        all.effects = effects_of(accounts_);
        return all;
    }

    Decision as_asked() {
        const AskedPayment asked{payment_.contract, taken_.applications, taken_.advance};
        const auto invoices = invoices_named();
        const Allocation allocation =
            pay_as_asked(asked, find_open_debts(tx_, accounts_), find_settled_debts(tx_, invoices));
        record(allocation.entries);
        if (allocation.unplaced.is_positive()) findings_.push_back(unplaced_money(allocation.unplaced));
        if (allocation.surplus.is_positive())
            findings_.push_back(allocation.is_withdrawn ? bill_reversed(allocation.paid_debt, allocation.surplus)
                                                        : debt_already_paid(allocation.paid_debt, allocation.surplus));
        const auto session = taken_.session ? find_session(tx_, *taken_.session) : std::nullopt;
        if (!session)
            findings_.push_back(session_unknown());
        else if (session->closed)
            findings_.push_back(session_closed());
        return {summed_up(), allocation.unplaced.is_positive() || !payment_.folio_stands};
    }

    const Deciding& deciding_;
    platform::Transaction& tx_;
    TakenPayment taken_;
    std::vector<ContractId> accounts_;  // those that exist, locked
    NewPayment payment_;
    std::vector<Outcome> findings_;
};

}  // namespace

Decision apply_take_payment(const Deciding& deciding) {
    auto taken = parse_taken_payment(deciding.operation.body, sender_of(deciding));
    if (!taken) return {unreadable(deciding.operation.type), true};
    return Taking(deciding, *std::move(taken)).run();
}

}  // namespace aquacis::payments
