#include "cloud/fiscal/store/cfdi_store.hpp"

#include "cloud/fiscal/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::fiscal {
namespace {

using platform::from_bytea;
using platform::run_sql;
using platform::SqlArray;
using platform::Transaction;

// The row is authenticated with the value: an XML cannot be moved to another.
std::string place(const CfdiId& id) { return "cfdi.xml/" + id.to_string(); }

std::string text_or_empty(const pqxx::field& field) { return field.is_null() ? std::string() : field.c_str(); }

Instant instant_of(const pqxx::field& field) { return from_microseconds(field.as<std::int64_t>()); }

CfdiStanding to_standing(const pqxx::row& row) {
    CfdiStanding made;
    made.id = *CfdiId::parse(row["cfdi_id"].c_str());
    made.invoice = *InvoiceId::parse(row["invoice_id"].c_str());
    made.revision = row["revision"].as<unsigned>();
    made.contract = *ContractId::parse(row["contract_id"].c_str());
    made.customer = *CustomerId::parse(row["customer_id"].c_str());
    made.period = row["period"].c_str();
    made.state = cfdi_state(row["state"].c_str());
    made.reason = row["reason"].c_str();
    made.remark = row["remark"].c_str();
    made.tries = row["tries"].as<int>();
    made.next_try = instant_of(row["next_try_us"]);
    made.taken_at = instant_of(row["taken_at_us"]);
    made.cancellation_motive = row["motive"].c_str();
    return made;
}

}  // namespace

void CfdiStore::insert_pending(Transaction& tx, std::span<const PendingCfdi> pending, Instant now) const {
    SqlArray id, invoice, revision, contract, customer, period, total, bytes, first_try;
    for (const PendingCfdi& each : pending) {
        id.add(cfdi_of(each.invoice, each.revision).to_string());
        invoice.add(each.invoice.to_string());
        revision.add(static_cast<std::int64_t>(each.revision));
        contract.add(each.contract.to_string());
        customer.add(each.customer.to_string());
        period.add(each.period.to_string());
        total.add(each.total.centavos());
        bytes.add_bytes(each.invoice_bytes);
        first_try.add(to_iso(each.first_try));
    }
    run_sql(tx, sql::insert_pending, tx.administration().number(), id.text(), invoice.text(), revision.text(),
            contract.text(), customer.text(), period.text(), total.text(), bytes.text(), first_try.text(), to_iso(now));
    run_sql(tx, sql::remember_administration, tx.administration().number());
}

std::vector<AdministrationId> CfdiStore::administrations(Transaction& tx) const {
    std::vector<AdministrationId> found;
    for (const auto& row : run_sql(tx, sql::find_administrations))
        found.emplace_back(row[0].as<int>());
    return found;
}

std::vector<ClaimedCfdi> CfdiStore::claim_due(Transaction& tx, const Claim& claim) const {
    SqlArray states;
    for (const CfdiState state : claim.states)
        states.add(name_of(state));
    std::vector<ClaimedCfdi> claimed;
    for (const auto& row : run_sql(tx, sql::claim_due, to_iso(claim.now), to_iso(claim.lease_until), claim.most,
                                   tx.administration().number(), states.text())) {
        ClaimedCfdi cfdi;
        cfdi.id = *CfdiId::parse(row["cfdi_id"].c_str());
        cfdi.customer = *CustomerId::parse(row["customer_id"].c_str());
        cfdi.state = cfdi_state(row["state"].c_str());
        cfdi.invoice_bytes = from_bytea(row["invoice"]);
        if (!row["xml_sealed"].is_null()) cfdi.sealed_xml = from_bytea(row["xml_sealed"]);
        cfdi.tries = row["tries"].as<int>();
        cfdi.waits = row["waits"].as<int>();
        cfdi.is_reversed = row["is_reversed"].as<bool>();
        claimed.push_back(std::move(cfdi));
    }
    return claimed;
}

std::string CfdiStore::open(const ClaimedCfdi& cfdi) const { return cipher_.open(cfdi.sealed_xml, place(cfdi.id)); }

std::vector<CfdiId> CfdiStore::save_sealed(Transaction& tx, std::span<const SealedCfdi> sealed, Instant now) const {
    SqlArray id, xml, remark;
    for (const SealedCfdi& each : sealed) {
        id.add(each.id.to_string());
        xml.add_bytes(cipher_.seal(each.xml, place(each.id)));
        remark.add(each.remark);
    }
    std::vector<CfdiId> saved;
    for (const auto& row :
         run_sql(tx, sql::save_sealed, id.text(), xml.text(), remark.text(), to_iso(now), tx.administration().number()))
        saved.push_back(*CfdiId::parse(row[0].c_str()));
    return saved;
}

