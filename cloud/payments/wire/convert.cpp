#include "cloud/payments/wire/convert.hpp"

namespace aquacis::payments {
namespace {

v1::Debt to_proto(const Debt& debt) {
    v1::Debt message;
    message.set_invoice_id(debt.invoice.to_string());
    message.set_number(debt.number);
    message.set_contract_id(debt.contract.to_string());
    message.set_period(debt.period.to_string());
    message.set_due_date(to_iso(debt.due_date));
    message.set_total_centavos(debt.total.centavos());
    message.set_remaining_centavos(debt.remaining.centavos());
    message.set_consumed_litres(debt.consumed.litres());
    message.set_issued_centavos(debt.total.centavos());
    return message;
}

template <class T>
T needed(std::optional<T> value, const char* what) {
    if (!value) throw platform::UnreadableEvent(std::string("payments: an invoice's ") + what + " cannot be read");
    return *std::move(value);
}

}  // namespace

v1::Account to_proto(const Account& account) {
    v1::Account message;
    message.set_contract_id(account.contract.to_string());
    message.set_contract_number(account.contract_number);
    for (const Debt& debt : account.debts)
        *message.add_debts() = to_proto(debt);
    message.set_owed_centavos(account.owed().centavos());
    message.set_credit_centavos(account.credit.centavos());
    return message;
}

v1::Payment to_proto(const PaymentView& payment) {
    v1::Payment message;
    message.set_payment_id(payment.id.to_string());
    message.set_contract_number(payment.contract_number);
    message.set_amount_centavos(payment.amount.centavos());
    message.set_applied_centavos(payment.applied().centavos());
    message.set_credited_centavos(payment.credited().centavos());
    message.set_suspense_centavos(payment.suspense().centavos());
    for (const LedgerEntry& entry : payment.entries) {
        if (entry.kind != EntryKind::applied) continue;
        auto* application = message.add_applications();
        application->set_invoice_id(entry.invoice->to_string());
        application->set_contract_id(entry.contract->to_string());
        application->set_amount_centavos(entry.amount.centavos());
    }
    return message;
}

v1::Cashier to_proto(const Cashier& cashier) {
    v1::Cashier message;
    message.set_cashier_id(cashier.id);
    message.set_name(cashier.name);
    message.set_role(cashier.role);
    message.set_inactive(cashier.inactive);
    message.set_office(cashier.office);
    return message;
}

v1::MoneyRequest to_proto(const MoneyRequest& request) {
    v1::MoneyRequest message;
    message.set_request_id(request.id.to_string());
    message.set_kind(std::string(to_text(request.kind)));
    message.set_payment_id(request.payment.to_string());
    message.set_contract_number(request.contract_number);
    message.set_amount_centavos(request.amount.centavos());
    message.set_reason(request.reason);
    message.set_asked_by(request.asked_by);
    message.set_asked_at(to_iso(request.asked_at));
    message.set_state(std::string(to_text(request.state)));
    message.set_decided_by(request.decided_by);
    return message;
}

PaymentRequest from_proto(const v1::RegisterPaymentRequest& request) {
    return {request.contract_number(), request.amount_centavos(),
            request.channel(),         request.external_reference(),
            request.paid_at(),         {request.invoice_ids().begin(), request.invoice_ids().end()}};
}

Cashier from_proto(const v1::Cashier& cashier) {
    return {cashier.cashier_id(), cashier.name(), "", "", cashier.role(), cashier.inactive(), cashier.office()};
}

Debt from_proto(const billing::v1::Invoice& invoice) {
    if (invoice.total_centavos() < 0) throw platform::UnreadableEvent("payments: an invoice's total is below zero");
    return {.invoice = needed(InvoiceId::parse(invoice.invoice_id()), "invoice_id"),
            .number = invoice.number(),
            .contract = needed(ContractId::parse(invoice.contract_id()), "contract_id"),
            .period = needed(Period::parse(invoice.period()), "period"),
            .due_date = needed(parse_date(invoice.due_date()), "due_date"),
            .total = Money::centavos(invoice.total_centavos()),
            .remaining = Money::centavos(invoice.total_centavos()),
            .consumed = Volume::litres(invoice.consumed_litres())};
}

}  // namespace aquacis::payments
