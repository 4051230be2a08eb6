#include "cloud/customers/store/customer_store.hpp"

#include <stdexcept>

#include "base/log/log.hpp"
#include "cloud/customers/store/sql.hpp"
#include "cloud/platform/database/fault.hpp"
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

VersionedCustomer to_versioned(const platform::FieldCipher& cipher, const pqxx::row& row) {
    return {to_customer(cipher, row), row["version"].as<std::uint32_t>()};
}

// What insert and update write, each as one array.
struct Columns {
    explicit Columns(const platform::FieldCipher& cipher)
        : rfc(cipher, "rfc"),
          curp(cipher, "curp"),
          email(cipher, "email"),
          phone(cipher, "phone"),
          address(cipher, "address_line") {}

    SqlArray id, name, tax_name, tax_regime, tax_postal_code, cfdi_use, content;
    SealedColumn rfc, curp, email, phone, address;

    // The columns as $2 to $17, after the administration.
    template <class... More>
    pqxx::result run(platform::Transaction& tx, std::string_view query, const More&... more) const {
        return run_sql(tx, query, tx.administration().number(), id.text(), name.text(), tax_name.text(),
                       tax_regime.text(), tax_postal_code.text(), cfdi_use.text(), rfc.sealed.text(), rfc.index.text(),
                       curp.sealed.text(), curp.index.text(), email.sealed.text(), email.index.text(),
                       phone.sealed.text(), phone.index.text(), address.sealed.text(), content.text(), more...);
    }
};

Columns columns_of(const platform::FieldCipher& cipher, std::span<const Customer> customers) {
    Columns columns(cipher);
    for (const Customer& customer : customers) {
        columns.id.add(customer.id.to_string());
        columns.name.add(customer.name.text());
        columns.tax_name.add(customer.tax_name);
        columns.tax_regime.add(customer.tax_regime);
        columns.tax_postal_code.add(customer.tax_postal_code);
        columns.cfdi_use.add(customer.cfdi_use);
        columns.rfc.add(customer.id, customer.rfc.text());
        columns.curp.add(customer.id, customer.curp ? customer.curp->text() : "");
        columns.email.add(customer.id, customer.email ? customer.email->text() : "");
        columns.phone.add(customer.id, customer.phone ? customer.phone->digits() : "");
        columns.address.add(customer.id, customer.address_line);
        columns.content.add_bytes(content_index(cipher, customer));
    }
    return columns;
}

std::string place_of_history(const CustomerId& id, std::uint32_t version) {
    return "customer_history.content/" + id.to_string() + "/" + std::to_string(version);
}

}  // namespace

std::vector<CustomerId> CustomerStore::insert(platform::Transaction& tx, std::span<const Customer> customers,
                                              Instant now) const {
    return to_ids(columns_of(cipher_, customers).run(tx, sql::insert_customers, to_iso(now)));
}

void CustomerStore::update(platform::Transaction& tx, const Customer& customer) const {
    columns_of(cipher_, std::span(&customer, 1)).run(tx, sql::update_customers);
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

FoundCustomers CustomerStore::find(platform::Transaction& tx, std::span<const CustomerId> ids) const {
    SqlArray id;
    for (const CustomerId& one : ids)
        id.add(one.to_string());
    FoundCustomers found;
    for (const auto& row : run_sql(tx, sql::find_customers, id.text())) {
        try {
            found.customers.push_back(to_versioned(cipher_, row));
        } catch (const std::runtime_error& fault) {  // the boundary of one row
            log::error("customers.unreadable",
                       {{"customer", row["customer_id"].c_str()}, {"reason", platform::classify(fault).description}});
            found.unreadable.push_back(CustomerId::parse(row["customer_id"].c_str()).value());
        }
    }
    return found;
}

std::vector<PublicName> CustomerStore::list_names(platform::Transaction& tx, const std::string& after, int most) const {
    std::vector<PublicName> names;
    for (const auto& row : run_sql(tx, sql::list_names, after, most))
        names.push_back({CustomerId::parse(row[0].c_str()).value(), row[1].c_str(), row[2].c_str()});
    return names;
}

std::optional<VersionedCustomer> CustomerStore::lock(platform::Transaction& tx, const CustomerId& id) const {
    const auto rows = run_sql(tx, sql::lock_customer, id.to_string());
    return rows.empty() ? std::nullopt : std::optional(to_versioned(cipher_, rows[0]));
}

std::vector<Duplicate> CustomerStore::find_duplicates(platform::Transaction& tx,
                                                      std::span<const Customer> customers) const {
    SqlArray id, rfc, curp;
    for (const Customer& customer : customers) {
        id.add(customer.id.to_string());
        if (customer.rfc.is_generic())
            rfc.add_null();
        else
            rfc.add_bytes(cipher_.blind_index(customer.rfc.text(), "rfc"));
        if (customer.curp)
            curp.add_bytes(cipher_.blind_index(customer.curp->text(), "curp"));
        else
            curp.add_null();
    }
    std::vector<Duplicate> found;
    for (const auto& row :
         run_sql(tx, sql::find_duplicates, tx.administration().number(), id.text(), rfc.text(), curp.text()))
        found.push_back(
            {CustomerId::parse(row[0].c_str()).value(), row[1].c_str(), CustomerId::parse(row[2].c_str()).value()});
    return found;
}

void CustomerStore::add_history(platform::Transaction& tx, const ReplacedContent& replaced,
                                const std::string& correlation_id) const {
    const std::string sealed = cipher_.seal(replaced.content, place_of_history(replaced.customer, replaced.version));
    run_sql(tx, sql::insert_history, tx.administration().number(), replaced.customer.to_string(), replaced.version,
            platform::to_bytea(sealed), replaced.by, replaced.reason, correlation_id, to_iso(replaced.at));
}

std::vector<ReplacedContent> CustomerStore::history(platform::Transaction& tx, const CustomerId& id, int most) const {
    std::vector<ReplacedContent> found;
    for (const auto& row : run_sql(tx, sql::find_history, id.to_string(), most)) {
        const auto version = row["version"].as<std::uint32_t>();
        found.push_back({id, version, cipher_.open(from_bytea(row["content_sealed"]), place_of_history(id, version)),
                         row["replaced_by"].c_str(), row["reason"].c_str(),
                         from_microseconds(row["replaced_at_us"].as<std::int64_t>())});
    }
    return found;
}

std::vector<CustomerId> CustomerStore::find_ids(platform::Transaction& tx, Lookup by, std::string_view value,
                                                int limit) const {
    const std::string index = platform::to_bytea(cipher_.blind_index(value, column_of(by)));
    return to_ids(run_sql(tx, query_of(by), index, limit));
}

}  // namespace aquacis::customers
