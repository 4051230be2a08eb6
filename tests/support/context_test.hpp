#pragma once
// What the tests of a context's use cases share: its database, a clock that stands, known randomness, a caller.
//
//   class HydrantsTest : public test::ContextTest {
//   protected:
//       HydrantsTest() : ContextTest("hydrants", migrations, "2026-09-01T12:00:00Z") {}
//       Context context_{database_.pool(), clock_, random_};
//   };

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/time.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/database/sql.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::test {

inline constexpr AdministrationId queretaro{11};
inline constexpr AdministrationId colon{3};  // another one, which sees nothing of the first

class ContextTest : public testing::Test {
protected:
    ContextTest(const char* context, platform::Migrations migrations, const char* now)
        : database_(context, migrations), clock_(parse_iso(now).value()) {}

    // What the caller may is asked by the guard, before a use case is reached.
    static platform::Caller caller(AdministrationId administration = queretaro) {
        return {"ana", administration, {}, "correlation"};
    }
    // The one number that a query answers, under the administration's policies.
    template <class... Values>
    std::int64_t number(AdministrationId administration, std::string_view query, const Values&... values) {
        return database_.pool().run(administration, [&](platform::Transaction& tx) {
            return platform::run_sql(tx, query, values...)[0][0].template as<std::int64_t>();
        });
    }

    ContextDatabase database_;
    ManualClock clock_;
    RandomBits random_ = seeded_random(1);
};

}  // namespace aquacis::test
