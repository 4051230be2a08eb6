#pragma once
// What a till's operations ask for, and what became of them.

#include <string>
#include <vector>

#include "cloud/payments/domain/allocate.hpp"
#include "cloud/payments/domain/payment.hpp"

namespace aquacis::payments {

enum class Verdict { accepted = 1, merged = 2, parked = 3, rejected = 4 };

struct Outcome {
    Verdict verdict = Verdict::accepted;
    std::string code;    // stable
    std::string field;
    std::string reason;  // Spanish
    std::string remedy;  // Spanish
};

struct TillPayment {
    PaymentId id;
    CashSessionId session;
    std::string folio;
    std::string series;
    std::int64_t folio_number = 0;
    std::vector<Tender> tenders;
    Wish wish;
    Instant taken_at;

    Money tendered() const {
        Money sum;
        for (const Tender& tender : tenders) sum += tender.amount;
        return sum;
    }
    // Tenders = applications + advance, and no part of it is negative.
    bool adds_up() const {
        Money sum = wish.advance;
        bool sound = !wish.advance.is_negative();
        for (const Application& application : wish.applications) {
            sum += application.amount;
            sound = sound && application.amount.is_positive();
        }
        return sound && sum == tendered();
    }
};

struct CashSession {
    CashSessionId id;
    DeviceId device;
    std::string cashier;
    std::string till;
    Date business_date;
    Money opening_float;
    Instant opened_at;
    bool closed = false;
};

struct CashClose {
    CashSessionId session;
    Money counted;
    Money expected;  // as the device has it
    Instant closed_at;
};

}  // namespace aquacis::payments
