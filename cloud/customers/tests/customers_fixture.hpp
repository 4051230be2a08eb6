#pragma once

#include "cloud/customers/migrations/migrations.hpp"
#include "cloud/customers/service/context.hpp"
#include "cloud/customers/service/register_customers.hpp"
#include "tests/support/context_test.hpp"

namespace aquacis::customers {

using test::colon;
using test::queretaro;

inline std::string id_of(int n) { return make_named_uuid(Uuid(), "customer " + std::to_string(n)).to_string(); }

inline CustomerDraft draft_of(int n) {
    return {.customer_id = id_of(n),
            .name = "María Peña " + std::to_string(n),
            .rfc = "CAMA911215CJ0",
            .tax_name = "MARIA PEÑA",
            .tax_regime = "605",
            .tax_postal_code = "76000",
            .cfdi_use = "G03",
            .email = "maria" + std::to_string(n) + "@correo.mx",
            .phone = std::to_string(4'420'000'000 + n),
            .address_line = "Av. Corregidora 112, \"Centro\" \\ {x}",
            .curp = "BEML920313HMCLNS09"};
}

class CustomersTest : public test::ContextTest {
protected:
    CustomersTest() : ContextTest("customers", migrations, "2026-09-01T12:00:00Z") {}
    platform::FieldCipher cipher_ =
        platform::FieldCipher::from_file_text("1 " + std::string(64, 'a') + "\nindex " + std::string(64, 'b') + "\n");
    Context context_{database_.pool(), clock_, random_, CustomerStore(cipher_)};
};

}  // namespace aquacis::customers
