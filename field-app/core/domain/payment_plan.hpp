#pragma once
// How the money handed over becomes applications, advance, tenders and change. Pure: no file, no clock.

#include <vector>

#include "base/result.hpp"
#include "field-app/core/domain/account.hpp"

namespace aquacis::office {

struct PaymentWish {
    std::vector<InvoiceId> invoices;  // empty: every debt of the account
    Money to_debts;                   // may be less than the debts chosen: oldest first, the last one in part
    Money advance;                    // anticipo: to the customer's credit
    std::vector<Tender> received;     // what was handed over, before change
};

struct PaymentPlan {
    Money amount;  // to debts + advance = sum of tenders
    Money advance;
    Money change;
    std::vector<Tender> tenders;  // change is the last one, negative cash
    std::vector<Application> applications;
    int debts_left = 0;  // when the account has more than one payment may name; else not counted
};

inline constexpr Money most_received = Money::centavos(1'000'000'000);  // a barcode typed in the amount is no payment
inline constexpr std::size_t most_tenders = 10;

// Refuses, naming the field: amount_centavos, advance_centavos, received_centavos, reference, invoice_ids.
Result<PaymentPlan> plan_payment(const Account& account, const PaymentWish& wish);

// The bills a person would hand over for this amount: the next multiples of 50, 100, 500 and 1000 pesos, at most three,
// ascending.
std::vector<Money> likely_notes(Money due);

}  // namespace aquacis::office
