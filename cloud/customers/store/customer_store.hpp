#pragma once
// The customers' rows. Personal fields are sealed on the way in and opened on the way out, nowhere else.

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "cloud/customers/domain/customer.hpp"
#include "cloud/platform/database/field_cipher.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::customers {

// By what an exact value can be found again.
enum class Lookup { rfc, curp, email, phone };

class CustomerStore {
public:
    explicit CustomerStore(const platform::FieldCipher& cipher) : cipher_(cipher) {}

    // Adds those that are not there yet and says which.
    std::vector<CustomerId> insert(platform::Transaction& tx, std::span<const Customer> customers, Instant now) const;
    // One whose id is taken by other content.
    std::optional<CustomerId> find_differing(platform::Transaction& tx, std::span<const Customer> customers) const;
    // Those that exist, by rising id.
    std::vector<Customer> find(platform::Transaction& tx, std::span<const CustomerId> ids) const;
    // `value` as the domain normalizes it.
    std::vector<CustomerId> find_ids(platform::Transaction& tx, Lookup by, std::string_view value, int limit) const;

private:
    const platform::FieldCipher& cipher_;
};

}  // namespace aquacis::customers
