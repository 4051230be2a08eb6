#include "cloud/payments/service/convert.hpp"

namespace aquacis::payments {
namespace {

Refusal unreadable(const std::string& field) {
    return {RefusalKind::invalid, "payments.unreadable_" + field, field, "El campo «" + field + "» de la operación no se puede leer.",
            "Conserve el equipo como está y avise a soporte: el dinero queda registrado en la caja."};
}

template <class IdType>
std::optional<IdType> optional_id(const std::string& text) {
    return text.empty() ? std::nullopt : IdType::parse(text);
}

}  // namespace

v1::Account to_proto(const Account& account) {
    v1::Account message;
    message.set_contract_id(account.contract.to_string());
    message.set_contract_number(account.number);
    message.set_owed_centavos(account.owed().centavos());
    message.set_credit_centavos(account.credit.centavos());
    for (const Debt& debt : account.debts) {
        auto* one = message.add_debts();
        one->set_invoice_id(debt.invoice.to_string());
        one->set_number(debt.number);
        one->set_contract_id(debt.contract.to_string());
        one->set_period(debt.period);
        one->set_due_date(to_iso(debt.due));
        one->set_total_centavos(debt.total.centavos());
        one->set_issued_centavos(debt.total.centavos());
        one->set_remaining_centavos(debt.remaining.centavos());
        one->set_consumed_litres(debt.consumed.litres());
    }
    return message;
}

v1::Payment to_proto(const Payment& payment) {
    v1::Payment message;
    message.set_payment_id(payment.id.to_string());
    message.set_contract_number(payment.contract_number);
    message.set_amount_centavos(payment.amount.centavos());
    message.set_applied_centavos(payment.sum(EntryKind::applied).centavos());
    message.set_credited_centavos(payment.sum(EntryKind::credited).centavos());
    message.set_suspense_centavos(payment.sum(EntryKind::suspense).centavos());
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
    message.set_pin_salt(cashier.pin_salt);
    message.set_pin_hash(cashier.pin_hash);
    return message;
}

Cashier from_proto(const v1::Cashier& message) {
    return {message.cashier_id(), message.name(), message.role(), message.pin_salt(), message.pin_hash()};
}

Result<TillPayment> from_proto(const v1::TakePayment& body) {
    const auto id = PaymentId::parse(body.payment_id());
    if (!id) return unreadable("payment_id");
    const auto session = CashSessionId::parse(body.session_id());
    if (!session) return unreadable("session_id");
    TillPayment payment;
    payment.id = *id;
    payment.session = *session;
    payment.folio = body.folio();
    payment.series = body.series();
    payment.folio_number = body.folio_number();
    payment.taken_at = from_microseconds(body.taken_at_us());
    payment.wish.advance = Money::centavos(body.advance_centavos());
    // A contract or bill that cannot be read is one that is not found: the money goes to suspense.
    payment.wish.payer = optional_id<ContractId>(body.contract_id()).value_or(ContractId{});
    for (const auto& tender : body.tenders()) payment.tenders.push_back({tender.method(), Money::centavos(tender.amount_centavos()), tender.reference()});
    for (const auto& application : body.applications())
        payment.wish.applications.push_back({optional_id<InvoiceId>(application.invoice_id()).value_or(InvoiceId{}),
                                             optional_id<ContractId>(application.contract_id()).value_or(payment.wish.payer),
                                             Money::centavos(application.amount_centavos())});
    return payment;
}

Result<CashSession> from_proto(const v1::OpenCashSession& body, DeviceId device) {
    const auto id = CashSessionId::parse(body.session_id());
    if (!id) return unreadable("session_id");
    const auto day = parse_date(body.business_date());
    if (!day) return unreadable("business_date");
    return CashSession{.id = *id,
                       .device = device,
                       .cashier = body.cashier_id(),
                       .till = body.till(),
                       .business_date = *day,
                       .opening_float = Money::centavos(body.float_centavos()),
                       .opened_at = from_microseconds(body.opened_at_us())};
}

Result<CashClose> from_proto(const v1::CloseCashSession& body) {
    const auto id = CashSessionId::parse(body.session_id());
    if (!id) return unreadable("session_id");
    return CashClose{*id, Money::centavos(body.counted_centavos()), Money::centavos(body.expected_centavos()), from_microseconds(body.closed_at_us())};
}

Result<platform::OperationRef> ref_of(const sync::v1::Operation& operation) {
    const auto device = Uuid::parse(operation.device_id());
    if (!device) return unreadable("device_id");
    if (operation.seq() == 0) return unreadable("seq");
    return platform::OperationRef{*device, operation.epoch(), operation.seq()};
}

sync::v1::Outcome to_proto(const Outcome& outcome, const sync::v1::Operation& operation) {
    sync::v1::Outcome message;
    message.set_device_id(operation.device_id());
    message.set_epoch(operation.epoch());
    message.set_seq(operation.seq());
    message.set_verdict(static_cast<sync::v1::Verdict>(outcome.verdict));
    message.set_code(outcome.code);
    message.set_field(outcome.field);
    message.set_reason(outcome.reason);
    message.set_remedy(outcome.remedy);
    return message;
}

}  // namespace aquacis::payments
