#pragma once
// A bill is the replay of its events. What was issued is never rewritten: a correction is a reversal and a new bill.

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/id.hpp"
#include "cloud/billing/domain/rating.hpp"

namespace aquacis::billing {

// What a meter's campaign says of one contract.
struct MeterConsumption {
    ContractId contract;
    MeterId meter;
    std::string meter_label;  // "KAM 64107712"
    Volume previous;
    std::string previous_date;  // YYYY-MM-DD, or empty when there was none
    Volume current;
    std::string current_date;
    Volume consumed;
    std::string quality;  // measured | estimated | no_reading
    std::string remark;   // what validation noticed; empty when nothing
};

struct TariffChosen {
    std::string code;
    std::uint32_t version = 0;
    std::string sha256;
};
struct LineCharged {
    RatedLine line;
};
struct BillIssued {
    std::string number;  // "QRO-2026-10-00412-7"
    ContractId contract;
    std::string contract_number;
    CustomerId customer;
    UseClass use_class = UseClass::domestic;
    Period period;
    Date issue_date, due_date;
    Money subtotal, tax, total;
    Instant at;
};
struct BillReversed {
    std::string reason;
    Instant at;
};

using BillEvent = std::variant<MeterConsumption, TariffChosen, LineCharged, BillIssued, BillReversed>;

struct Bill {
    InvoiceId id;
    MeterConsumption reading;
    TariffChosen tariff;
    std::vector<RatedLine> lines;
    BillIssued issued;
    bool reversed = false;
};

// Throws std::runtime_error when the events are not those of one whole bill whose lines add up to its total.
Bill replay(InvoiceId id, std::span<const BillEvent> events);

// Spanish: which readings, when, from which meter, how validated.
std::string reading_note(const MeterConsumption& reading);

// What billing knows of a contract.
struct BilledContract {
    ContractId id;
    std::string number;  // "00412-7"
    CustomerId customer;
    UseClass use_class = UseClass::domestic;
    std::string tariff_code;
    std::string zone;
    std::string state;  // active | suspended | terminated
};

struct TariffVersion {
    Tariff tariff;
    std::string sha256;
};

struct BillTerms {
    std::string number_prefix;  // "QRO"
    Period period;
    Date issue_date, due_date;
    Instant issued_at;
};

// One account's bill as its events, or why it cannot be billed. Null pointers: the contract or its tariff is not known.
Result<std::vector<BillEvent>> make_bill(const BillTerms& terms, const MeterConsumption& reading,
                                         const BilledContract* contract, const TariffVersion* tariff);

// The same contract, period and concept always give the same id, so that a repeated step finds its own work.
InvoiceId invoice_id_of(ContractId contract, Period period, std::string_view concept_name);
inline constexpr std::string_view supply_concept = "supply";

}  // namespace aquacis::billing
