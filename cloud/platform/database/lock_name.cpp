#include "cloud/platform/database/lock_name.hpp"

#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {

void lock_name(Transaction& tx, const std::string& name) {
    run_sql(tx, sql::lock_name, std::to_string(tx.administration().number()) + "/" + name);
}

}  // namespace aquacis::platform
