#include "cloud/payments/service/register_payment.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/printed_code.hpp"
#include "base/sha256.hpp"
#include "cloud/payments/service/announce.hpp"
#include "cloud/payments/service/money_rules.hpp"
#include "cloud/payments/store/account_store.hpp"
#include "cloud/payments/store/payment_store.hpp"
#include "cloud/payments/wire/published_payment_received.hpp"

namespace aquacis::payments {
namespace {

Refusal other_body() {
    return {RefusalKind::conflict, "payments.reference_reused", "external_reference",
            "Esta referencia ya se usó en su canal para otro pago.",
            "Si es un pago nuevo, envíe otra referencia; si repite uno, envíe los mismos datos."};
}

Refusal foreign_invoice() {
    return {RefusalKind::not_found, "payments.invoice_not_found", "invoice_ids",
            "Un recibo de la lista no es un adeudo de ese contrato.",
            "Consulte los adeudos otra vez, o deje la lista vacía para pagar los más antiguos."};
}

// The answer of a payment that was taken before under this key.
Result<PaymentView> answer_again(platform::Transaction& tx, const CheckedPayment& asked, const std::string& print) {
    const auto known = find_payment(tx, asked.channel, asked.external_reference);
    if (!known) throw std::runtime_error("payment: its key is taken and cannot be read");
    if (known->fingerprint != print) return other_body();
    return view_payment(tx, known->id).value();
}

// The chosen invoices first, in the payer's order; then the rest, oldest first.
Result<std::vector<OpenDebt>> debts_in_order(platform::Transaction& tx, const CheckedPayment& asked,
                                             ContractId contract) {
    auto debts = find_open_debts(tx, {&contract, 1});
    std::size_t placed = 0;
    for (const InvoiceId& invoice : asked.invoices) {
        const auto found = std::find_if(debts.begin() + static_cast<std::ptrdiff_t>(placed), debts.end(),
                                        [&](const OpenDebt& debt) { return debt.invoice == invoice; });
        if (found != debts.end()) {
            std::rotate(debts.begin() + static_cast<std::ptrdiff_t>(placed), found, found + 1);
            ++placed;
        } else if (asked.may_be_refused) {
            const auto settled = find_settled_debts(tx, {&invoice, 1});
            if (settled.empty() || settled[0].contract != contract) return foreign_invoice();
        }
    }
    return debts;
}

Result<std::vector<LedgerEntry>> allocate(platform::Transaction& tx, const CheckedPayment& asked,
                                          const std::optional<ContractId>& contract) {
    if (!contract) return all_to_suspense(std::nullopt, asked.amount);
    (void)lock_accounts(tx, {&*contract, 1});
    const auto debts = debts_in_order(tx, asked, *contract);
    if (!debts) return debts.refusal();
    return pay_in_order(*contract, asked.amount, *debts);
}

}  // namespace

Result<PaymentView> register_payment(const Context& context, const platform::Caller& caller,
                                     const PaymentRequest& request) {
    const Instant now = context.clock.now();
    const auto asked = check(request, now);
    if (!asked) return asked.refusal();
    const std::string print = sha256_hex(asked->canonical());
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<PaymentView> {
        // Another administration's code is no number here: its money is kept in suspense, never another person's.
        const auto contract = find_account(tx, contract_number_in(asked->contract_number, caller.administration));
        NewPayment payment;
        payment.id = PaymentId(make_uuid_v7(now, context.random));
        payment.channel = asked->channel;
        payment.external_reference = asked->external_reference;
        payment.fingerprint = print;
        payment.contract = contract;
        payment.contract_number = asked->contract_number;
        payment.amount = asked->amount;
        payment.taken_at = asked->paid_at;
        if (!insert_payment(tx, payment, now)) return answer_again(tx, *asked, print);
        if (!contract && asked->may_be_refused) return unknown_contract();
        auto entries = allocate(tx, *asked, contract);
        if (!entries) return entries.refusal();
        insert_movements(tx, std::vector{Movement{payment.id.uuid(), payment.id, *entries}}, now);
        PaymentView view{payment.id, payment.contract_number, payment.amount, *std::move(entries)};
        const Cause cause{context.random, now, caller.correlation_id};
        platform::publish(tx, cause, payment_received(payment, view));
        if (contract) announce_accounts(tx, cause, {&*contract, 1});
        return view;
    });
}

}  // namespace aquacis::payments
