#include "cloud/platform/calls/access_log.hpp"

#include <limits>

#include "base/parse_number.hpp"
#include "cloud/platform/calls/request.hpp"
#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

constexpr PageLimits page_limits{100, 500};

struct Wanted {
    std::string customer;
    std::string subject;
    std::int64_t before = std::numeric_limits<std::int64_t>::max();  // the number of the last one of the page before
    int most = 0;
};

Result<Wanted> parse(const AccessesQuestion& question) {
    Wanted wanted{.customer = {}, .subject = question.subject};
    if (!question.customer_id.empty()) {
        const auto id = CustomerId::parse(question.customer_id);
        if (!id)
            return Refusal{RefusalKind::invalid, "request.customer_id", "customer_id",
                           "El identificador del cliente no es un UUID.", "Envíe el UUID del cliente, o vacío."};
        wanted.customer = id->to_string();
    }
    if (!question.page_token.empty()) {
        const auto before = parse_number<std::int64_t>(question.page_token);
        if (!before)
            return Refusal{RefusalKind::invalid, "request.page_token", "page_token",
                           "La marca de página no es de esta lista.", "Envíe la que dio la página anterior, o vacía."};
        wanted.before = *before;
    }
    const auto size = check_page_size(question.page_size, page_limits);
    if (!size) return size.refusal();
    wanted.most = *size;
    return wanted;
}

// Each question has an index of its own.
pqxx::result ask(Transaction& tx, const Wanted& wanted) {
    if (!wanted.customer.empty())
        return run_sql(tx, sql::list_accesses_of_customer, wanted.before, wanted.most, wanted.customer, wanted.subject);
    if (!wanted.subject.empty())
        return run_sql(tx, sql::list_accesses_of_subject, wanted.before, wanted.most, wanted.subject);
    return run_sql(tx, sql::list_accesses, wanted.before, wanted.most);
}

LoggedAccess to_logged(const pqxx::row& row) {
    LoggedAccess logged;
    logged.number = row["access_id"].as<std::int64_t>();
    if (!row["customer_id"].is_null()) logged.read.customer = CustomerId::parse(row["customer_id"].c_str());
    if (!row["document_id"].is_null()) logged.read.document = Uuid::parse(row["document_id"].c_str());
    logged.read.what = row["what"].c_str();
    logged.access = {row["subject"].c_str(), row["via"].c_str(), row["purpose"].c_str(), row["correlation_id"].c_str(),
                     from_microseconds(row["read_at_us"].as<std::int64_t>())};
    return logged;
}

}  // namespace

Access access_by(const Caller& caller, std::string purpose, Instant now) {
    return {caller.person(), caller.via(), std::move(purpose), caller.correlation_id, now};
}

void log_access(Transaction& tx, std::span<const ReadData> read, const Access& access) {
    SqlArray customer, document, what;
    for (const ReadData& one : read) {
        customer.add_or_null(one.customer ? one.customer->to_string() : std::string());
        document.add_or_null(one.document ? one.document->to_string() : std::string());
        what.add(one.what);
    }
    run_sql(tx, sql::insert_accesses, tx.administration().number(), customer.text(), document.text(), what.text(),
            access.subject, access.via, access.purpose, access.correlation_id, to_iso(access.at));
}

void log_access(Transaction& tx, std::span<const CustomerId> customers, const Access& access) {
    std::vector<ReadData> read;
    for (const CustomerId& customer : customers)
        read.push_back({.customer = customer});
    if (read.empty()) read.emplace_back();
    log_access(tx, read, access);
}

Result<AccessesPage> list_accesses(Pool& database, const Caller& caller, const AccessesQuestion& question) {
    const auto wanted = parse(question);
    if (!wanted) return wanted.refusal();
    return database.run(caller.administration, [&](Transaction& tx) -> Result<AccessesPage> {
        AccessesPage page;
        for (const auto& row : ask(tx, *wanted))
            page.accesses.push_back(to_logged(row));
        if (page.accesses.size() == static_cast<std::size_t>(wanted->most))
            page.next_page_token = std::to_string(page.accesses.back().number);
        return page;
    });
}

}  // namespace aquacis::platform
