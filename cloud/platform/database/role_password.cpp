#include "cloud/platform/database/role_password.hpp"

#include <libpq-fe.h>

#include <memory>
#include <stdexcept>

namespace aquacis::platform {
namespace {

struct Free {
    void operator()(PGconn* connection) const { PQfinish(connection); }
    void operator()(PGresult* result) const { PQclear(result); }
    void operator()(char* text) const { PQfreemem(text); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

[[noreturn]] void fail(PGconn* connection) {
    throw std::runtime_error(std::string("cannot set a role's password: ") + PQerrorMessage(connection));
}

}  // namespace

// libpqxx digests by MD5 alone, so this speaks to libpq itself: by what the server is set to.
void set_role_password(const std::string& admin, const std::string& role, const std::string& password) {
    const Owned<PGconn> connection(PQconnectdb(admin.c_str()));
    if (PQstatus(connection.get()) != CONNECTION_OK) fail(connection.get());
    const Owned<char> digest(PQencryptPasswordConn(connection.get(), password.c_str(), role.c_str(), nullptr));
    if (!digest) fail(connection.get());
    const Owned<char> name(PQescapeIdentifier(connection.get(), role.data(), role.size()));
    const Owned<char> literal(PQescapeLiteral(connection.get(), digest.get(), std::string(digest.get()).size()));
    if (!name || !literal) fail(connection.get());
    const std::string words = std::string("ALTER ROLE ") + name.get() + " PASSWORD " + literal.get();
    const Owned<PGresult> done(PQexec(connection.get(), words.c_str()));
    if (PQresultStatus(done.get()) != PGRES_COMMAND_OK) fail(connection.get());
}

}  // namespace aquacis::platform
