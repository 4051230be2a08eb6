#pragma once
// What callers may ask, checked before anything is touched.

#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace aquacis::payments {

struct PaymentRequest {
    std::string contract_number;
    std::int64_t amount_centavos = 0;
    std::string channel;
    std::string external_reference;
    std::string paid_at;
    std::vector<std::string> invoice_ids;
};

struct CheckedPayment {
    std::string contract_number;
    Money amount;
    std::string channel;
    std::string external_reference;
    Instant paid_at;
    std::string paid_at_text;  // as it was given
    std::vector<InvoiceId> invoices;
    bool may_be_refused = false;    // the payer is still there: a portal. Elsewhere the money is already in the bank
    std::string canonical() const;  // equal for equal requests
};

// `now` stands in for a missing paid_at.
Result<CheckedPayment> check(const PaymentRequest& request, Instant now);

struct FolioRequest {
    std::string device_id, series;
    int count = 0;
    std::string request_key;
};
struct CheckedFolios {
    DeviceId device;
    std::string series;
    int count = 0;
    std::string request_key;
};
Result<CheckedFolios> check(const FolioRequest& request);

struct Cashier {
    std::string id;
    std::string name;
    std::string pin_salt, pin_hash;  // bytes
    std::string role;                // cashier | supervisor
};
Result<> check(const Cashier& cashier);

}  // namespace aquacis::payments
