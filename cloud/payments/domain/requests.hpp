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
    std::uint32_t epoch = 1;  // the device's: its earlier ranges are void
    std::int64_t above = 0;   // the highest folio that the device knows of
};
struct CheckedFolios {
    DeviceId device;
    std::string series;
    int count = 0;
    std::string request_key;
    std::uint32_t epoch = 1;
    std::int64_t above = 0;
};
inline constexpr std::int64_t most_unused_folios = 20'000;  // of one device: more would burn the series
Result<CheckedFolios> check(const FolioRequest& request);

// A range that a device says it was granted.
struct StatedFolios {
    DeviceId device;
    std::string series;
    std::int64_t first = 0, last = 0;  // inclusive
};
Result<> check(const StatedFolios& stated);

struct Cashier {
    std::string id;
    std::string name;
    std::string pin_salt, pin_hash;  // bytes
    std::string role;                // cashier | supervisor
    bool inactive = false;           // may sign in nowhere and authorize nothing
    std::string office{};            // whose tills; empty: every one of the administration
};
Result<> check(const Cashier& cashier);    // without salt and hash: the PIN stays as it was
Result<> check_pin(std::string_view pin);  // 6 to 12 digits that are not in a row

}  // namespace aquacis::payments
