#pragma once
// Receipts again: each copy that goes out is counted and says REIMPRESIÓN n, who and when.

#include "base/result.hpp"
#include "field-app/core/domain/receipt.hpp"
#include "field-app/core/office.hpp"

namespace aquacis::office {

// The receipt as it was first printed (copy 0) or as the copy given; CANCELADO once it is. The payment must exist.
Receipt receipt_of(Office& office, const StoredPayment& payment, int copy_number);

// "QRO-C03-004512", or only its number. Refuses an unknown folio.
Result<StoredPayment> payment_of_folio(Office& office, std::string_view folio);

struct Reprint {
    Receipt receipt;
    PrintJob print_job;
};
Reprint reprint(Office& office, const StoredPayment& payment);

// What became of a paper. One commit with the operation when it is a copy that went out: the server counts those.
void settle_print(Office& office, const PrintJob& job, PrintState state);

}  // namespace aquacis::office
