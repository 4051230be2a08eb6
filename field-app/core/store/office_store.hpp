#pragma once
// The till's one file, office.db: what the server said, what was done here, and the operations that tell the server.
// For one thread. The search and the sync agent open the file for themselves.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/sqlite/sqlite.hpp"
#include "field-app/core/domain/account.hpp"
#include "field-app/core/office_config.hpp"
#include "sync/engine/operation_log.hpp"

namespace aquacis::office {

struct Cashier {
    std::string id;
    std::string name;
    std::string pin_salt;
    std::string pin_verifier;
    std::string role;  // cashier | supervisor
    bool is_supervisor() const { return role == "supervisor"; }
};

struct WrongPins {
    int failures = 0;
    std::string boot;                    // in whose uptime
    std::chrono::microseconds until{0};  // one waits
};

struct CashSession {
    CashSessionId id;
    std::int64_t number = 0;
    std::string drawer;
    std::string cashier_id;
    std::string cashier_name;
    std::string business_date;
    Money opening_float;
    Instant opened_at;
    std::optional<Instant> closed_at;
    Money counted;
    Money expected;
    std::string closed_by{};  // the supervisor who closed it for an absent person; empty: its owner
};

struct SessionCount {
    Money denomination;
    int pieces = 0;
};

struct SessionFolios {
    std::string series;
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::int64_t used = 0;  // cancelled ones too: a folio stays
    std::int64_t cancelled = 0;
    Money cancelled_sum;
};

struct MethodTotal {
    Method method = Method::cash;
    Money total;
};

struct Folio {
    std::string series;
    std::int64_t number = 0;
    std::string text() const;  // "QRO-C03-004512"
};

struct StoredPayment {
    PaymentId id;
    CashSessionId session;
    ContractId contract;
    Folio folio;
    Money amount;
    Money advance;
    Instant taken_at;
    bool effect_seen = false;
    std::vector<Tender> tenders;
    std::vector<Application> applications;
    int debts_left = 0;  // when one payment could not name all
};

struct PrintJob {
    std::int64_t id = 0;
    int copy_number = 0;
    PaymentId payment{};
};

enum class PrintState { queued, sent, confirmed, doubtful };

struct LastPayment {
    PaymentId id;
    std::string print_state;
};

// A payment as a list shows it.
struct PaymentRow {
    PaymentId id;
    Folio folio;
    Instant taken_at;
    Money amount;
    std::string contract_number;
    std::string customer_name;
    std::vector<Method> methods;
    std::string print_state;
    bool cancelled = false;
    CashSessionId session;
};

struct Cancellation {
    std::string reason;
    std::string cancelled_by;
    std::string authorized_by;
    std::string authorized_name;
    Instant cancelled_at;
};

struct FolioBalance {
    std::int64_t taken_from_ranges = 0;
    std::int64_t uses = 0;
    std::int64_t payments = 0;
    bool holds() const { return taken_from_ranges == uses && payments <= uses; }
};

struct Ledger {
    std::int64_t payments = 0;
    Money paid;
    Money tendered;
    Money applied;
    Money advanced;
    std::int64_t sessions = 0;
    std::int64_t cancelled = 0;
};

// What this device's PIN verifiers are made with.
std::string pin_key_of(const sqlite::File& file);

class OfficeStore {
public:
    // Makes or migrates the file. Throws sqlite::Error.
    OfficeStore(const sqlite::File& file, DeviceId device, AdministrationId administration);

    sqlite::Database& database() { return database_; }
    sync::OperationLog& operations() { return operations_; }
    const std::string& pin_key() const { return pin_key_; }

    std::vector<Cashier> cashiers();
    std::optional<Cashier> cashier(std::string_view id);
    WrongPins wrong_pins(std::string_view cashier_id);
    void put_wrong_pins(std::string_view cashier_id, const WrongPins& pins);

    std::optional<CashSession> open_session_of(std::string_view drawer);
    std::optional<CashSession> session(CashSessionId id);
    std::int64_t next_session_number();
    bool insert_session(const CashSession& session, std::uint64_t operation_seq);  // false: the drawer has an open one
    void close_session(const CashSession& session, std::uint64_t operation_seq);
    struct DrawerOpening {
        CashSessionId session;
        Instant at;
        std::string_view reason;
    };
    void insert_drawer_opening(const DrawerOpening& opening, std::uint64_t operation_seq);
    std::int64_t unsent_payments(
        std::uint64_t pending_operations);  // how many of the last so many operations are payments
    void insert_count(CashSessionId session, Money denomination, int count);
    Money expected_cash(CashSessionId session);  // fondo + cash received − change: the only such sum
    std::vector<MethodTotal> session_totals(CashSessionId session);
    std::int64_t session_payments(CashSessionId session);  // without those that were cancelled
    SessionFolios session_folios(CashSessionId session);
    std::vector<SessionCount> counts(CashSessionId session);  // of its close, largest first
    std::optional<CashSessionId> closed_session(std::int64_t number);

    // While a new copy of what the server says comes: as of when the one is that is shown.
    std::optional<Instant> shown_as_of() { return sync::renewed_since(database_); }
    std::optional<Contract> contract(ContractId id);
    std::optional<Contract> contract(std::string_view number);
    Account account(const Contract& contract);
    std::vector<MonthOfUse> consumption(ContractId contract, int months);  // oldest first
    std::optional<std::string> invoice_body(InvoiceId id);  // the newest of a contract, or one that was asked for
    // What the server last answered: the list of a contract's bills, or why a question was refused. Each answer has a
    // higher number than those before it.
    struct Answered {
        std::int64_t number = 0;
        std::string body;
    };
    std::optional<Answered> bill_list(ContractId contract);
    std::optional<Answered> bill_refusal(std::string_view key);
    std::optional<InvoiceId> latest_invoice(ContractId contract);

    std::optional<Folio> take_folio(std::string_view series);                        // nothing: the ranges are used up
    std::optional<std::string> other_series_with_folios(std::string_view series);    // whose are not used up
    bool insert_payment(const StoredPayment& payment, std::uint64_t operation_seq);  // false: this id was taken before
    std::optional<StoredPayment> payment(PaymentId id);
    std::optional<PaymentId> payment_of_folio(const Folio& folio);
    std::optional<LastPayment> last_payment();
    std::vector<PaymentRow> payments_of(CashSessionId session);  // newest first, at most 500
    std::vector<PaymentRow> payments_of(ContractId contract);    // the last five
    std::vector<PaymentRow> payments_in_doubt();                 // whose last paper may not have come out
    void insert_cancellation(const StoredPayment& payment, const Cancellation& cancellation,
                             std::uint64_t operation_seq);
    std::optional<Cancellation> cancellation(PaymentId payment);
    std::uint64_t operation_of(PaymentId payment);
    std::optional<Folio> card_reference_used(std::string_view reference, Instant since);
    PrintJob insert_print_job(PaymentId payment, Instant at);
    void set_print_state(std::int64_t job, PrintState state, std::uint64_t operation_seq = 0);
    void settle_papers(PaymentId payment);  // a person says that it came out
    void doubt_interrupted_papers();        // at the start: what was being printed when the program ended

    FolioBalance folio_balance();
    Ledger ledger();

private:
    sqlite::Database database_;
    std::string pin_key_;
    sync::OperationLog operations_;
};

}  // namespace aquacis::office
