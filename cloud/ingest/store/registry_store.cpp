#include "cloud/ingest/store/registry_store.hpp"

#include "cloud/ingest/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::ingest {
namespace {

using platform::run_sql;
using platform::to_bytea;

std::optional<Instant> instant_of(const pqxx::field& field) {
    if (field.is_null()) return std::nullopt;
    return from_microseconds(field.as<std::int64_t>());
}

}  // namespace

std::optional<AdministrationId> RegistryStore::owner(platform::Transaction& tx, const std::string& gateway_id) const {
    const auto rows = run_sql(tx, sql::find_gateway_owner, gateway_id);
    if (rows.empty()) return std::nullopt;
    return AdministrationId(rows[0][0].as<int>());
}

std::optional<KeptCode> RegistryStore::lock_code(platform::Transaction& tx, const std::string& code_id) const {
    const auto rows = run_sql(tx, sql::lock_code, code_id);
    if (rows.empty()) return std::nullopt;
    const auto& row = rows[0];
    return KeptCode{
        AdministrationId(row[0].as<int>()),           row[1].as<std::string>(), platform::from_bytea(row[2]),
        from_microseconds(row[3].as<std::int64_t>()), row[4].as<int>(),         platform::from_bytea(row[5])};
}

void RegistryStore::put_code(platform::Transaction& tx, const NewCode& code) const {
    run_sql(tx, sql::put_code, code.code_id, tx.administration().number(), code.gateway_id,
            to_bytea(code.secret_digest), to_microseconds(code.made_at), code.made_by,
            to_microseconds(code.expires_at));
}

void RegistryStore::count_wrong_attempt(platform::Transaction& tx, const std::string& code_id) const {
    run_sql(tx, sql::count_wrong_attempt, code_id);
}

void RegistryStore::use_code(platform::Transaction& tx, const std::string& code_id, const std::string& key_digest,
                             Instant at) const {
    run_sql(tx, sql::use_code, code_id, to_microseconds(at), to_bytea(key_digest));
}

void RegistryStore::enroll(platform::Transaction& tx, AdministrationId administration, const Enrolled& gateway) const {
    run_sql(tx, sql::enroll_gateway, administration.number(), gateway.gateway_id, to_microseconds(gateway.at),
            gateway.certificate_serial, to_microseconds(gateway.until));
}

void RegistryStore::put_certificate(platform::Transaction& tx, AdministrationId administration,
                                    const IssuedCertificate& issued) const {
    run_sql(tx, sql::put_certificate, issued.serial, administration.number(), issued.gateway_id,
            to_bytea(issued.key_digest), to_microseconds(issued.at), to_microseconds(issued.until));
}

bool RegistryStore::lock_enrolled(platform::Transaction& tx, const std::string& gateway_id) const {
    return !run_sql(tx, sql::lock_gateway, gateway_id).empty();
}

std::int64_t RegistryStore::count_certificates(platform::Transaction& tx, const std::string& gateway_id,
                                               Instant since) const {
    return run_sql(tx, sql::count_certificates, gateway_id, to_microseconds(since))[0][0].as<std::int64_t>();
}

void RegistryStore::renew(platform::Transaction& tx, const IssuedCertificate& issued) const {
    run_sql(tx, sql::renew_gateway, issued.gateway_id, issued.serial, to_microseconds(issued.until));
}

std::vector<RevokedCertificate> RegistryStore::list_revoked(platform::Transaction& tx, Instant now) const {
    std::vector<RevokedCertificate> found;
    for (const auto& row : run_sql(tx, sql::list_revoked, to_microseconds(now)))
        found.push_back({row[0].as<std::string>(), from_microseconds(row[1].as<std::int64_t>())});
    return found;
}

bool RegistryStore::revoke(platform::Transaction& tx, const std::string& gateway_id, Instant at) const {
    run_sql(tx, sql::void_code, gateway_id);
    run_sql(tx, sql::revoke_certificates, gateway_id, to_microseconds(at));
    return !run_sql(tx, sql::revoke_gateway, gateway_id).empty();
}

std::vector<GatewayRow> RegistryStore::list(platform::Transaction& tx, const std::string& after, int limit) const {
    std::vector<GatewayRow> found;
    for (const auto& row : run_sql(tx, sql::list_gateways, after, limit))
        found.push_back({row[0].as<std::string>(), row[1].as<bool>(), instant_of(row[2]), instant_of(row[3]),
                         instant_of(row[4]), row[5].as<std::int64_t>(), row[6].as<std::int64_t>(),
                         row[7].as<std::int64_t>(), row[8].as<std::int64_t>(), row[9].as<std::int64_t>(),
                         row[10].as<std::string>()});
    return found;
}

void RegistryStore::note_state(platform::Transaction& tx, const GatewayState& state) const {
    run_sql(tx, sql::note_state, state.gateway_id, state.undecryptable_meters, state.undecryptable_kept, state.release);
}

}  // namespace aquacis::ingest
