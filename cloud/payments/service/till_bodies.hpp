#pragma once
// The bodies of a till's operations as values. Nothing when a body cannot be read, or holds numbers no till can mean;
// of a payment as much as can be read, for its money is in the drawer.

#include <optional>
#include <string>
#include <vector>

#include "base/payment_limits.hpp"
#include "cloud/payments/domain/allocation.hpp"
#include "cloud/payments/domain/payment.hpp"
#include "cloud/payments/store/payment_store.hpp"
#include "cloud/payments/store/till_store.hpp"

namespace aquacis::payments {

struct Sender {
    Uuid device;
    std::string actor;
    Instant received_at;  // stands in for a clock that nobody can mean: tills have been in 1999
};

struct TakenPayment {
    PaymentId id;
    std::optional<CashSessionId> session;
    std::optional<ContractId> contract;
    Folio folio;
    std::vector<Tender> tenders;
    std::vector<AskedApplication> applications;
    bool applications_sound = true;  // every one names an invoice and a contract and is positive
    bool is_whole = true;            // false: besides its tenders something could not be read
    Money advance;
    Instant taken_at;
    std::optional<std::int64_t> taken_at_raw_us;  // when the till's clock could not be meant

    Money received() const;
    Money asked() const;
};
std::optional<TakenPayment> parse_taken_payment(const std::string& body, const Sender& sender);

struct CancelledPayment {
    Cancellation cancellation;
    std::optional<CashSessionId> session;
};
std::optional<CancelledPayment> parse_cancelled_payment(const std::string& body, const Sender& sender);

std::optional<CashSession> parse_opened_session(const std::string& body, const Sender& sender);  // no fingerprint yet
std::optional<Reprint> parse_reprint(const std::string& body, const Sender& sender);             // likewise
std::optional<DrawerOpening> parse_drawer_opening(const std::string& body, const Sender& sender);

struct ClosedTill {
    CashSessionId session;
    Money counted, expected;
    int payments = 0;
    std::vector<CashCount> counts;
    Instant closed_at;
    std::string closed_by;
    Money by_denomination() const;
};
std::optional<ClosedTill> parse_closed_till(const std::string& body, const Sender& sender);

}  // namespace aquacis::payments
