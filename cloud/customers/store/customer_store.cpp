#include "cloud/customers/store/customer_store.hpp"

#include <stdexcept>

#include "cloud/customers/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::customers {
namespace {

using platform::from_bytea;
using platform::run_sql;
using platform::SqlArray;

// The column and the row are authenticated with the value: it cannot be moved to another.
std::string place(std::string_view column, const CustomerId& id) {
    return "customer." + std::string(column) + "/" + id.to_string();
}

class SealedColumn {
public:
    SealedColumn(const platform::FieldCipher& cipher, std::string_view column) : cipher_(cipher), column_(column) {}

    void add(const CustomerId& id, std::string_view plain) {
        if (plain.empty()) {
            sealed.add_null();
            index.add_null();
            return;
        }
        sealed.add_bytes(cipher_.seal(plain, place(column_, id)));
        index.add_bytes(cipher_.blind_index(plain, column_));
    }

    SqlArray sealed;
    SqlArray index;

private:
    const platform::FieldCipher& cipher_;
    std::string_view column_;
};

std::string content_index(const platform::FieldCipher& cipher, const Customer& customer) {
    return cipher.blind_index(customer.canonical(), "content");
}

Customer to_customer(const platform::FieldCipher& cipher, const pqxx::row& row) {
    const auto id = CustomerId::parse(row["customer_id"].c_str()).value();
    const auto open = [&](const char* column, std::string_view name) {
        const std::string sealed = from_bytea(row[column]);
        return sealed.empty() ? std::string() : cipher.open(sealed, place(name, id));
    };
    auto name = Name::parse(row["name"].c_str());
    auto rfc = Rfc::parse(open("rfc_sealed", "rfc"));
    if (!name || !rfc) throw std::runtime_error("customer " + id.to_string() + ": the stored row is not a customer");
    return Customer{.id = id,
                    .name = *name,
                    .rfc = *rfc,
                    .tax_name = row["tax_name"].c_str(),
                    .tax_regime = row["tax_regime"].c_str(),
                    .tax_postal_code = row["tax_postal_code"].c_str(),
                    .cfdi_use = row["cfdi_use"].c_str(),
                    .email = Email::parse(open("email_sealed", "email")),
                    .phone = Phone::parse(open("phone_sealed", "phone")),
                    .address_line = open("address_line_sealed", "address_line"),
                    .curp = Curp::parse(open("curp_sealed", "curp"))};
}

std::vector<CustomerId> to_ids(const pqxx::result& rows) {
    std::vector<CustomerId> ids;
    ids.reserve(rows.size());
    for (const auto& row : rows)
        ids.push_back(CustomerId::parse(row[0].c_str()).value());
    return ids;
}

std::string_view query_of(Lookup by) {
    switch (by) {
        case Lookup::rfc:
            return sql::find_customer_ids_by_rfc;
        case Lookup::curp:
            return sql::find_customer_ids_by_curp;
        case Lookup::email:
            return sql::find_customer_ids_by_email;
        case Lookup::phone:
            return sql::find_customer_ids_by_phone;
    }
    throw std::logic_error("an unknown lookup");
}

std::string_view column_of(Lookup by) {
    switch (by) {
        case Lookup::rfc:
            return "rfc";
        case Lookup::curp:
            return "curp";
        case Lookup::email:
            return "email";
        case Lookup::phone:
            return "phone";
    }
    throw std::logic_error("an unknown lookup");
}

}  // namespace

std::vector<CustomerId> CustomerStore::insert(platform::Transaction& tx, std::span<const Customer> customers,
                                              Instant now) const {
    SqlArray id, name, tax_name, tax_regime, tax_postal_code, cfdi_use, content;
    SealedColumn rfc(cipher_, "rfc"), curp(cipher_, "curp"), email(cipher_, "email"), phone(cipher_, "phone"),
        address(cipher_, "address_line");
    for (const Customer& customer : customers) {
        id.add(customer.id.to_string());
        name.add(customer.name.text());
        tax_name.add(customer.tax_name);
        tax_regime.add(customer.tax_regime);
        tax_postal_code.add(customer.tax_postal_code);
        cfdi_use.add(customer.cfdi_use);
        rfc.add(customer.id, customer.rfc.text());
        curp.add(customer.id, customer.curp ? customer.curp->text() : "");
        email.add(customer.id, customer.email ? customer.email->text() : "");
        phone.add(customer.id, customer.phone ? customer.phone->digits() : "");
        address.add(customer.id, customer.address_line);
        content.add_bytes(content_index(cipher_, customer));
    }
    return to_ids(run_sql(tx, sql::insert_customers, tx.administration().number(), id.text(), name.text(),
                          tax_name.text(), tax_regime.text(), tax_postal_code.text(), cfdi_use.text(),
                          rfc.sealed.text(), rfc.index.text(), curp.sealed.text(), curp.index.text(),
                          email.sealed.text(), email.index.text(), phone.sealed.text(), phone.index.text(),
                          address.sealed.text(), content.text(), to_iso(now)));
}

std::optional<CustomerId> CustomerStore::find_differing(platform::Transaction& tx,
                                                        std::span<const Customer> customers) const {
    SqlArray id, content;
    for (const Customer& customer : customers) {
        id.add(customer.id.to_string());
        content.add_bytes(content_index(cipher_, customer));
    }
    const auto ids = to_ids(run_sql(tx, sql::find_differing_customer, id.text(), content.text()));
    return ids.empty() ? std::nullopt : std::optional(ids.front());
}

std::vector<Customer> CustomerStore::find(platform::Transaction& tx, std::span<const CustomerId> ids) const {
    SqlArray id;
    for (const CustomerId& one : ids)
        id.add(one.to_string());
    std::vector<Customer> customers;
    for (const auto& row : run_sql(tx, sql::find_customers, id.text()))
        customers.push_back(to_customer(cipher_, row));
    return customers;
}

std::vector<CustomerId> CustomerStore::find_ids(platform::Transaction& tx, Lookup by, std::string_view value,
                                                int limit) const {
    const std::string index = platform::to_bytea(cipher_.blind_index(value, column_of(by)));
    return to_ids(run_sql(tx, query_of(by), index, limit));
}

}  // namespace aquacis::customers
