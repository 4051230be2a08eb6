#pragma once
// What becomes of a bill's tax document: pending → sealed → stamped, or rejected, or unknown until the PAC is asked
// again; set aside while its row cannot be read; not needed when the bill charges nothing. Of a reversed bill it is
// withdrawn when it was never stamped, else to be cancelled before SAT.

#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"

namespace aquacis::fiscal {

enum class CfdiState { pending, sealed, stamped, rejected, unknown, set_aside, not_needed, withdrawn, to_cancel };

std::string_view name_of(CfdiState state);
CfdiState cfdi_state(std::string_view name);  // throws std::invalid_argument on a name that is none

// The same revision of a bill has the same tax document, however often it is announced; a corrected bill has its own.
CfdiId cfdi_of(const InvoiceId& invoice, unsigned revision);

// SAT takes a document for stamping up to 72 hours after its Fecha; an hour is kept for the clock's and the PAC's sake.
inline constexpr std::chrono::hours stampable_for{71};

// When a bill's document may be sealed, and with which Fecha: never before the bill's day; that day (its last second)
// as long as SAT still takes it, else now; and not before the seal certificate was valid.
struct Issue {
    Date issue_date;
    Instant now;
    Instant certificate_from;
};
Instant earliest_seal(Date issue_date);
Instant fecha_of(const Issue& issue);

// SAT's c_MotivoCancelacion for a reversed bill, by billing's reason. 01 wants a document that stands for this one and
// names it, which is not built here; 04 is of global invoices.
std::string_view motive_of(std::string_view reason);

struct ReversedInvoice {
    InvoiceId invoice;
    std::string reason;
};

struct StoredCfdi {
    CfdiId id;
    InvoiceId invoice;
    ContractId contract;
    CustomerId customer;
    CfdiState state = CfdiState::pending;
    std::string invoice_bytes;  // the bill, as it was announced
    std::string xml;
    std::string uuid;
    std::string stamped_at;
    std::string reason;
    std::string remark;
    std::string cancellation_motive;   // when it is to be cancelled
    bool is_of_reversed_bill = false;  // in whatever state the document still is
};

// One document on the worklist: nothing here names a person.
struct CfdiStanding {
    CfdiId id;
    InvoiceId invoice;
    unsigned revision = 0;
    ContractId contract;
    CustomerId customer;
    std::string period;
    CfdiState state = CfdiState::pending;
    std::string reason;
    std::string remark;
    int tries = 0;  // refusals of the PAC
    Instant next_try;
    Instant taken_at;
    std::string cancellation_motive;
};

struct CfdiNote {
    Instant at;
    std::string what;  // rejected | set_aside | retried | withdrawn | to_cancel
    std::string subject;
    std::string reason;
};

struct StampedRow {  // what an event says
    CfdiId id;
    InvoiceId invoice;
    ContractId contract;
    std::string uuid;
    std::string stamped_at;
};

struct ProgressOfPeriod {
    int pending = 0;
    int sealed = 0;
    int stamped = 0;
    int rejected = 0;
    int set_aside = 0;
    int not_needed = 0;
    int withdrawn = 0;
    int to_cancel = 0;
    Money stamped_total;
};

// 2 s, 4 s … 5 min after the 1st, 2nd … time that it had to wait.
std::chrono::seconds pause_after(int waits);

}  // namespace aquacis::fiscal
