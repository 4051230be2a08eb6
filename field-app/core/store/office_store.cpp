#include "field-app/core/store/office_store.hpp"

#include <algorithm>
#include <array>

#include "base/payment_limits.hpp"
#include "base/sha256.hpp"
#include "field-app/core/store/feed_copies.hpp"
#include "field-app/core/store/sql.hpp"

namespace aquacis::office {
namespace {

constexpr std::array<std::string_view, 7> schema{sql::schema_1,          sql::schema_2,       sql::schema_people,
                                                 sql::schema_months,     sql::schema_pin_key, sql::schema_debts_left,
                                                 sql::schema_older_bills};

CashSession read_session(const sqlite::Statement& row) {
    CashSession session;
    session.id = CashSessionId(row.uuid(0));
    session.number = row.integer(1);
    session.drawer = row.text(2);
    session.cashier_id = row.text(3);
    session.cashier_name = row.text(4);
    session.business_date = row.text(5);
    session.opening_float = row.money(6);
    session.opened_at = from_microseconds(row.integer(7));
    if (!row.is_null(8)) session.closed_at = from_microseconds(row.integer(8));
    session.counted = row.money(9);
    session.expected = row.money(10);
    session.closed_by = row.text(11);
    return session;
}

Contract read_contract(const sqlite::Statement& row) {
    return {ContractId(row.uuid(0)),
            row.text(1),
            row.text(2),
            row.text(3),
            row.text(4),
            row.text(5),
            row.text(6),
            row.text(7),
            row.text(8),
            row.text(9),
            row.text(10),
            row.text(11),
            row.text(12)};
}

Cashier read_cashier(const sqlite::Statement& row) {
    return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4)};
}

std::vector<PaymentRow> read_payments(sqlite::Statement row) {
    std::vector<PaymentRow> found;
    while (row.step()) {
        PaymentRow payment{PaymentId(row.uuid(0)),
                           {row.text(1), row.integer(2)},
                           from_microseconds(row.integer(3)),
                           row.money(4),
                           row.text(5),
                           row.text(6),
                           {},
                           row.text(8),
                           row.integer(9) != 0,
                           CashSessionId(row.uuid(10))};
        const std::string methods = row.text(7) + ",";
        for (std::size_t at = 0, end = 0; (end = methods.find(',', at)) != std::string::npos; at = end + 1)
            if (const auto method = parse_method(methods.substr(at, end - at))) payment.methods.push_back(*method);
        found.push_back(std::move(payment));
    }
    return found;
}

// After a key was lost and made anew nobody's PIN could be checked: nobody is known until the server's next word.
void forget_people_of_another_key(sqlite::Database& database, const std::string& pin_key) {
    const std::string name = sha256_hex("name of " + pin_key);
    std::string before;
    for (auto row = database.prepare(sql::pin_key_name); row.step();)
        before = row.text(0);
    if (before == name) return;
    sqlite::Transaction transaction(database);
    if (!before.empty()) database.prepare(sql::delete_cashiers).run();
    database.prepare(sql::put_pin_key_name).bind(name).run();
    transaction.commit();
}

sqlite::Database& prepared(sqlite::Database& database, const std::string& pin_key, DeviceId device,
                           AdministrationId administration) {
    const bool is_upgraded = database.integer("PRAGMA user_version") < static_cast<std::int64_t>(schema.size());
    sqlite::migrate(database, schema);
    forget_people_of_another_key(database, pin_key);
    sync::OperationLog::prepare(database, device, administration);
    if (is_upgraded) begin_again_after_upgrade(database, "admin/" + std::to_string(administration.number()));
    return database;
}

constexpr std::array<std::string_view, 4> print_states{"queued", "sent", "confirmed", "doubtful"};

}  // namespace

std::string Folio::text() const {
    std::string digits = std::to_string(number);
    if (digits.size() < 6) digits.insert(0, 6 - digits.size(), '0');
    return series + "-" + digits;
}

OfficeStore::OfficeStore(const sqlite::File& file, DeviceId device, AdministrationId administration)
    : database_(file), pin_key_(pin_key_of(file)), operations_(prepared(database_, pin_key_, device, administration)) {}

std::string pin_key_of(const sqlite::File& file) {
    return file.key ? file.key->derive("aquacis PIN verifiers") : std::string();
}

std::vector<Cashier> OfficeStore::cashiers() {
    std::vector<Cashier> found;
    for (auto row = database_.prepare(sql::cashiers); row.step();)
        found.push_back(read_cashier(row));
    return found;
}

std::optional<Cashier> OfficeStore::cashier(std::string_view id) {
    auto row = database_.prepare(sql::cashier).bind(id);
    return row.step() ? std::optional(read_cashier(row)) : std::nullopt;
}