std::vector<StampedRow> CfdiStore::save_stamped(Transaction& tx, std::span<const StampedCfdi> stamped,
                                                const NotedBy& by) const {
    SqlArray id, xml, uuid, at, invoices;
    for (const StampedCfdi& each : stamped) {
        id.add(each.id.to_string());
        xml.add_bytes(cipher_.seal(each.xml, place(each.id)));
        uuid.add(each.uuid);
        at.add(each.stamped_at);
    }
    std::vector<StampedRow> saved;
    for (const auto& row :
         run_sql(tx, sql::save_stamped, id.text(), xml.text(), uuid.text(), at.text(), tx.administration().number())) {
        saved.push_back({*CfdiId::parse(row[0].c_str()), *InvoiceId::parse(row[1].c_str()),
                         *ContractId::parse(row[2].c_str()), row[3].c_str(), row[4].c_str()});
        invoices.add(saved.back().invoice.to_string());
    }
    if (!saved.empty()) ask_cancellations(tx, invoices.text(), by);
    return saved;
}

// Of those whose bill was reversed while they were under way.
void CfdiStore::ask_cancellations(Transaction& tx, const std::string& invoices, const NotedBy& by) const {
    std::vector<NewNote> notes;
    for (const auto& row : run_sql(tx, sql::ask_cancellations, invoices, to_iso(by.at), tx.administration().number()))
        notes.push_back({*CfdiId::parse(row[0].c_str()), "to_cancel", "Motivo " + row[1].as<std::string>()});
    note(tx, notes, by);
}

// The documents are held and then the reversal is written: who finishes one after that sees it, and what was finished
// before is seen here.
void CfdiStore::reverse(Transaction& tx, std::span<const ReversedInvoice> reversed, const NotedBy& by) const {
    SqlArray invoice, motive, reason;
    for (const ReversedInvoice& each : reversed) {
        invoice.add(each.invoice.to_string());
        motive.add(motive_of(each.reason));
        reason.add(each.reason);
    }
    run_sql(tx, sql::hold_of_invoices, invoice.text(), tx.administration().number());
    run_sql(tx, sql::insert_reversals, tx.administration().number(), invoice.text(), motive.text(), reason.text(),
            to_iso(by.at));
    std::vector<NewNote> notes;
    for (const auto& row : run_sql(tx, sql::withdraw, invoice.text(), tx.administration().number()))
        notes.push_back({*CfdiId::parse(row[0].c_str()), "withdrawn", {}});
    note(tx, notes, by);
    ask_cancellations(tx, invoice.text(), by);
}

void CfdiStore::save_ended(Transaction& tx, std::span<const EndedCfdi> ended, const NotedBy& by) const {
    SqlArray id, state, reason, tries;
    for (const EndedCfdi& each : ended) {
        id.add(each.id.to_string());
        state.add(name_of(each.state));
        reason.add(each.reason);
        tries.add(std::int64_t{each.by_pac ? 1 : 0});
    }
    std::vector<NewNote> notes;
    for (const auto& row : run_sql(tx, sql::save_ended, id.text(), state.text(), reason.text(), tries.text(),
                                   to_iso(by.at), tx.administration().number()))
        if (cfdi_state(row[1].c_str()) != CfdiState::not_needed)
            notes.push_back({*CfdiId::parse(row[0].c_str()), row[1].c_str(), row[2].c_str()});
    note(tx, notes, by);
}

void CfdiStore::save_postponed(Transaction& tx, std::span<const PostponedCfdi> postponed) const {
    SqlArray id, state, next_try, reason, waits;
    for (const PostponedCfdi& each : postponed) {
        id.add(each.id.to_string());
        state.add(name_of(each.state));
        next_try.add(to_iso(each.next_try));
        reason.add(each.reason);
        waits.add(std::int64_t{each.counts ? 1 : 0});
    }
    run_sql(tx, sql::save_postponed, id.text(), state.text(), next_try.text(), reason.text(), waits.text(),
            tx.administration().number());
}

void CfdiStore::give_back(Transaction& tx, std::span<const CfdiId> untried, Instant due) const {
    SqlArray id;
    for (const CfdiId& each : untried)
        id.add(each.to_string());
    run_sql(tx, sql::give_back, id.text(), to_iso(due), tx.administration().number());
}

int CfdiStore::retry(Transaction& tx, std::span<const InvoiceId> invoices, const NotedBy& by) const {
    SqlArray id;
    for (const InvoiceId& each : invoices)
        id.add(each.to_string());
    return note_retried(tx, run_sql(tx, sql::retry, id.text(), to_iso(by.at), tx.administration().number()), by);
}

