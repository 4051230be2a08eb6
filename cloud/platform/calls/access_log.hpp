#pragma once
// Who read or searched whose personal data, and why. The table access_log stands in the database of each context that
// keeps personal data, always of one shape, and only grows.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/uuid.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::platform {

struct Access {
    std::string subject;  // who: the person, the token's sub; a context that worked by itself: "context:fiscal"
    std::string via;      // the context through which the person asked; empty when directly
    std::string purpose;  // why: "cfdi", "contract 00412-7"
    std::string correlation_id;
    Instant at;
};
Access access_by(const Caller& caller, std::string purpose, Instant now);

struct ReadData {
    std::optional<CustomerId> customer{};  // nothing: a search that found nobody
    std::optional<Uuid> document{};        // a document of the customer's: a bill's
    std::string what{};                    // of the document: "xml", "pdf"
};
void log_access(Transaction& tx, std::span<const ReadData> read, const Access& access);
// One row a customer; one without a customer when nobody was found.
void log_access(Transaction& tx, std::span<const CustomerId> customers, const Access& access);

struct LoggedAccess {
    std::int64_t number = 0;
    ReadData read;
    Access access;
};
struct AccessesQuestion {
    std::string customer_id;  // empty: every customer's
    std::string subject;      // empty: everybody's
    int page_size = 0;
    std::string page_token;
};
struct AccessesPage {
    std::vector<LoggedAccess> accesses;  // newest first
    std::string next_page_token;         // empty: no more
};
Result<AccessesPage> list_accesses(Pool& database, const Caller& caller, const AccessesQuestion& question);

}  // namespace aquacis::platform
