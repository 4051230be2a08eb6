#pragma once
// A customer as the register holds it. Everything but the id and the name may be empty.

#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "cloud/customers/domain/contact.hpp"
#include "cloud/customers/domain/curp.hpp"
#include "cloud/customers/domain/name.hpp"
#include "cloud/customers/domain/rfc.hpp"

namespace aquacis::customers {

// As the caller wrote it.
struct CustomerDraft {
    std::string customer_id{}, name{}, rfc{}, tax_name{}, tax_regime{}, tax_postal_code{}, cfdi_use{};
    std::string email{}, phone{}, address_line{}, curp{};
};

struct Customer {
    CustomerId id;
    Name name;
    Rfc rfc;
    std::string tax_name;
    std::string tax_regime;
    std::string tax_postal_code;
    std::string cfdi_use;
    std::optional<Email> email;
    std::optional<Phone> phone;
    std::string address_line;
    std::optional<Curp> curp;

    // The same content gives the same text: how a repeated registration is told from a changed one.
    std::string canonical() const;
};

// Worth a person's look, and no reason to refuse.
struct Warning {
    std::string field;
    std::string message;
    std::string remedy;
};

struct CustomerWarning {
    CustomerId customer;
    Warning warning;
};

// By their proto names.
std::vector<std::string> changed_fields(const Customer& before, const Customer& after);

Result<Customer> check_customer(const CustomerDraft& draft);
std::vector<Warning> warnings_about(const Customer& customer);

}  // namespace aquacis::customers
