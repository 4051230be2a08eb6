#include "cloud/synchub/store/grant_store.hpp"

#include "cloud/platform/database/sql.hpp"
#include "cloud/synchub/store/sql.hpp"

namespace aquacis::synchub {
namespace {

using platform::run_sql;

constexpr int most_grants = 5000;  // of one device: folios for years
constexpr int told_at_once = 64;

pqxx::binarystring bytes_of(const std::string& text) { return pqxx::binarystring(text); }

}  // namespace

void put_grants(Transaction& tx, const GrantOf& of, std::span<const DeviceGrant> grants) {
    if (grants.empty()) return;
    platform::SqlArray kinds, bodies;
    for (const DeviceGrant& grant : grants) {
        kinds.add(grant.kind);
        bodies.add_bytes(grant.body);
    }
    run_sql(tx, sql::put_grants, tx.administration().number(), of.device.to_string(), kinds.text(), bodies.text(),
            to_iso(of.now), of.by == GrantKnown::stated, most_grants);
}

std::vector<DeviceGrant> grants_to_tell(Transaction& tx, const Uuid& device) {
    std::vector<DeviceGrant> grants;
    for (const pqxx::row& row : run_sql(tx, sql::grants_to_tell, device.to_string(), told_at_once))
        grants.push_back({row[0].c_str(), pqxx::binarystring(row[1]).str()});
    return grants;
}

void note_told(Transaction& tx, const Uuid& device, const DeviceGrant& grant) {
    run_sql(tx, sql::note_told, device.to_string(), grant.kind, bytes_of(grant.body));
}

void tell_grants_again(Transaction& tx, const std::string& context, Instant since) {
    run_sql(tx, sql::tell_grants_again, context, to_iso(since));
}

}  // namespace aquacis::synchub
