#pragma once
// What tills did: outcomes of their operations, cash sessions, folio ranges, cashiers.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "cloud/payments/domain/outcome.hpp"
#include "cloud/payments/domain/requests.hpp"
#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::payments {

// Until the transaction ends nobody else holds this name.
void lock_name(platform::Transaction& tx, const std::string& name);

struct StoredOutcome {
    std::string fingerprint;
    Outcome outcome;
};
struct OperationRecord {
    platform::OperationRef key;
    std::string fingerprint;
    std::string type;
    Outcome outcome;
};
std::vector<StoredOutcome> find_outcomes(platform::Transaction& tx, const platform::OperationRef& key);
// Of the same act under whatever name the device gave it.
std::optional<Outcome> find_outcome_of_act(platform::Transaction& tx, const Uuid& device,
                                           const std::string& fingerprint);
void insert_outcome(platform::Transaction& tx, const OperationRecord& record, Instant now);
void quarantine(platform::Transaction& tx, const OperationRecord& record, std::string_view body, Instant now);

struct CashSession {
    CashSessionId id;
    Uuid device;
    std::string cashier_id, till, business_date;
    Money opening_float;
    std::string fingerprint;
    Instant opened_at;
};
struct KnownSession {
    Money opening_float;
    std::string fingerprint;
    bool closed = false;
    std::string cashier_id;
};
struct CashCount {
    Money denomination;
    int count = 0;
};
struct CashClose {
    CashSessionId session;
    Money counted, device_expected, server_expected;
    std::string fingerprint;
    std::vector<CashCount> counts;
    Instant closed_at;
    std::string closed_by;  // empty: its owner
};
struct SessionCash {
    Money taken;  // cash tenders less change, of payments that stand
    int payments = 0;
};
bool insert_session(platform::Transaction& tx, const CashSession& session);  // false: the id is taken
std::optional<KnownSession> find_session(platform::Transaction& tx, CashSessionId id);
bool has_other_open_session(platform::Transaction& tx, const CashSession& session);  // of the same drawer
SessionCash session_cash(platform::Transaction& tx, CashSessionId id);
bool insert_close(platform::Transaction& tx, const CashClose& close);  // false: it has one
std::optional<std::string> find_close_fingerprint(platform::Transaction& tx, CashSessionId id);

void save_cashiers(platform::Transaction& tx, std::span<const Cashier> cashiers);
// By rising id; kept from changes until the transaction ends. After "": from the first.
std::vector<Cashier> list_cashiers_after(platform::Transaction& tx, const std::string& after, int most);
std::optional<Cashier> deactivate_cashier(platform::Transaction& tx, const std::string& cashier_id);
std::vector<Cashier> list_cashiers(platform::Transaction& tx, const std::string& office);  // who may sign in there
bool is_active_supervisor(platform::Transaction& tx, const std::string& cashier_id);

// Each once, however often the same body comes.
struct Reprint {
    PaymentId payment;
    std::optional<CashSessionId> session;
    int copy = 0;
    std::string printed_by;
    std::string fingerprint;
    Instant printed_at;
};
void record_reprint(platform::Transaction& tx, const Reprint& reprint);
struct DrawerOpening {
    CashSessionId session;
    std::string reason;
    std::string opened_by;
    std::string fingerprint;
    Instant opened_at;
};
void record_drawer_opening(platform::Transaction& tx, const DrawerOpening& opening);

}  // namespace aquacis::payments
