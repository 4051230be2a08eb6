#include "field-app/core/use_cases/reprint.hpp"

#include "aquacis/payments/v1/payments.pb.h"
#include "field-app/node/text.hpp"

namespace aquacis::office {

Receipt receipt_of(Office& office, const StoredPayment& payment, int copy_number) {
    const auto session = office.store.session(payment.session);
    const auto contract = office.store.contract(payment.contract);
    Receipt receipt;
    receipt.utility = office.config.utility;
    receipt.administration = office.config.administration;
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
    receipt.debts_left = payment.debts_left;
    receipt.tenders = payment.tenders;
    receipt.copy_number = copy_number;
    if (const auto open = office.store.open_session_of(office.config.till); open && copy_number > 0)
        receipt.reprinted = {open->cashier_name, office.clock.now()};
    if (const auto cancellation = office.store.cancellation(payment.id))
        receipt.cancelled = {cancellation->authorized_name, cancellation->reason, cancellation->cancelled_at};
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
                       "Revise el número que está en el comprobante; si es de otra caja, reimprímalo allí."};
    return *payment;
}

Reprint reprint(Office& office, const StoredPayment& payment) {
    sqlite::Transaction transaction(office.store.database());
    const PrintJob job = office.store.insert_print_job(payment.id, office.clock.now());
    transaction.commit();
    return {receipt_of(office, payment, job.copy_number), job};
}

void settle_print(Office& office, const PrintJob& job, PrintState state) {
    sqlite::Transaction transaction(office.store.database());
    std::uint64_t seq = 0;
    const auto session = office.store.open_session_of(office.config.till);
    const bool went_out = state == PrintState::sent || state == PrintState::confirmed;
    if (went_out && job.copy_number > 0) {
        const Instant now = office.clock.now();
        aquacis::payments::v1::ReprintReceipt body;
        body.set_payment_id(job.payment.to_string());
        if (session) body.set_session_id(session->id.to_string());
        body.set_copy(job.copy_number);
        body.set_printed_at_us(to_microseconds(now));
        seq = office.store.operations().append({"payments.receipt.reprint",
                                                1,
                                                body.SerializeAsString(),
                                                {office.store.operation_of(job.payment)},
                                                session ? session->cashier_id : std::string(),
                                                now});
    }
    office.store.set_print_state(job.id, state, seq);
    transaction.commit();
}

}  // namespace aquacis::office
