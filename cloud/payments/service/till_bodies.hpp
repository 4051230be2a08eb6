#pragma once
// The bodies of a till's operations as values. Nothing when a body cannot be read, or holds numbers no till can mean.

#include <optional>
#include <string>
#include <vector>

#include "cloud/payments/domain/allocation.hpp"
#include "cloud/payments/domain/payment.hpp"
#include "cloud/payments/store/till_store.hpp"

namespace aquacis::payments {

inline constexpr int most_parts = 200;  // of tenders, applications or denominations

struct TakenPayment {
    PaymentId id;
    std::optional<CashSessionId> session;
    std::optional<ContractId> contract;
    Folio folio;
    std::vector<Tender> tenders;
    std::vector<AskedApplication> applications;
    bool applications_sound = true;  // every one names an invoice and a contract and is positive
    Money advance;
    Instant taken_at;

    Money received() const;
    Money asked() const;
};
std::optional<TakenPayment> parse_taken_payment(const std::string& body);

std::optional<CashSession> parse_opened_session(const std::string& body,
                                                const Uuid& device);  // without its fingerprint

struct ClosedTill {
    CashSessionId session;
    Money counted, expected;
    int payments = 0;
    std::vector<CashCount> counts;
    Instant closed_at;
    Money by_denomination() const;
};
std::optional<ClosedTill> parse_closed_till(const std::string& body);

}  // namespace aquacis::payments
