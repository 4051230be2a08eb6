#pragma once
// Receipts again: each copy is counted and says REIMPRESIÓN n.

#include "base/result.hpp"
#include "field-app/core/domain/receipt.hpp"
#include "field-app/core/office.hpp"

namespace aquacis::office {

// The receipt as it was first printed (copy 0) or as the copy given. The payment must exist.
Receipt receipt_of(Office& office, const StoredPayment& payment, int copy_number);

struct Reprint {
    Receipt receipt;
    PrintJob print_job;
};
// Refuses an unknown folio: "QRO-C03-004512", or only its number.
Result<StoredPayment> payment_of_folio(Office& office, std::string_view folio);
Result<Reprint> reprint(Office& office, std::string_view folio);

}  // namespace aquacis::office
