#include "cloud/payments/service/register_payment.hpp"

#include <algorithm>
#include <iterator>

#include "base/printed_code.hpp"
#include "base/sha256.hpp"
#include "cloud/payments/domain/account.hpp"
#include "cloud/payments/service/money_rules.hpp"
#include "cloud/payments/store/account_store.hpp"
#include "cloud/payments/store/payment_store.hpp"
#include "cloud/payments/wire/published_debt_status_changed.hpp"
#include "cloud/payments/wire/published_payment_received.hpp"
#include "cloud/platform/events/outbox.hpp"

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

// The chosen invoices first, in the payer's order; then the rest, oldest first.
Result<std::vector<OpenDebt>> debts_in_order(platform::Transaction& tx, const CheckedPayment& asked,
                                             const Account& account) {
    std::vector<OpenDebt> debts;
    std::transform(account.debts.begin(), account.debts.end(), std::back_inserter(debts), to_open_debt);
    std::size_t placed = 0;
    for (const InvoiceId& invoice : asked.invoices) {
        const auto found = std::find_if(debts.begin() + static_cast<std::ptrdiff_t>(placed), debts.end(),
                                        [&](const OpenDebt& debt) { return debt.invoice == invoice; });
        if (found != debts.end()) {
            std::rotate(debts.begin() + static_cast<std::ptrdiff_t>(placed), found, found + 1);
            ++placed;
        } else if (asked.may_be_refused) {
            const auto settled = find_settled_debts(tx, {&invoice, 1});
            if (settled.empty() || settled[0].contract != account.contract) return foreign_invoice();
        }
    }
    return debts;
}

Result<std::vector<LedgerEntry>> allocate(platform::Transaction& tx, const CheckedPayment& asked,
                                          const std::optional<Account>& account) {
    if (!account) return all_to_suspense(std::nullopt, asked.amount);
    const auto debts = debts_in_order(tx, asked, *account);
    if (!debts) return debts.refusal();
    return pay_in_order(account->contract, asked.amount, *debts);
}

NewPayment payment_of(const CheckedPayment& asked, PaymentId id, const std::string& print) {
    NewPayment payment;
    payment.id = id;
    payment.channel = asked.channel;
    payment.external_reference = asked.external_reference;
    payment.fingerprint = print;
    payment.contract_number = asked.contract_number;
    payment.amount = asked.amount;
    payment.taken_at = asked.paid_at;
    return payment;
}

}  // namespace

Result<PaymentView> register_payment(const Context& context, const platform::Caller& caller,
                                     const PaymentRequest& request) {
    const Instant now = context.clock.now();
    const auto asked = check(request, now);
    if (!asked) return asked.refusal();
    const std::string print = sha256_hex(asked->canonical());
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<PaymentView> {
        NewPayment payment = payment_of(*asked, PaymentId(make_uuid_v7(now, context.random)), print);
        // Another administration's code is no number here: its money is kept in suspense, never another person's.
        payment.contract_number = contract_number_in(asked->contract_number, caller.administration);
        const EnteredPayment entered = enter_payment(tx, payment, now);
        if (entered.id != payment.id)  // taken before under this key
            return entered.fingerprint == print ? Result<PaymentView>(view_payment(tx, entered.id).value())
                                                : other_body();
        if (!entered.account && asked->may_be_refused) return unknown_contract();
        auto entries = allocate(tx, *asked, entered.account);
        if (!entries) return entries.refusal();
        insert_movements(tx, std::vector{Movement{payment.id.uuid(), payment.id, *entries}}, now);
        PaymentView view{payment.id, payment.contract_number, payment.amount, *std::move(entries)};
        const platform::Cause cause{context.random, now, caller.correlation_id};
        platform::publish(tx, cause, payment_received(payment, view));
        if (entered.account)
            platform::publish(tx, cause, account_changed(with_entries(*entered.account, view.entries)));
        return view;
    });
}

}  // namespace aquacis::payments