WrongPins OfficeStore::wrong_pins(std::string_view cashier_id) {
    auto row = database_.prepare(sql::wrong_pins).bind(cashier_id);
    if (!row.step()) return {};
    return {static_cast<int>(row.integer(0)), row.text(1), std::chrono::microseconds(row.integer(2))};
}

void OfficeStore::put_wrong_pins(std::string_view cashier_id, const WrongPins& pins) {
    database_.prepare(sql::put_wrong_pins).bind(cashier_id, pins.failures, pins.boot, pins.until.count()).run();
}

std::optional<CashSession> OfficeStore::open_session_of(std::string_view drawer) {
    auto row = database_.prepare(sql::open_session_of_drawer).bind(drawer);
    return row.step() ? std::optional(read_session(row)) : std::nullopt;
}

std::optional<CashSession> OfficeStore::session(CashSessionId id) {
    auto row = database_.prepare(sql::session).bind(id.uuid());
    return row.step() ? std::optional(read_session(row)) : std::nullopt;
}

std::int64_t OfficeStore::next_session_number() {
    auto row = database_.prepare(sql::next_session_number);
    row.step();
    return row.integer(0);
}

bool OfficeStore::insert_session(const CashSession& session, std::uint64_t operation_seq) {
    database_.prepare(sql::insert_session)
        .bind(session.id.uuid(), session.number, session.drawer, session.cashier_id, session.cashier_name,
              session.business_date, session.opening_float, to_microseconds(session.opened_at),
              static_cast<std::int64_t>(operation_seq))
        .run();
    return database_.changes() == 1;
}

void OfficeStore::close_session(const CashSession& session, std::uint64_t operation_seq) {
    database_.prepare(sql::close_session)
        .bind(to_microseconds(*session.closed_at), session.counted, session.expected,
              static_cast<std::int64_t>(operation_seq), session.closed_by, session.id.uuid())
        .run();
}

void OfficeStore::insert_drawer_opening(const DrawerOpening& opening, std::uint64_t operation_seq) {
    database_.prepare(sql::insert_drawer_opening)
        .bind(to_microseconds(opening.at), opening.session.uuid(), opening.reason,
              static_cast<std::int64_t>(operation_seq))
        .run();
}

std::int64_t OfficeStore::unsent_payments(std::uint64_t pending_operations) {
    auto row = database_.prepare(sql::unsent_payments).bind(static_cast<std::int64_t>(pending_operations));
    row.step();
    return row.integer(0);
}

void OfficeStore::insert_count(CashSessionId session, Money denomination, int count) {
    database_.prepare(sql::insert_count).bind(session.uuid(), denomination, count).run();
}

Money OfficeStore::expected_cash(CashSessionId session) {
    auto row = database_.prepare(sql::expected_cash).bind(session.uuid());
    return row.step() ? row.money(0) : Money::zero();
}

std::vector<MethodTotal> OfficeStore::session_totals(CashSessionId session) {
    std::vector<MethodTotal> totals;
    for (auto row = database_.prepare(sql::session_totals).bind(session.uuid()); row.step();)
        if (const auto method = parse_method(row.text(0))) totals.push_back({*method, row.money(1)});
    return totals;
}

std::int64_t OfficeStore::session_payments(CashSessionId session) {
    auto row = database_.prepare(sql::session_payments).bind(session.uuid());
    row.step();
    return row.integer(0);
}

SessionFolios OfficeStore::session_folios(CashSessionId session) {
    auto row = database_.prepare(sql::session_folios).bind(session.uuid());
    row.step();
    return {row.text(2), row.integer(0), row.integer(1), row.integer(3), row.integer(4), row.money(5)};
}

std::vector<SessionCount> OfficeStore::counts(CashSessionId session) {
    std::vector<SessionCount> found;
    for (auto row = database_.prepare(sql::counts).bind(session.uuid()); row.step();)
        found.push_back({row.money(0), static_cast<int>(row.integer(1))});
    return found;
}

std::optional<CashSessionId> OfficeStore::closed_session(std::int64_t number) {
    auto row = database_.prepare(sql::session_of_number).bind(number);
    return row.step() ? std::optional(CashSessionId(row.uuid(0))) : std::nullopt;
}

std::optional<Contract> OfficeStore::contract(ContractId id) {
    auto row = database_.prepare(sql::contract_by_id).bind(id.uuid());
    return row.step() ? std::optional(read_contract(row)) : std::nullopt;
}

std::optional<Contract> OfficeStore::contract(std::string_view number) {
    auto row = database_.prepare(sql::contract_by_number).bind(number);
    return row.step() ? std::optional(read_contract(row)) : std::nullopt;
}

