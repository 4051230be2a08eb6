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

std::string open(const platform::FieldCipher& cipher, const pqxx::row& row, const CfdiId& id) {
    return row["xml_sealed"].is_null() ? std::string() : cipher.open(from_bytea(row["xml_sealed"]), place(id));
}

std::string text_or_empty(const pqxx::field& field) { return field.is_null() ? std::string() : field.c_str(); }

}  // namespace

void CfdiStore::insert_pending(Transaction& tx, std::span<const PendingCfdi> pending, Instant now) const {
    SqlArray id, invoice, contract, customer, period, total, bytes;
    for (const PendingCfdi& each : pending) {
        id.add(cfdi_of(each.invoice).to_string());
        invoice.add(each.invoice.to_string());
        contract.add(each.contract.to_string());
        customer.add(each.customer.to_string());
        period.add(each.period.to_string());
        total.add(each.total.centavos());
        bytes.add_bytes(each.invoice_bytes);
    }
    run_sql(tx, sql::insert_pending, tx.administration().number(), id.text(), invoice.text(), contract.text(),
            customer.text(), period.text(), total.text(), bytes.text(), to_iso(now));
}

std::vector<AdministrationId> CfdiStore::administrations_with_due(Transaction& tx, Instant now) const {
    std::vector<AdministrationId> found;
    for (const auto& row : run_sql(tx, sql::administrations_with_due, to_iso(now)))
        found.emplace_back(row[0].as<int>());
    return found;
}

std::vector<ClaimedCfdi> CfdiStore::claim_due(Transaction& tx, const Claim& claim) const {
    std::vector<ClaimedCfdi> claimed;
    for (const auto& row : run_sql(tx, sql::claim_due, to_iso(claim.now), to_iso(claim.lease_until), claim.most,
                                   tx.administration().number())) {
        ClaimedCfdi cfdi;
        cfdi.id = *CfdiId::parse(row["cfdi_id"].c_str());
        cfdi.customer = *CustomerId::parse(row["customer_id"].c_str());
        cfdi.state = cfdi_state(row["state"].c_str());
        cfdi.invoice_bytes = from_bytea(row["invoice"]);
        cfdi.xml = open(cipher_, row, cfdi.id);
        if (!row["sealed_s"].is_null())
            cfdi.sealed_at = Instant(std::chrono::seconds(row["sealed_s"].as<std::int64_t>()));
        cfdi.tries = row["tries"].as<int>();
        claimed.push_back(std::move(cfdi));
    }
    return claimed;
}

std::vector<CfdiId> CfdiStore::save_sealed(Transaction& tx, std::span<const SealedCfdi> sealed, Instant now) const {
    SqlArray id, xml;
    for (const SealedCfdi& each : sealed) {
        id.add(each.id.to_string());
        xml.add_bytes(cipher_.seal(each.xml, place(each.id)));
    }
    std::vector<CfdiId> saved;
    for (const auto& row :
         run_sql(tx, sql::save_sealed, id.text(), xml.text(), to_iso(now), tx.administration().number()))
        saved.push_back(*CfdiId::parse(row[0].c_str()));
    return saved;
}

std::vector<StampedRow> CfdiStore::save_stamped(Transaction& tx, std::span<const StampedCfdi> stamped) const {
    SqlArray id, xml, uuid, at;
    for (const StampedCfdi& each : stamped) {
        id.add(each.id.to_string());
        xml.add_bytes(cipher_.seal(each.xml, place(each.id)));
        uuid.add(each.uuid);
        at.add(each.stamped_at);
    }
    std::vector<StampedRow> saved;
    for (const auto& row :
         run_sql(tx, sql::save_stamped, id.text(), xml.text(), uuid.text(), at.text(), tx.administration().number()))
        saved.push_back({*CfdiId::parse(row[0].c_str()), *InvoiceId::parse(row[1].c_str()),
                         *ContractId::parse(row[2].c_str()), row[3].c_str(), row[4].c_str()});
    return saved;
}

void CfdiStore::save_rejected(Transaction& tx, std::span<const RejectedCfdi> rejected) const {
    SqlArray id, reason;
    for (const RejectedCfdi& each : rejected) {
        id.add(each.id.to_string());
        reason.add(each.reason);
    }
    run_sql(tx, sql::save_rejected, id.text(), reason.text(), tx.administration().number());
}

void CfdiStore::save_postponed(Transaction& tx, std::span<const PostponedCfdi> postponed) const {
    SqlArray id, state, next_try, reason;
    for (const PostponedCfdi& each : postponed) {
        id.add(each.id.to_string());
        state.add(name_of(each.state));
        next_try.add(to_iso(each.next_try));
        reason.add(each.reason);
    }
    run_sql(tx, sql::save_postponed, id.text(), state.text(), next_try.text(), reason.text(),
            tx.administration().number());
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
    cfdi.xml = open(cipher_, row, cfdi.id);
    cfdi.uuid = text_or_empty(row["uuid"]);
    cfdi.stamped_at = text_or_empty(row["stamped_at"]);
    cfdi.reason = row["reason"].c_str();
    return cfdi;
}

ProgressOfPeriod CfdiStore::progress(Transaction& tx, Period period) const {
    const auto row = run_sql(tx, sql::progress, period.to_string(), tx.administration().number())[0];
    return {row["sealed"].as<int>(), row["stamped"].as<int>(), row["rejected"].as<int>(),
            Money::centavos(row["stamped_centavos"].as<std::int64_t>())};
}

}  // namespace aquacis::fiscal
