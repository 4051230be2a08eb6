#include "cloud/synchub/store/device_store.hpp"

#include "cloud/platform/database/sql.hpp"
#include "cloud/synchub/store/columns.hpp"
#include "cloud/synchub/store/sql.hpp"

namespace aquacis::synchub {
namespace {

using platform::run_sql;
using platform::to_bytea;

constexpr std::chrono::seconds copies_alive = std::chrono::hours(24);  // two epochs within it: not a restored backup

std::optional<Instant> instant_of(const pqxx::field& field) {
    if (field.is_null()) return std::nullopt;
    return from_microseconds(field.as<std::int64_t>());
}

DeviceRow device_row(const pqxx::row& row) {
    DeviceRow device;
    device.device = uuid_of(row[0]);
    device.label = {row[1].c_str(), row[2].c_str()};
    device.is_invited = row[3].as<bool>();
    device.is_quarantined = row[4].as<bool>();
    device.is_revoked = row[5].as<bool>();
    device.enrolled_at = instant_of(row[6]);
    device.last_hello_at = instant_of(row[7]);
    device.certificate_until = instant_of(row[8]);
    device.program_version = row[9].c_str();
    device.epoch = static_cast<std::uint32_t>(row[10].as<std::int64_t>());
    device.epoch_reason = row[11].c_str();
    return device;
}

}  // namespace

std::vector<AdministrationId> list_administrations(Transaction& tx) {
    std::vector<AdministrationId> found;
    for (const pqxx::row& row : run_sql(tx, sql::list_administrations))
        found.emplace_back(row[0].as<int>());
    return found;
}

bool register_device(Transaction& tx, const Uuid& device, const DeviceLabel& label, const Act& act) {
    run_sql(tx, sql::note_administration, tx.administration().number());
    run_sql(tx, sql::register_device, device.to_string(), tx.administration().number(), label.name, label.office,
            to_iso(act.at), act.by);
    return !run_sql(tx, sql::rename_device, device.to_string(), label.name, label.office).empty();
}

std::optional<DeviceRow> find_device(Transaction& tx, const Uuid& device) {
    const pqxx::result rows = run_sql(tx, sql::find_device, device.to_string());
    return rows.empty() ? std::nullopt : std::optional(device_row(rows[0]));
}

std::vector<DeviceRow> list_devices(Transaction& tx, const Uuid& after, int limit) {
    std::vector<DeviceRow> found;
    for (const pqxx::row& row : run_sql(tx, sql::list_devices, after.to_string(), limit))
        found.push_back(device_row(row));
    return found;
}

bool revoke_device(Transaction& tx, const Uuid& device, const Act& act) {
    run_sql(tx, sql::forget_device_code, device.to_string());
    run_sql(tx, sql::forget_invitation, device.to_string());
    run_sql(tx, sql::revoke_device_certificates, device.to_string(), to_iso(act.at));
    return !run_sql(tx, sql::revoke_device, device.to_string(), to_iso(act.at), act.by).empty();
}

std::vector<Uuid> revoked_since(Transaction& tx, Instant since) {
    std::vector<Uuid> found;
    for (const pqxx::row& row : run_sql(tx, sql::revoked_since, to_iso(since)))
        found.push_back(uuid_of(row[0]));
    return found;
}

void put_invitation(Transaction& tx, const Uuid& device, const NewInvitation& invitation, const Act& act) {
    run_sql(tx, sql::forget_device_code, device.to_string());
    run_sql(tx, sql::put_device_code, invitation.code_id, tx.administration().number());
    run_sql(tx, sql::put_invitation, device.to_string(), tx.administration().number(), invitation.code_id,
            to_bytea(invitation.secret_digest), to_iso(act.at), act.by, to_iso(invitation.expires_at));
}

std::optional<AdministrationId> administration_of_code(Transaction& tx, const std::string& code_id) {
    const pqxx::result rows = run_sql(tx, sql::find_code_administration, code_id);
    return rows.empty() ? std::nullopt : std::optional(AdministrationId(rows[0][0].as<int>()));
}

std::optional<Invitation> lock_invitation(Transaction& tx, const std::string& code_id) {
    const pqxx::result rows = run_sql(tx, sql::lock_invitation, code_id);
    if (rows.empty()) return std::nullopt;
    const pqxx::row row = rows[0];
    return Invitation{uuid_of(row[0]), platform::from_bytea(row[1]), from_microseconds(row[2].as<std::int64_t>()),
                      row[3].as<int>(), platform::from_bytea(row[4])};
}

void count_wrong_code(Transaction& tx, const std::string& code_id) { run_sql(tx, sql::count_wrong_code, code_id); }

void use_invitation(Transaction& tx, const std::string& code_id, const std::string& key_digest, Instant at) {
    run_sql(tx, sql::use_invitation, code_id, to_iso(at), to_bytea(key_digest));
}

bool enroll_device(Transaction& tx, const Uuid& device, const NewCertificate& certificate) {
    if (!add_certificate(tx, device, certificate)) return false;
    run_sql(tx, sql::revoke_other_certificates, device.to_string(), to_iso(certificate.issued_at),
            to_bytea(certificate.key_digest));
    run_sql(tx, sql::enroll_device, device.to_string(), to_iso(certificate.issued_at));
    return true;
}

bool add_certificate(Transaction& tx, const Uuid& device, const NewCertificate& certificate) {
    return !run_sql(tx, sql::put_device_certificate, to_bytea(certificate.key_digest), device.to_string(),
                    tx.administration().number(), certificate.serial, to_iso(certificate.issued_at),
                    to_iso(certificate.until))
                .empty();
}

std::int64_t count_certificates(Transaction& tx, const Uuid& device, Instant since) {
    return run_sql(tx, sql::count_device_certificates, device.to_string(), to_iso(since))
        .at(0)
        .at(0)
        .as<std::int64_t>();
}

void open_adoption(Transaction& tx, Instant until, const std::string& by) {
    run_sql(tx, sql::note_administration, tx.administration().number());
    run_sql(tx, sql::open_adoption, tx.administration().number(), to_iso(until), by);
}

std::optional<std::string> adopting_by(Transaction& tx, Instant now) {
    const pqxx::result rows = run_sql(tx, sql::is_adopting, to_iso(now));
    return rows.empty() ? std::nullopt : std::optional<std::string>(rows[0][0].c_str());
}

Admission admit_device(Transaction& tx, const Uuid& device, const std::string& key_digest) {
    using End = Admission::End;
    const pqxx::result rows = run_sql(tx, sql::admit_device, device.to_string(), to_bytea(key_digest));
    if (rows.empty()) return {};
    const pqxx::row row = rows[0];
    const bool is_revoked = row[0].as<bool>(), has_certificate = row[3].as<bool>();
    const End end = is_revoked ? End::revoked : has_certificate ? End::welcome : End::other_certificate;
    return {end, row[1].as<bool>(), row[2].c_str()};
}

void greet_device(Transaction& tx, const Uuid& device, const std::string& program_version, Instant now) {
    run_sql(tx, sql::greet_device, device.to_string(), program_version, to_iso(now));
}

std::optional<sync::HeldChain> lock_device(Transaction& tx, const Uuid& device) {
    const pqxx::result rows = run_sql(tx, sql::lock_device, device.to_string());
    if (rows.empty()) return std::nullopt;
    return sync::HeldChain{static_cast<std::uint32_t>(rows[0][0].as<std::int64_t>()),
                           static_cast<std::uint64_t>(rows[0][1].as<std::int64_t>()), platform::from_bytea(rows[0][2]),
                           static_cast<std::uint32_t>(rows[0][3].as<std::int64_t>()),
                           static_cast<std::uint64_t>(rows[0][4].as<std::int64_t>())};
}

void note_answered(Transaction& tx, const Uuid& device, std::uint32_t epoch, std::uint64_t seq) {
    run_sql(tx, sql::note_answered, device.to_string(), static_cast<std::int64_t>(epoch),
            static_cast<std::int64_t>(seq));
}

void begin_epoch(Transaction& tx, const Uuid& device, std::uint32_t epoch, const std::string& why) {
    run_sql(tx, sql::begin_epoch, device.to_string(), static_cast<std::int64_t>(epoch), why);
}

bool note_copy(Transaction& tx, const Uuid& device, Instant now) {
    return run_sql(tx, sql::note_copy, device.to_string(), to_iso(now), static_cast<double>(copies_alive.count()))
        .at(0)
        .at(0)
        .as<bool>();
}

void advance_chain(Transaction& tx, const Uuid& device, const sync::HeldChain& chain) {
    run_sql(tx, sql::advance_chain, device.to_string(), static_cast<std::int64_t>(chain.acknowledged),
            to_bytea(chain.hash));
}

SentBytes count_sent(Transaction& tx, const Uuid& device, const SentBytes& more, Instant now) {
    const auto row =
        run_sql(tx, sql::count_sent, device.to_string(), to_iso(local_date(now)), more.all, more.unknown).at(0);
    return {row[0].as<std::int64_t>(), row[1].as<std::int64_t>()};
}

}  // namespace aquacis::synchub
