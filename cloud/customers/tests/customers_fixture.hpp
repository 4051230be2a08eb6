#pragma once

#include <gtest/gtest.h>

#include "cloud/customers/migrations/migrations.hpp"
#include "cloud/customers/service/context.hpp"
#include "cloud/customers/service/register_customers.hpp"
#include "cloud/platform/database/sql.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::customers {

inline constexpr AdministrationId queretaro{11};
inline constexpr AdministrationId colon{3};

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

class CustomersTest : public testing::Test {
protected:
    static platform::Caller caller(AdministrationId administration = queretaro) {
        return {"ana", administration, {"customers.read", "customers.write"}, "correlation"};
    }
    template <class... Values>
    std::int64_t number(AdministrationId administration, std::string_view query, const Values&... values) {
        return database_.pool().run(administration, [&](platform::Transaction& tx) {
            return platform::run_sql(tx, query, values...)[0][0].template as<std::int64_t>();
        });
    }

    test::ContextDatabase database_{"customers", migrations};
    ManualClock clock_{parse_iso("2026-09-01T12:00:00Z").value()};
    RandomBits random_ = seeded_random(1);
    platform::FieldCipher cipher_ =
        platform::FieldCipher::from_file_text("1 " + std::string(64, 'a') + "\nindex " + std::string(64, 'b') + "\n");
    Context context_{database_.pool(), clock_, random_, CustomerStore(cipher_)};
};

}  // namespace aquacis::customers