Account OfficeStore::account(const Contract& contract) {
    Account account;
    account.contract = contract;
    {
        auto head = database_.prepare(sql::account_head).bind(contract.id.uuid());
        head.step();
        account.credit = head.money(0);
        if (head.integer(1) > 0) account.as_of = from_microseconds(head.integer(1));
    }
    for (auto row = database_.prepare(sql::debts_now).bind(contract.id.uuid(), most_debts_of_a_payment); row.step();) {
        account.debts.push_back({InvoiceId(row.uuid(0)), row.text(1), row.text(2), row.text(3), row.money(4),
                                 row.money(5), row.money(6), row.integer(7), row.money(8), row.money(9)});
    }
    auto all = database_.prepare(sql::owed_now).bind(contract.id.uuid());
    all.step();
    account.owed = all.money(0);
    account.later_debts = static_cast<int>(all.integer(1)) - static_cast<int>(account.debts.size());
    return account;
}

std::vector<MonthOfUse> OfficeStore::consumption(ContractId contract, int months) {
    std::vector<MonthOfUse> found;
    for (auto row = database_.prepare(sql::consumption).bind(contract.uuid(), months); row.step();)
        found.push_back({row.text(0), row.integer(1)});
    std::reverse(found.begin(), found.end());
    return found;
}

std::optional<std::string> OfficeStore::invoice_body(InvoiceId id) {
    auto row = database_.prepare(sql::invoice_body).bind(id.uuid());
    return row.step() ? std::optional(row.text(0)) : std::nullopt;
}

std::optional<OfficeStore::Answered> OfficeStore::bill_list(ContractId contract) {
    auto row = database_.prepare(sql::bill_list_of).bind(contract.uuid());
    return row.step() ? std::optional(Answered{row.integer(0), row.text(1)}) : std::nullopt;
}

std::optional<OfficeStore::Answered> OfficeStore::bill_refusal(std::string_view key) {
    auto row = database_.prepare(sql::bill_refusal_of).bind(key);
    return row.step() ? std::optional(Answered{row.integer(0), row.text(1)}) : std::nullopt;
}

std::optional<InvoiceId> OfficeStore::latest_invoice(ContractId contract) {
    auto row = database_.prepare(sql::latest_invoice_of_contract).bind(contract.uuid());
    return row.step() ? std::optional(InvoiceId(row.uuid(0))) : std::nullopt;
}

std::optional<Folio> OfficeStore::take_folio(std::string_view series) {
    std::int64_t first = 0;
    Folio folio{std::string(series), 0};
    {
        auto row = database_.prepare(sql::next_folio).bind(series);
        if (!row.step()) return std::nullopt;
        first = row.integer(0);
        folio.number = row.integer(1);
    }
    database_.prepare(sql::use_folio).bind(series, first).run();
    return folio;
}

std::optional<std::string> OfficeStore::other_series_with_folios(std::string_view series) {
    auto row = database_.prepare(sql::other_series_with_folios).bind(series);
    return row.step() ? std::optional(row.text(0)) : std::nullopt;
}

bool OfficeStore::insert_payment(const StoredPayment& payment, std::uint64_t operation_seq) {
    const Uuid& id = payment.id.uuid();
    database_.prepare(sql::insert_payment)
        .bind(id, payment.session.uuid(), payment.contract.uuid(), payment.folio.series, payment.folio.number,
              payment.amount, payment.advance, to_microseconds(payment.taken_at),
              static_cast<std::int64_t>(operation_seq), payment.debts_left)
        .run();
    if (database_.changes() == 0) return false;
    int position = 0;
    for (const Tender& tender : payment.tenders)
        database_.prepare(sql::insert_tender)
            .bind(id, ++position, to_text(tender.method), tender.amount, tender.reference)
            .run();
    position = 0;
    for (const Application& part : payment.applications)
        database_.prepare(sql::insert_application)
            .bind(id, ++position, part.invoice.uuid(), part.contract.uuid(), part.invoice_number, part.period,
                  part.amount, part.due_date, part.total, part.consumed_litres, part.issued, part.surcharge)
            .run();
    database_.prepare(sql::insert_folio_use).bind(payment.folio.series, payment.folio.number, id).run();
    return true;
}