int CfdiStore::retry_rejected_of(Transaction& tx, const CustomerId& customer, const NotedBy& by) const {
    return note_retried(
        tx,
        run_sql(tx, sql::retry_rejected_of_customer, customer.to_string(), to_iso(by.at), tx.administration().number()),
        by);
}

int CfdiStore::note_retried(Transaction& tx, const pqxx::result& rows, const NotedBy& by) const {
    std::vector<NewNote> notes;
    for (const auto& row : rows)
        notes.push_back({*CfdiId::parse(row[0].c_str()), "retried", {}});
    note(tx, notes, by);
    return static_cast<int>(notes.size());
}

void CfdiStore::note(Transaction& tx, std::span<const NewNote> notes, const NotedBy& by) const {
    if (notes.empty()) return;
    SqlArray id, what, reason;
    for (const NewNote& each : notes) {
        id.add(each.id.to_string());
        what.add(each.what);
        reason.add(each.reason);
    }
    run_sql(tx, sql::insert_notes, tx.administration().number(), to_iso(by.at), by.subject, by.correlation_id,
            id.text(), what.text(), reason.text());
}

std::optional<StoredCfdi> CfdiStore::find(Transaction& tx, const InvoiceId& invoice) const {
    const auto rows = run_sql(tx, sql::find_cfdi, invoice.to_string(), tx.administration().number());
    if (rows.empty()) return std::nullopt;
    const auto& row = rows[0];
    StoredCfdi cfdi;
    cfdi.id = *CfdiId::parse(row["cfdi_id"].c_str());
    cfdi.invoice = *InvoiceId::parse(row["invoice_id"].c_str());
    cfdi.contract = *ContractId::parse(row["contract_id"].c_str());
    cfdi.customer = *CustomerId::parse(row["customer_id"].c_str());
    cfdi.state = cfdi_state(row["state"].c_str());
    cfdi.invoice_bytes = from_bytea(row["invoice"]);
    if (!row["xml_sealed"].is_null()) cfdi.xml = cipher_.open(from_bytea(row["xml_sealed"]), place(cfdi.id));
    cfdi.uuid = text_or_empty(row["uuid"]);
    cfdi.stamped_at = text_or_empty(row["stamped_at"]);
    cfdi.reason = row["reason"].c_str();
    cfdi.remark = row["remark"].c_str();
    cfdi.cancellation_motive = row["motive"].c_str();
    cfdi.is_of_reversed_bill = row["is_reversed"].as<bool>();
    return cfdi;
}

std::optional<CfdiStanding> CfdiStore::find_standing(Transaction& tx, const InvoiceId& invoice) const {
    const auto rows = run_sql(tx, sql::find_standing, invoice.to_string(), tx.administration().number());
    return rows.empty() ? std::nullopt : std::optional(to_standing(rows[0]));
}

std::vector<CfdiNote> CfdiStore::notes_of(Transaction& tx, const CfdiId& id, int most) const {
    std::vector<CfdiNote> notes;
    for (const auto& row : run_sql(tx, sql::find_notes, id.to_string(), tx.administration().number(), most))
        notes.push_back({instant_of(row["at_us"]), row["what"].c_str(), row["subject"].c_str(), row["reason"].c_str()});
    return notes;
}

std::vector<CfdiStanding> CfdiStore::list(Transaction& tx, const Page& page) const {
    const int administration = tx.administration().number();
    const auto rows =
        page.state == CfdiState::to_cancel
            ? run_sql(tx, sql::list_to_cancel, administration, to_iso(page.after), page.after_id.to_string(), page.most)
            : run_sql(tx, sql::list_by_state, administration, std::string(name_of(page.state)), to_iso(page.after),
                      page.after_id.to_string(), page.most);
    std::vector<CfdiStanding> found;
    for (const auto& row : rows)
        found.push_back(to_standing(row));
    return found;
}

ProgressOfPeriod CfdiStore::progress(Transaction& tx, Period period) const {
    const auto row = run_sql(tx, sql::progress, period.to_string(), tx.administration().number())[0];
    return {row["pending"].as<int>(),
            row["sealed"].as<int>(),
            row["stamped"].as<int>(),
            row["rejected"].as<int>(),
            row["set_aside"].as<int>(),
            row["not_needed"].as<int>(),
            row["withdrawn"].as<int>(),
            row["to_cancel"].as<int>(),
            Money::centavos(row["stamped_centavos"].as<std::int64_t>())};
}

}  // namespace aquacis::fiscal
