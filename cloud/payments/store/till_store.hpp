#pragma once
// What tills need: operations and their outcomes, folios, cash sessions, cashiers.

#include <optional>
#include <string>

#include "cloud/payments/domain/till.hpp"
#include "cloud/platform/event.hpp"
#include "cloud/platform/postgres.hpp"

namespace aquacis::payments {

// True for the first to ask; a second one waits for the first's commit and then gets false: the outcome is there.
bool claim_operation(platform::Transaction& tx, const platform::OperationRef& ref, const std::string& type);
std::optional<Outcome> find_outcome(platform::Transaction& tx, const platform::OperationRef& ref);
// `body` is kept only for what was not plainly accepted.
void record_outcome(platform::Transaction& tx, const platform::OperationRef& ref, const Outcome& outcome, const std::string& body);

bool claim_folio(platform::Transaction& tx, const TillPayment& payment);  // false: another payment has it

struct FolioRange {
    std::int64_t first = 0;
    std::int64_t last = 0;
};
struct FolioRequest {
    DeviceId device;
    std::string series;
    int count = 0;
    std::string request_key;
};
FolioRange grant_folios(platform::Transaction& tx, const FolioRequest& request);  // the same key gives the same range

bool insert_session(platform::Transaction& tx, const CashSession& session);  // false: the id is known already
std::optional<CashSession> find_session(platform::Transaction& tx, CashSessionId id);
Money expected_cash(platform::Transaction& tx, CashSessionId id);
bool close_session(platform::Transaction& tx, const CashClose& close, Money expected);  // false: it was closed before

struct Cashier {
    std::string id;
    std::string name;
    std::string role;      // cashier | supervisor
    std::string pin_salt;  // bytes
    std::string pin_hash;  // bytes: scrypt
};
void upsert_cashier(platform::Transaction& tx, const Cashier& cashier);

}  // namespace aquacis::payments
