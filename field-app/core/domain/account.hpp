#pragma once
// What the till knows of a customer: the contract, what is owed, what was consumed.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"

namespace aquacis::office {

struct Contract {
    ContractId id;
    std::string number;
    std::string customer_name;
    std::string street;
    std::string street_number;
    std::string settlement;
    std::string municipality;
    std::string zone_id;
    std::string use_class;  // domestic | commercial | industrial | public
    std::string tariff_code;
    std::string meter_label;
    std::string meter_serial;
    std::string state;

    std::string place() const;    // "Morelos 112, Centro"
    std::string address() const;  // "Morelos 112, Centro, Querétaro"
};

struct Debt {
    InvoiceId invoice;
    std::string number;
    std::string period;    // "2026-10"
    std::string due_date;  // "2026-11-30"
    Money total;
    Money remaining;  // as the server last said
    Money pending;    // taken on this till, not yet in what the server said
    std::int64_t consumed_litres = 0;
    Money issued;
    Money surcharge;

    Money payable() const { return remaining - pending; }
};

struct Account {
    Contract contract;
    std::vector<Debt> debts;  // oldest first, only those with something to pay, as many as one payment may name
    int later_debts = 0;      // beyond those: for the next payment
    Money owed;               // with those
    Money credit;             // saldo a favor, advances of this till included
    std::optional<Instant> as_of;
};

struct MonthOfUse {
    std::string period;
    std::int64_t litres = 0;
};

enum class Method { cash, card, transfer, cheque };
std::string_view to_text(Method method);  // "cash"
std::optional<Method> parse_method(std::string_view text);
std::string_view display_es(Method method);  // "Efectivo"

struct Tender {
    Method method = Method::cash;
    Money amount;
    std::string reference;  // authorisation, cheque number; empty for cash
};

struct Application {
    InvoiceId invoice;
    ContractId contract;
    std::string invoice_number;
    std::string period;
    Money amount;
    // What the debt was then: should the payment be cancelled, it is owed again before the server says so.
    std::string due_date{};
    Money total{};
    std::int64_t consumed_litres = 0;
    Money issued{};
    Money surcharge{};
};

}  // namespace aquacis::office
