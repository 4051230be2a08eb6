#include "field-app/core/use_cases/reprint.hpp"

#include "field-app/core/domain/text.hpp"

namespace aquacis::office {

Receipt receipt_of(Office& office, const StoredPayment& payment, int copy_number) {
    const auto session = office.store.session(payment.session);
    const auto contract = office.store.contract(payment.contract);
    Receipt receipt;
    receipt.utility = office.config.utility;
    receipt.administration_name = office.config.administration_name;
    receipt.office = office.config.office;
    receipt.till = office.config.till;
    if (session) {
        receipt.cashier_name = session->cashier_name;
        receipt.session_number = session->number;
    }
    receipt.folio = payment.folio.text();
    receipt.taken_at = payment.taken_at;
    if (contract) receipt.contract = *contract;
    receipt.applications = payment.applications;
    receipt.advance = payment.advance;
    receipt.amount = payment.amount;
    receipt.tenders = payment.tenders;
    receipt.copy_number = copy_number;
    return receipt;
}

Result<StoredPayment> payment_of_folio(Office& office, std::string_view folio) {
    const std::size_t dash = folio.rfind('-');
    const std::string series(dash == std::string_view::npos ? std::string_view(office.config.series)
                                                            : folio.substr(0, dash));
    const std::string digits = digits_key(dash == std::string_view::npos ? folio : folio.substr(dash + 1));
    std::optional<PaymentId> id;
    if (!digits.empty() && digits.size() <= 12) id = office.store.payment_of_folio({series, std::stoll(digits)});
    const auto payment = id ? office.store.payment(*id) : std::nullopt;
    if (!payment)
        return Refusal{RefusalKind::not_found, "payments.unknown_folio", "folio", "En esta caja no se cobró ese folio.",
                       "Revise el número que está en el recibo; si es de otra caja, reimprímalo allí."};
    return *payment;
}

Result<Reprint> reprint(Office& office, std::string_view folio) {
    const auto payment = payment_of_folio(office, folio);
    if (!payment) return payment.refusal();
    sqlite::Transaction transaction(office.store.database());
    const PrintJob job = office.store.insert_print_job(payment->id, office.clock.now());
    transaction.commit();
    return Reprint{receipt_of(office, *payment, job.copy_number), job};
}

}  // namespace aquacis::office
