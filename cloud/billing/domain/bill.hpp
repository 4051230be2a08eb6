#pragma once
// A bill is the replay of its events. What was issued is never rewritten: a correction is a reversal and a new bill.

#include <optional>
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
    std::string quality;  // measured | estimated | no_reading | unmetered
    std::string remark;   // what metering noticed, its codes joined with commas; empty when nothing
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
    int revision = 1;    // a bill that replaces a reversed one has the next
    ContractId contract;
    std::string contract_number;
    CustomerId customer;
    UseClass use_class = UseClass::domestic;
    Period period;
    Date issue_date, due_date;
    Money subtotal, tax, total;
    std::string reading_note;  // as it was printed: another release's words do not change it
    Instant at;
};
struct BillReversed {
    std::string reason;  // a code of the list
    Instant at;
    std::string asked_by{}, approved_by{};
};

using BillEvent = std::variant<MeterConsumption, TariffChosen, LineCharged, BillIssued, BillReversed>;

struct Bill {
    InvoiceId id;
    std::vector<MeterConsumption> readings;  // of each meter of the contract
    TariffChosen tariff;
    std::vector<RatedLine> lines;
    BillIssued issued;
    bool reversed = false;
    Volume consumed() const;
};

// Throws std::runtime_error when the events are not those of one whole bill whose lines add up to its total.
Bill replay(InvoiceId id, std::span<const BillEvent> events);

// Spanish: which readings, when, from which meter, what was noticed.
std::string reading_note(std::span<const MeterConsumption> readings);

// What billing knows of a contract.
struct BilledContract {
    ContractId id;
    std::string number;  // "00412-7"
    CustomerId customer;
    UseClass use_class = UseClass::domestic;
    std::string tariff_code;
    std::string zone;
    std::string state;               // active | suspended | terminated
    std::optional<Date> start, end;  // both days are billed
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

// Null pointers: the contract or its tariff is not known.
struct Account {
    std::span<const MeterConsumption> readings;  // none: it has no meter in the campaign
    const BilledContract* contract = nullptr;
    const TariffVersion* tariff = nullptr;
    int revision = 1;
};
// One account's bill as its events, or why it cannot be billed. Several meters are one consumption.
Result<std::vector<BillEvent>> make_bill(const BillTerms& terms, const Account& account);

// The same contract, period, concept and revision always give the same id, so that a repeated step finds its own work.
struct InvoiceKeyParts {
    ContractId contract;
    Period period;
    std::string_view concept_name;
    int revision = 1;
};
InvoiceId invoice_id_of(const InvoiceKeyParts& parts);
inline constexpr std::string_view supply_concept = "supply";

}  // namespace aquacis::billing
