#include "cloud/payments/store/payment_store.hpp"

#include <array>
#include <cassert>

#include "cloud/payments/store/sql.hpp"
#include "cloud/platform/sql.hpp"

namespace aquacis::payments {
namespace {

using platform::run_sql;
using platform::SqlArray;

constexpr std::array<const char*, 5> kinds{"received", "applied", "credited", "suspense", "credit_used"};

EntryKind kind_of(std::string_view word) {
    for (std::size_t i = 0; i < kinds.size(); ++i)
        if (word == kinds.at(i)) return static_cast<EntryKind>(i);
    throw std::runtime_error("ledger: an entry of an unknown kind");
}

template <class IdType>
std::optional<IdType> id_or_none(const pqxx::field& field) {
    return field.is_null() ? std::nullopt : IdType::parse(field.c_str());
}

template <class IdType>
std::optional<std::string> text_of(const std::optional<IdType>& id) {
    return id ? std::optional(id->to_string()) : std::nullopt;
}

template <class IdType>
void add_id(SqlArray& array, const std::optional<IdType>& id) {
    array.add_or_null(id ? id->to_string() : std::string());
}

}  // namespace

bool insert_payment(platform::Transaction& tx, const Payment& payment, Instant received_at) {
    assert(payment.conserves_money());
    const auto done = run_sql(tx, sql::insert_payment, tx.administration().number(), payment.id.to_string(), payment.channel, payment.external_reference,
                              payment.digest.to_string(), text_of(payment.contract), payment.amount.centavos(), payment.folio, text_of(payment.session),
                              to_microseconds(payment.taken_at), to_microseconds(received_at));
    if (done.affected_rows() == 0) return false;
    insert_entries(tx, payment.entries, received_at);
    return true;
}

void insert_tenders(platform::Transaction& tx, PaymentId payment, std::span<const Tender> tenders) {
    SqlArray method, amount, reference;
    for (const Tender& tender : tenders) {
        method.add(tender.method);
        amount.add(tender.amount.centavos());
        reference.add(tender.reference);
    }
    run_sql(tx, sql::insert_tenders, tx.administration().number(), payment.to_string(), method.text(), amount.text(), reference.text());
}

void insert_entries(platform::Transaction& tx, std::span<const LedgerEntry> entries, Instant at) {
    SqlArray kind, payment, contract, invoice, amount;
    for (const LedgerEntry& entry : entries) {
        kind.add(kinds.at(static_cast<std::size_t>(entry.kind)));
        add_id(payment, entry.payment);
        add_id(contract, entry.contract);
        add_id(invoice, entry.invoice);
        amount.add(entry.amount.centavos());
    }
    run_sql(tx, sql::insert_entries, tx.administration().number(), kind.text(), payment.text(), contract.text(), invoice.text(), amount.text(), to_microseconds(at));
}

std::optional<Payment> find_payment(platform::Transaction& tx, PaymentId id) {
    const auto rows = run_sql(tx, sql::find_payment, id.to_string());
    if (rows.empty()) return std::nullopt;
    const auto row = rows[0];
    Payment payment;
    payment.id = id;
    payment.channel = row["channel"].c_str();
    payment.external_reference = row["external_reference"].c_str();
    payment.digest = Uuid::parse(row["digest"].c_str()).value();
    payment.contract = id_or_none<ContractId>(row["contract_id"]);
    payment.contract_number = row["contract_number"].c_str();
    payment.amount = Money::centavos(row["amount_centavos"].as<std::int64_t>());
    payment.folio = row["folio"].c_str();
    payment.session = id_or_none<CashSessionId>(row["session_id"]);
    payment.taken_at = from_microseconds(row["taken_at_us"].as<std::int64_t>());
    for (const auto& entry : run_sql(tx, sql::find_entries, id.to_string()))
        payment.entries.push_back({kind_of(entry[0].c_str()), id_or_none<PaymentId>(entry[1]), id_or_none<ContractId>(entry[2]),
                                   id_or_none<InvoiceId>(entry[3]), Money::centavos(entry[4].as<std::int64_t>())});
    return payment;
}

std::optional<PaymentId> find_payment_by_reference(platform::Transaction& tx, const std::string& channel, const std::string& reference) {
    const auto rows = run_sql(tx, sql::find_payment_by_reference, channel, reference);
    return rows.empty() ? std::nullopt : PaymentId::parse(rows[0][0].c_str());
}

}  // namespace aquacis::payments
