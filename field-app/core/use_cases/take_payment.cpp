#include "field-app/core/use_cases/take_payment.hpp"

#include "aquacis/payments/v1/payments.pb.h"
#include "field-app/core/use_cases/account_of.hpp"

namespace aquacis::office {
namespace {

std::string body_of(const StoredPayment& payment) {
    aquacis::payments::v1::TakePayment body;
    body.set_payment_id(payment.id.to_string());
    body.set_session_id(payment.session.to_string());
    body.set_contract_id(payment.contract.to_string());
    body.set_folio(payment.folio.text());
    body.set_folio_number(payment.folio.number);
    body.set_series(payment.folio.series);
    for (const Tender& tender : payment.tenders) {
        auto* line = body.add_tenders();
        line->set_method(std::string(to_text(tender.method)));
        line->set_amount_centavos(tender.amount.centavos());
        line->set_reference(tender.reference);
    }
    for (const Application& part : payment.applications) {
        auto* line = body.add_applications();
        line->set_invoice_id(part.invoice.to_string());
        line->set_contract_id(part.contract.to_string());
        line->set_amount_centavos(part.amount.centavos());
    }
    body.set_advance_centavos(payment.advance.centavos());
    body.set_taken_at_us(to_microseconds(payment.taken_at));
    return body.SerializeAsString();
}

Refusal already_taken(const StoredPayment& before) {
    return {RefusalKind::conflict, "payments.already_taken", "payment_id",
            "Este pago ya se cobró con el folio " + before.folio.text() + ".",
            "No lo cobre otra vez; reimprima el comprobante (F12) o abra de nuevo el contrato."};
}

Refusal no_folios(Office& office) {
    const std::string& series = office.config.series;
    if (const auto other = office.store.other_series_with_folios(series))
        return {RefusalKind::exhausted, "payments.folios_of_another_series", "series",
                "Este equipo tiene folios de la serie " + *other + ", y su configuración dice " + series + ".",
                "Corrija till.series en la configuración, o conecte la caja para que reciba folios de su serie."};
    return {RefusalKind::exhausted, "payments.no_folios", "series",
            "Se acabaron los folios de la serie " + series + ".",
            "Conecte la caja para que reciba folios; mientras, cobre en otra caja."};
}

std::optional<Refusal> card_used_before(Office& office, const TakePayment& request) {
    constexpr std::chrono::hours a_day(24);
    if (request.known_card_reference) return std::nullopt;
    for (const Tender& tender : request.wish.received) {
        if (tender.method != Method::card || tender.reference.empty()) continue;
        const auto folio = office.store.card_reference_used(tender.reference, office.clock.now() - a_day);
        if (folio)
            return Refusal{RefusalKind::conflict, "payments.card_reference_used", "reference",
                           "La autorización " + tender.reference + " ya está en el cobro " + folio->text() + ".",
                           "Revise el voucher; si es otro pago, cobre otra vez (F9)."};
    }
    return std::nullopt;
}

Refusal no_session() {
    return {RefusalKind::conflict, "payments.no_open_session", "session_id", "No hay un turno abierto en esta caja.",
            "Abra el turno con su fondo antes de cobrar."};
}

}  // namespace

Result<TakenPayment> take_payment(Office& office, const TakePayment& request) {
    OfficeStore& store = office.store;
    sqlite::Transaction transaction(store.database());
    if (const auto before = store.payment(request.payment)) return already_taken(*before);
    const auto session = store.session(request.session);
    if (!session || session->closed_at || session->drawer != office.config.till) return no_session();
    const auto account = account_of(office, request.contract);
    if (!account) return account.refusal();
    auto plan = plan_payment(*account, request.wish);
    if (!plan) return plan.refusal();
    if (auto refusal = card_used_before(office, request)) return *refusal;
    auto folio = store.take_folio(office.config.series);
    if (!folio) return no_folios(office);

    TakenPayment taken;
    taken.change = plan->change;
    taken.payment = {request.payment,
                     session->id,
                     request.contract,
                     *folio,
                     plan->amount,
                     plan->advance,
                     office.clock.now(),
                     false,
                     std::move(plan->tenders),
                     std::move(plan->applications),
                     plan->debts_left};
    const std::uint64_t seq = store.operations().append(
        {"payments.payment.take", 1, body_of(taken.payment), {}, session->cashier_id, taken.payment.taken_at});
    if (!store.insert_payment(taken.payment, seq))
        throw std::logic_error("take_payment: the id was taken inside this transaction");
    taken.print_job = store.insert_print_job(taken.payment.id, taken.payment.taken_at);
    transaction.commit();
    return taken;
}

}  // namespace aquacis::office
