#include "cloud/payments/service/take_payment.hpp"

#include <set>

#include "cloud/payments/store/account_store.hpp"
#include "cloud/payments/store/payment_store.hpp"

namespace aquacis::payments {
namespace {

Uuid digest_of(const TillPayment& till) {
    std::string text = till.session.to_string() + '\x1f' + till.folio + '\x1f' + std::to_string(till.wish.advance.centavos());
    for (const Tender& tender : till.tenders) text += '\x1f' + tender.method + '\x1f' + std::to_string(tender.amount.centavos()) + '\x1f' + tender.reference;
    for (const Application& application : till.wish.applications)
        text += '\x1f' + application.invoice.to_string() + '\x1f' + std::to_string(application.amount.centavos());
    return make_named_uuid(Uuid{}, text);
}

std::vector<ContractId> contracts_of(const TillPayment& till) {
    std::set<ContractId> contracts{till.wish.payer};
    for (const Application& application : till.wish.applications) contracts.insert(application.contract);
    return {contracts.begin(), contracts.end()};
}

Payment payment_of(const TillPayment& till, PaymentId id, std::span<const Account> accounts) {
    Payment payment;
    payment.id = id;
    payment.channel = "till";
    payment.external_reference = id.to_string();
    payment.digest = digest_of(till);
    for (const Account& account : accounts)
        if (account.contract == till.wish.payer) {
            payment.contract = account.contract;
            payment.contract_number = account.number;
        }
    payment.amount = till.tendered();
    payment.folio = till.folio;
    payment.session = till.session;
    payment.taken_at = till.taken_at;
    return payment;
}

Outcome outcome_of(const Payment& payment, const Allocation& allocation, bool adds_up) {
    if (!adds_up)
        return {Verdict::merged, "payments.tenders_do_not_match", "tenders", "Las formas de pago no suman lo aplicado; los " + payment.amount.display() +
                " quedaron en depósitos por aclarar.", "Un supervisor debe aplicar el depósito al contrato."};
    if (const Money suspense = payment.sum(EntryKind::suspense); suspense.is_positive())
        return {Verdict::merged, "payments.unknown_contract", "contract_id", suspense.display() + " eran de un contrato que no existe y quedaron en depósitos por aclarar.",
                "Un supervisor debe aplicar el depósito al contrato correcto."};
    if (allocation.surplus.is_positive())
        return {Verdict::merged, "payments.debt_already_paid", "applications", "El recibo ya estaba pagado; " + allocation.surplus.display() + " quedaron como saldo a favor.",
                "Avise al cliente: se abona a su próximo recibo, o puede pedir su devolución."};
    return {};
}

// The same payment under another operation (sent again after a restore) is known; another payment under its id is money of its own.
Outcome known_payment(const Context& context, platform::Transaction& tx, const TillPayment& till, const Payment& known, const Cause& cause) {
    if (known.digest == digest_of(till)) return {Verdict::accepted, "payments.already_recorded", "", "", ""};
    const std::string name = cause.operation ? cause.operation->device.to_string() + '/' + std::to_string(cause.operation->epoch) + '/' + std::to_string(cause.operation->seq) : "";
    Payment payment = payment_of(till, PaymentId(make_named_uuid(till.id.uuid(), name)), {});
    payment.entries = to_suspense(payment.id, payment.amount).entries;
    if (insert_payment(tx, payment, context.clock.now())) {
        insert_tenders(tx, payment.id, till.tenders);
        publish_payment(context, tx, payment, cause);
    }
    return {Verdict::merged, "payments.payment_id_reused", "payment_id", "El identificador ya es de otro pago; " + payment.amount.display() +
            " quedaron en depósitos por aclarar.", "Un supervisor debe comparar los dos recibos."};
}

}  // namespace

Outcome take_payment(const Context& context, platform::Transaction& tx, const TillPayment& till, const Cause& cause) {
    if (!till.tendered().is_positive())
        return {Verdict::rejected, "payments.amount_not_positive", "tenders", "El pago no trae dinero.", "Revise el importe; no se registró nada."};
    if (const auto known = find_payment(tx, till.id)) return known_payment(context, tx, till, *known, cause);

    const auto contracts = contracts_of(till);
    lock_accounts(tx, contracts);
    const auto accounts = find_accounts(tx, contracts);
    const bool adds_up = till.adds_up();
    Payment payment = payment_of(till, till.id, accounts);
    const Allocation allocation = adds_up ? allocate(payment.id, payment.amount, till.wish, accounts) : to_suspense(payment.id, payment.amount);
    payment.entries = allocation.entries;
    if (!insert_payment(tx, payment, context.clock.now())) return known_payment(context, tx, till, find_payment(tx, till.id).value(), cause);
    insert_tenders(tx, payment.id, till.tenders);
    publish_payment(context, tx, payment, cause);
    std::vector<ContractId> known_contracts;
    for (const Account& account : accounts) known_contracts.push_back(account.contract);
    publish_accounts(context, tx, known_contracts, cause);

    if (!claim_folio(tx, till))
        return {Verdict::merged, "payments.folio_reused", "folio", "El folio " + till.folio + " ya es de otro pago; el dinero se registró.",
                "Un supervisor debe comparar los dos recibos con ese folio."};
    return outcome_of(payment, allocation, adds_up);
}

}  // namespace aquacis::payments
