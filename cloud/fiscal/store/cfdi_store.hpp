#pragma once
// The tax documents' rows. The bill is kept as the bytes that the service gave; the XML is sealed here.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "cloud/fiscal/domain/cfdi.hpp"
#include "cloud/platform/database/field_cipher.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::fiscal {

struct PendingCfdi {
    InvoiceId invoice;
    ContractId contract;
    CustomerId customer;
    Period period;
    Money total;
    std::string invoice_bytes;
};

struct ClaimedCfdi {
    CfdiId id;
    CustomerId customer;
    CfdiState state = CfdiState::pending;
    std::string invoice_bytes;
    std::string xml;  // empty while it is pending
    Instant sealed_at;
    int tries = 0;
};

struct SealedCfdi {
    CfdiId id;
    std::string xml;
};

struct StampedCfdi {
    CfdiId id;
    std::string xml;
    std::string uuid;
    std::string stamped_at;  // the timbre's FechaTimbrado
};

struct StampedRow {  // what an event says
    CfdiId id;
    InvoiceId invoice;
    ContractId contract;
    std::string uuid;
    std::string stamped_at;
};

struct RejectedCfdi {
    CfdiId id;
    std::string reason;
};

struct PostponedCfdi {
    CfdiId id;
    CfdiState state = CfdiState::pending;
    Instant next_try;
    std::string reason;
};

struct StoredCfdi {
    CfdiId id;
    InvoiceId invoice;
    ContractId contract;
    CustomerId customer;
    CfdiState state = CfdiState::pending;
    std::string invoice_bytes;
    std::string xml;
    std::string uuid;
    std::string stamped_at;
    std::string reason;
};

struct ProgressOfPeriod {
    int sealed = 0;
    int stamped = 0;
    int rejected = 0;
    Money stamped_total;
};

class CfdiStore {
public:
    explicit CfdiStore(const platform::FieldCipher& cipher) : cipher_(cipher) {}

    void insert_pending(platform::Transaction& tx, std::span<const PendingCfdi> pending,
                        Instant now) const;  // known ones stay
    std::vector<AdministrationId> administrations_with_due(platform::Transaction& tx,
                                                           Instant now) const;  // in administration 0
    struct Claim {
        Instant now;
        Instant lease_until;
        int most = 0;
    };
    std::vector<ClaimedCfdi> claim_due(platform::Transaction& tx, const Claim& claim) const;

    // Each says which rows it changed: one that another worker finished meanwhile is left alone.
    std::vector<CfdiId> save_sealed(platform::Transaction& tx, std::span<const SealedCfdi> sealed, Instant now) const;
    std::vector<StampedRow> save_stamped(platform::Transaction& tx, std::span<const StampedCfdi> stamped) const;
    void save_rejected(platform::Transaction& tx, std::span<const RejectedCfdi> rejected) const;
    void save_postponed(platform::Transaction& tx, std::span<const PostponedCfdi> postponed) const;

    std::optional<StoredCfdi> find(platform::Transaction& tx, const InvoiceId& invoice) const;
    ProgressOfPeriod progress(platform::Transaction& tx, Period period) const;

private:
    const platform::FieldCipher& cipher_;
};

}  // namespace aquacis::fiscal