std::optional<StoredPayment> OfficeStore::payment(PaymentId id) {
    StoredPayment payment;
    {
        auto row = database_.prepare(sql::payment).bind(id.uuid());
        if (!row.step()) return std::nullopt;
        payment.id = id;
        payment.session = CashSessionId(row.uuid(1));
        payment.contract = ContractId(row.uuid(2));
        payment.folio = {row.text(3), row.integer(4)};
        payment.amount = row.money(5);
        payment.advance = row.money(6);
        payment.taken_at = from_microseconds(row.integer(7));
        payment.effect_seen = row.integer(8) != 0;
        payment.debts_left = static_cast<int>(row.integer(9));
    }
    for (auto row = database_.prepare(sql::tenders).bind(id.uuid()); row.step();)
        payment.tenders.push_back({parse_method(row.text(0)).value(), row.money(1), row.text(2)});
    for (auto row = database_.prepare(sql::applications).bind(id.uuid()); row.step();)
        payment.applications.push_back({InvoiceId(row.uuid(0)), ContractId(row.uuid(1)), row.text(2), row.text(3),
                                        row.money(4), row.text(5), row.money(6), row.integer(7), row.money(8),
                                        row.money(9)});
    return payment;
}

std::optional<PaymentId> OfficeStore::payment_of_folio(const Folio& folio) {
    auto row = database_.prepare(sql::payment_by_folio).bind(folio.series, folio.number);
    return row.step() ? std::optional(PaymentId(row.uuid(0))) : std::nullopt;
}

std::optional<LastPayment> OfficeStore::last_payment() {
    auto row = database_.prepare(sql::last_payment);
    return row.step() ? std::optional(LastPayment{PaymentId(row.uuid(0)), row.text(1)}) : std::nullopt;
}

std::vector<PaymentRow> OfficeStore::payments_of(CashSessionId session) {
    return read_payments(database_.prepare(sql::payments_of_session).bind(session.uuid()));
}

std::vector<PaymentRow> OfficeStore::payments_of(ContractId contract) {
    return read_payments(database_.prepare(sql::payments_of_contract).bind(contract.uuid()));
}

std::vector<PaymentRow> OfficeStore::payments_in_doubt() {
    return read_payments(database_.prepare(sql::payments_in_doubt));
}

void OfficeStore::insert_cancellation(const StoredPayment& payment, const Cancellation& cancellation,
                                      std::uint64_t operation_seq) {
    database_.prepare(sql::insert_cancellation)
        .bind(payment.id.uuid(), cancellation.reason, cancellation.cancelled_by, cancellation.authorized_by,
              cancellation.authorized_name, to_microseconds(cancellation.cancelled_at),
              static_cast<std::int64_t>(operation_seq))
        .run();
    database_.prepare(sql::cancel_folio).bind(payment.folio.series, payment.folio.number).run();
}

std::optional<Cancellation> OfficeStore::cancellation(PaymentId payment) {
    auto row = database_.prepare(sql::cancellation).bind(payment.uuid());
    if (!row.step()) return std::nullopt;
    return Cancellation{row.text(0), row.text(1), row.text(2), row.text(3), from_microseconds(row.integer(4))};
}

std::uint64_t OfficeStore::operation_of(PaymentId payment) {
    auto row = database_.prepare(sql::operation_of_payment).bind(payment.uuid());
    return row.step() ? static_cast<std::uint64_t>(row.integer(0)) : 0;
}

std::optional<Folio> OfficeStore::card_reference_used(std::string_view reference, Instant since) {
    auto row = database_.prepare(sql::card_reference_used).bind(reference, to_microseconds(since));
    return row.step() ? std::optional(Folio{row.text(0), row.integer(1)}) : std::nullopt;
}

PrintJob OfficeStore::insert_print_job(PaymentId payment, Instant at) {
    auto row = database_.prepare(sql::insert_print_job).bind(payment.uuid(), to_microseconds(at));
    row.step();
    const PrintJob job{row.integer(0), static_cast<int>(row.integer(1)), payment};
    row.run();
    return job;
}

void OfficeStore::set_print_state(std::int64_t job, PrintState state, std::uint64_t operation_seq) {
    database_.prepare(sql::set_print_state)
        .bind(print_states.at(static_cast<std::size_t>(state)), static_cast<std::int64_t>(operation_seq), job)
        .run();
}

void OfficeStore::settle_papers(PaymentId payment) { database_.prepare(sql::settle_papers).bind(payment.uuid()).run(); }

void OfficeStore::doubt_interrupted_papers() { database_.prepare(sql::doubt_interrupted_papers).run(); }

FolioBalance OfficeStore::folio_balance() {
    auto row = database_.prepare(sql::folio_balance);
    row.step();
    return {row.integer(0), row.integer(1), row.integer(2)};
}

Ledger OfficeStore::ledger() {
    auto row = database_.prepare(sql::ledger);
    row.step();
    return {row.integer(0), row.money(1), row.money(2), row.money(3), row.money(4), row.integer(5), row.integer(6)};
}

}  // namespace aquacis::office
