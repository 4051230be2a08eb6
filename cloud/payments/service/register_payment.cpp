#include "cloud/payments/service/register_payment.hpp"

#include <algorithm>
#include <array>

#include "cloud/payments/domain/allocate.hpp"
#include "cloud/payments/events/publish.hpp"
#include "cloud/payments/store/account_store.hpp"
#include "cloud/payments/store/payment_store.hpp"

namespace aquacis::payments {
namespace {

constexpr std::size_t longest_reference = 64;
constexpr std::size_t most_invoices = 100;
constexpr std::array<std::string_view, 4> channels{"portal", "oxxo", "spei", "bank"};

struct CheckedOrder {
    Money amount;
    Instant paid_at;
    std::vector<InvoiceId> invoices;
    Uuid digest;
};

Refusal invalid(const char* code, const char* field, const char* message, const char* remedy) {
    return {RefusalKind::invalid, code, field, message, remedy};
}

// What makes two orders the same. A separator that no field holds keeps "1"+"23" apart from "12"+"3".
Uuid digest_of(const PaymentOrder& order) {
    std::string text = order.contract_number + '\x1f' + std::to_string(order.amount_centavos) + '\x1f' + order.paid_at;
    for (const std::string& invoice : order.invoice_ids) text += '\x1f' + invoice;
    return make_named_uuid(Uuid{}, text);
}

Result<CheckedOrder> check(const PaymentOrder& order) {
    if (order.amount_centavos <= 0)
        return invalid("payments.amount_not_positive", "amount_centavos", "El importe debe ser mayor que cero.", "Envíe el importe recibido en centavos.");
    if (std::find(channels.begin(), channels.end(), order.channel) == channels.end())
        return invalid("payments.unknown_channel", "channel", "El canal no se conoce.", "Use portal, oxxo, spei o bank.");
    if (order.external_reference.empty() || order.external_reference.size() > longest_reference)
        return invalid("payments.bad_reference", "external_reference", "La referencia debe tener de 1 a 64 caracteres.",
                       "Envíe la referencia del canal, la misma en cada intento.");
    const auto paid_at = parse_iso(order.paid_at);
    if (!paid_at) return invalid("payments.bad_time", "paid_at", "La fecha del pago no se puede leer.", "Use RFC 3339, como 2026-11-23T10:15:00-06:00.");
    if (order.invoice_ids.size() > most_invoices) return invalid("payments.too_many_invoices", "invoice_ids", "Son demasiados recibos.", "Envíe 100 a lo más.");
    CheckedOrder checked{Money::centavos(order.amount_centavos), *paid_at, {}, digest_of(order)};
    for (const std::string& text : order.invoice_ids) {
        const auto invoice = InvoiceId::parse(text);
        if (!invoice) return invalid("payments.bad_invoice", "invoice_ids", "Un recibo no es un identificador.", "Envíe los invoice_id de la consulta.");
        checked.invoices.push_back(*invoice);
    }
    return checked;
}

Result<Payment> repeated(platform::Transaction& tx, PaymentId id, const Uuid& digest) {
    Payment known = find_payment(tx, id).value();
    if (known.digest == digest) return known;
    return Refusal{RefusalKind::conflict, "payments.reference_reused", "external_reference", "Esa referencia ya se usó para otro pago.",
                   "Use una referencia nueva para cada pago; la misma solo para repetir el intento."};
}

}  // namespace

Result<Payment> register_payment(const Context& context, const platform::Caller& caller, const PaymentOrder& order) {
    const auto checked = check(order);
    if (!checked) return checked.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<Payment> {
        if (const auto known = find_payment_by_reference(tx, order.channel, order.external_reference)) return repeated(tx, *known, checked->digest);
        const auto contract = find_contract(tx, order.contract_number);
        if (!contract)
            return Refusal{RefusalKind::not_found, "payments.unknown_contract", "contract_number", "No hay un contrato con ese número.",
                           "Revise el número, con su dígito verificador."};
        lock_accounts(tx, {&*contract, 1});
        const Account account = find_accounts(tx, {&*contract, 1}).at(0);
        Payment payment;
        payment.id = PaymentId(make_uuid_v7(context.clock.now(), context.random));
        payment.channel = order.channel;
        payment.external_reference = order.external_reference;
        payment.digest = checked->digest;
        payment.contract = *contract;
        payment.contract_number = account.number;
        payment.amount = checked->amount;
        payment.taken_at = checked->paid_at;
        payment.entries = allocate(payment.id, payment.amount, account, checked->invoices).entries;
        // Two at once with one key: the second waited for the account's lock and now finds the first.
        if (!insert_payment(tx, payment, context.clock.now()))
            return repeated(tx, find_payment_by_reference(tx, order.channel, order.external_reference).value(), checked->digest);
        const Cause cause{caller.correlation_id, std::nullopt};
        publish_payment(context, tx, payment, cause);
        publish_accounts(context, tx, {&*contract, 1}, cause);
        return payment;
    });
}

}  // namespace aquacis::payments
