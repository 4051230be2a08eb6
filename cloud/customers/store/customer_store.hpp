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

struct VersionedCustomer {
    Customer customer;
    std::uint32_t version = 1;
};

struct FoundCustomers {
    std::vector<VersionedCustomer> customers;
    std::vector<CustomerId> unreadable;
};

struct Duplicate {
    CustomerId customer;
    std::string field;  // rfc | curp
    CustomerId other;
};

struct ReplacedContent {
    CustomerId customer;
    std::uint32_t version = 0;
    std::string content;
    std::string by;
    std::string reason;
    Instant at;
};

struct PublicName {
    CustomerId customer;
    std::string name, cfdi_use;
};

class CustomerStore {
public:
    explicit CustomerStore(const platform::FieldCipher& cipher) : cipher_(cipher) {}

    // Adds those that are not there yet and says which.
    std::vector<CustomerId> insert(platform::Transaction& tx, std::span<const Customer> customers, Instant now) const;
    // One whose id is taken by other content.
    std::optional<CustomerId> find_differing(platform::Transaction& tx, std::span<const Customer> customers) const;
    // By rising id. One whose sealed fields do not open holds nobody else up.
    FoundCustomers find(platform::Transaction& tx, std::span<const CustomerId> ids) const;
    // Kept from others until the transaction ends. Throws std::runtime_error when it does not open.
    std::optional<VersionedCustomer> lock(platform::Transaction& tx, const CustomerId& id) const;
    void update(platform::Transaction& tx, const Customer& customer) const;  // its version grows by one
    std::vector<Duplicate> find_duplicates(platform::Transaction& tx, std::span<const Customer> customers) const;

    // `content`: the whole customer, in the bytes that the service gives.
    void add_history(platform::Transaction& tx, const ReplacedContent& replaced,
                     const std::string& correlation_id) const;
    std::vector<ReplacedContent> history(platform::Transaction& tx, const CustomerId& id, int most) const;
    // By rising id, without what is sealed; kept from changes until the transaction ends. After "": from the first.
    std::vector<PublicName> list_names(platform::Transaction& tx, const std::string& after, int most) const;
    // `value` as the domain normalizes it.
    std::vector<CustomerId> find_ids(platform::Transaction& tx, Lookup by, std::string_view value, int limit) const;

private:
    const platform::FieldCipher& cipher_;
};

}  // namespace aquacis::customers
