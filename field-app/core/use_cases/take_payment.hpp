#pragma once
// Takes a payment. One commit: tenders, applications, folio, operation, print job. What it answers is already on disk.

#include "base/result.hpp"
#include "field-app/core/domain/payment_plan.hpp"
#include "field-app/core/office.hpp"

namespace aquacis::office {

struct TakePayment {
    PaymentId payment;  // from prepare_payment: the same id is taken once
    CashSessionId session;
    ContractId contract;
    PaymentWish wish;
    bool known_card_reference = false;  // the person has been told that today's card authorization was used before
};
struct TakenPayment {
    StoredPayment payment;
    Money change;
    PrintJob print_job;
};

// Besides plan_payment's refusals: payments.unknown_contract, payments.no_open_session, payments.already_taken,
// payments.no_folios, payments.folios_of_another_series (the settings name another one than before),
// payments.card_reference_used (once: a warning, not a bar).
Result<TakenPayment> take_payment(Office& office, const TakePayment& request);

}  // namespace aquacis::office
