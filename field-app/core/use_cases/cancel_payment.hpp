#pragma once
// Undoes a payment in its session, with a second person. The folio stays and is CANCELADO; the debt is owed again at
// once.

#include "base/result.hpp"
#include "field-app/core/domain/receipt.hpp"
#include "field-app/core/office.hpp"

namespace aquacis::office {

struct CancelPayment {
    PaymentId payment;
    std::string reason;         // what the person wrote or chose, 1 to 200 characters
    std::string authorized_by;  // a supervisor, not the one whose session it is
    std::string pin;            // theirs
};

// One commit: the cancellation, the folio's state, the operation, which the server takes after the payment's own.
// Whether the payment was sent before makes no difference. Refuses an unknown or cancelled payment (payment_id), one of
// a closed session or another drawer (session_id), a reason that is missing or too long (reason), a wrong PIN (pin),
// and one who is no supervisor or the same person (authorized_by).
Result<Receipt> cancel_payment(Office& office, const CancelPayment& request);

// Who may authorize here: supervisors other than the one whose session is open.
std::vector<Cashier> second_persons(Office& office);

}  // namespace aquacis::office
