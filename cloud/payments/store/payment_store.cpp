#include "cloud/payments/store/payment_store.hpp"

#include "cloud/payments/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::payments {
namespace {

using platform::put_off;
using platform::run_sql;
using platform::SqlArray;

template <class Id>
std::string text_or_empty(const std::optional<Id>& id) {
    return id ? id->to_string() : std::string();
}

template <class Id>
std::optional<Id> optional_id(const pqxx::field& field) {
    return field.is_null() ? std::nullopt : Id::parse(field.c_str());
}

void insert_tenders(platform::Transaction& tx, const NewPayment& payment) {
    SqlArray method, amount, reference;
    for (const Tender& tender : payment.tenders) {
        method.add(tender.method);
        amount.add(tender.amount.centavos());
        reference.add(tender.reference);
    }
    run_sql(tx, sql::insert_tenders, tx.administration().number(), payment.id.to_string(), method.text(), amount.text(),
            reference.text());
}

}  // namespace

bool insert_payment(platform::Transaction& tx, const NewPayment& payment, Instant now) {
    const Folio folio = payment.folio.value_or(Folio{});
    const auto rows =
        run_sql(tx, sql::insert_payment, tx.administration().number(), payment.id.to_string(), payment.channel,
                payment.external_reference, payment.fingerprint, text_or_empty(payment.contract),
                payment.contract_number, payment.amount.centavos(), folio.series, folio.number, folio.text,
                payment.folio_stands, text_or_empty(payment.session), to_iso(payment.taken_at), to_iso(now),
                payment.taken_by, payment.taken_at_raw_us.value_or(0), payment.server_folio);
    if (rows.affected_rows() == 0) return false;
    if (!payment.tenders.empty()) insert_tenders(tx, payment);
    return true;
}

void insert_movements(platform::Transaction& tx, std::span<const Movement> movements, Instant now) {
    SqlArray movement_id, payment, contract, invoice, kind, amount;
    for (const Movement& movement : movements)
        for (const LedgerEntry& entry : movement.entries) {
            movement_id.add(movement.id.to_string());
            payment.add(movement.payment.to_string());
            contract.add_or_null(text_or_empty(entry.contract));
            invoice.add_or_null(text_or_empty(entry.invoice));
            kind.add(to_text(entry.kind));
            amount.add(entry.amount.centavos());
        }
    if (amount.size() == 0) return;
    put_off(tx, sql::insert_entries, tx.administration().number(), movement_id.text(), payment.text(), contract.text(),
            invoice.text(), kind.text(), amount.text(), to_iso(now));
}

std::optional<std::string> find_fingerprint(platform::Transaction& tx, PaymentId id) {
    const auto rows = run_sql(tx, sql::find_payment_fingerprint, id.to_string());
    return rows.empty() ? std::nullopt : std::optional<std::string>(rows[0][0].c_str());
}

std::optional<PaymentView> view_payment(platform::Transaction& tx, PaymentId id) {
    const auto rows = run_sql(tx, sql::find_payment, id.to_string());
    if (rows.empty()) return std::nullopt;
    PaymentView view{id, rows[0][0].c_str(), Money::centavos(rows[0][1].as<std::int64_t>()), {}};
    for (const auto& row : run_sql(tx, sql::find_first_entries, id.to_string()))
        view.entries.push_back({parse_entry_kind(row[0].c_str()).value(), optional_id<ContractId>(row[1]),
                                optional_id<InvoiceId>(row[2]), Money::centavos(row[3].as<std::int64_t>())});
    return view;
}

std::optional<TakenMoney> find_taken_money(platform::Transaction& tx, PaymentId id) {
    const auto rows = run_sql(tx, sql::find_known_payment, id.to_string());
    if (rows.empty()) return std::nullopt;
    return TakenMoney{rows[0][0].c_str(), optional_id<CashSessionId>(rows[0][1]), rows[0][2].c_str(),
                      Money::centavos(rows[0][3].as<std::int64_t>()), rows[0][4].c_str()};
}

std::vector<LedgerEntry> find_placed_money(platform::Transaction& tx, PaymentId id) {
    std::vector<LedgerEntry> placed;
    for (const auto& row : run_sql(tx, sql::find_placed_money, id.to_string()))
        placed.push_back({parse_entry_kind(row[0].c_str()).value(), optional_id<ContractId>(row[1]),
                          optional_id<InvoiceId>(row[2]), Money::centavos(row[3].as<std::int64_t>())});
    return placed;
}

bool is_cancelled(platform::Transaction& tx, PaymentId id) {
    return !run_sql(tx, sql::find_cancellation, id.to_string()).empty();
}

bool is_cancelled_so(platform::Transaction& tx, const Cancellation& cancellation) {
    return !run_sql(tx, sql::find_same_cancellation, cancellation.payment.to_string(), cancellation.reason,
                    cancellation.cancelled_by, cancellation.authorized_by, to_iso(cancellation.cancelled_at))
                .empty();
}

void insert_cancellation(platform::Transaction& tx, const Cancellation& cancellation,
                         const CancellationRecord& record) {
    run_sql(tx, sql::insert_cancellation, tx.administration().number(), cancellation.payment.to_string(),
            record.movement.to_string(), cancellation.reason, cancellation.cancelled_by, cancellation.authorized_by,
            to_iso(cancellation.cancelled_at), to_iso(record.now));
}

}  // namespace aquacis::payments
