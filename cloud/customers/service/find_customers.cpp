#include "cloud/customers/service/find_customers.hpp"

#include "cloud/customers/service/get_customers.hpp"

namespace aquacis::customers {
namespace {

constexpr int max_found = 100;

struct Key {
    Lookup by;
    std::string value;
};

// What is looked for, written as it is stored. A generic RFC is shared by many and finds nobody.
std::optional<Key> parse_key(const CustomerSearch& search) {
    if (search.field == "rfc") {
        if (const auto rfc = Rfc::parse(search.value); rfc && !rfc->is_generic()) return Key{Lookup::rfc, rfc->text()};
    } else if (search.field == "curp") {
        if (const auto curp = Curp::parse(search.value)) return Key{Lookup::curp, curp->text()};
    } else if (search.field == "email") {
        if (const auto email = Email::parse(search.value)) return Key{Lookup::email, email->text()};
    } else if (search.field == "phone") {
        if (const auto phone = Phone::parse(search.value)) return Key{Lookup::phone, phone->digits()};
    }
    return std::nullopt;
}

}  // namespace

Result<FoundCustomers> find_customers(const Context& context, const platform::Caller& caller,
                                      const CustomerSearch& search) {
    const auto key = parse_key(search);
    if (!key)
        return Refusal{
            RefusalKind::invalid, "customers.search_invalid", "value",
            "No se puede buscar con ese dato: no es un RFC, CURP, correo o teléfono completo.",
            "Elija rfc, curp, email o phone y escriba el dato completo; el RFC genérico no identifica a nadie."};
    if (auto purpose = check_purpose(search.purpose); !purpose) return purpose.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) {
        const auto ids = context.customers.find_ids(tx, key->by, key->value, max_found);
        platform::log_access(tx, ids, platform::access_by(caller, search.purpose, context.clock.now()));
        return context.customers.find(tx, ids);
    });
}

}  // namespace aquacis::customers
