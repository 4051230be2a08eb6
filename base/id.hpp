#pragma once
// Typed identifiers: a ContractId cannot stand where an InvoiceId is meant.

#include "base/uuid.hpp"

namespace aquacis {

template <class Tag>
class Id {
public:
    constexpr Id() = default;
    explicit constexpr Id(const Uuid& uuid) : uuid_(uuid) {}
    static std::optional<Id> parse(std::string_view text) {
        const auto uuid = Uuid::parse(text);
        return uuid ? std::optional<Id>(Id(*uuid)) : std::nullopt;
    }
    const Uuid& uuid() const { return uuid_; }
    std::string to_string() const { return uuid_.to_string(); }
    bool is_nil() const { return uuid_.is_nil(); }
    friend constexpr auto operator<=>(const Id&, const Id&) = default;

private:
    Uuid uuid_{};
};

using CustomerId = Id<struct CustomerTag>;
using ContractId = Id<struct ContractTag>;
using ServicePointId = Id<struct ServicePointTag>;
using MeterId = Id<struct MeterTag>;
using ReadingId = Id<struct ReadingTag>;
using InvoiceId = Id<struct InvoiceTag>;
using PaymentId = Id<struct PaymentTag>;
using CashSessionId = Id<struct CashSessionTag>;
using BillingRunId = Id<struct BillingRunTag>;
using CampaignId = Id<struct CampaignTag>;
using CfdiId = Id<struct CfdiTag>;
using DeviceId = Id<struct DeviceTag>;
using EventId = Id<struct EventTag>;

// The utility's administrative unit (explotación). Zero is none: no row is visible without one.
class AdministrationId {
public:
    constexpr AdministrationId() = default;
    explicit constexpr AdministrationId(int number) : number_(number) {}
    constexpr int number() const { return number_; }
    friend constexpr auto operator<=>(AdministrationId, AdministrationId) =
        default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 sees one

private:
    int number_ = 0;
};

}  // namespace aquacis

template <class Tag>
struct std::hash<aquacis::Id<Tag>> {
    std::size_t operator()(const aquacis::Id<Tag>& id) const noexcept { return std::hash<aquacis::Uuid>{}(id.uuid()); }
};
