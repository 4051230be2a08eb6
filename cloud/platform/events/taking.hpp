#pragma once
// How a consumer's events take effect inside a transaction, and what becomes of those that its handler refuses: the
// event's key is set aside, so that nothing else waits, and tried again in order; then the event is a dead letter.

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/events/subscription.hpp"

namespace aquacis::platform {

// Before the second, third and fourth try of an event.
using RetryPauses = std::array<std::chrono::milliseconds, 3>;
inline constexpr RetryPauses standard_pauses{std::chrono::seconds(1), std::chrono::seconds(5),
                                             std::chrono::seconds(30)};

// What became of some events: true once their transaction has committed.
struct Taken {
    struct Letter {
        Uuid event;
        std::string reason;
    };
    std::uint64_t handled = 0;
    std::vector<Letter> set_aside;  // refused for the first time; those behind them are not here
    std::vector<Letter> buried;
};

// Keys that wait to be tried again.
struct WaitingKeys {
    std::int64_t count = 0;
    std::chrono::milliseconds until_due{0};  // of the first; without one it means nothing
};
struct DueKey {
    AdministrationId administration;
    int partition = 0;
    std::string key;
};

// The administration has set as much aside as it may.
class TooMuchSetAside final : public Unavailable {
    using Unavailable::Unavailable;
};

class Taking {
public:
    Taking(Subscription subscription, RetryPauses pauses) : subscription_(std::move(subscription)), pauses_(pauses) {}

    const std::string& group() const { return subscription_.group; }
    const std::string& topic() const { return subscription_.topic; }
    int batch() const { return subscription_.batch; }

    // All of them, which are of one partition and of the transaction's administration, or it throws what the handler
    // threw.
    Taken take_all(Transaction& transaction, std::span<const LoggedEvent> events) const;
    // The same when that failed: those that are refused are set aside, the others take effect. Throws when it was
    // nobody's fault.
    Taken take_what_can_be(Transaction& transaction, std::span<const LoggedEvent> events) const;

    bool has_room(Transaction& transaction) const;  // a tenth at least, for what is set aside of its administration
    WaitingKeys waiting_keys(Transaction& transaction) const;
    std::vector<DueKey> due_keys(Transaction& transaction, int limit) const;  // of all administrations
    Taken try_key_again(Transaction& transaction, const std::string& key) const;

private:
    struct Entry {
        std::int64_t id = 0;
        int tries = 0;
    };
    struct OfKey {  // side by side
        std::vector<Entry> entries;
        std::vector<LoggedEvent> events;
    };
    std::vector<LoggedEvent> claim(Transaction& tx, std::span<const LoggedEvent> events) const;
    void refuse_too_many(const Transaction& tx) const;
    void put_behind(Transaction& tx, std::span<const LoggedEvent> unclaimed) const;
    void put_aside(Transaction& tx, std::span<const LoggedEvent> events, const Fault* refused) const;
    void halve(Transaction& tx, std::span<const LoggedEvent> events, Taken& taken) const;
    OfKey read_key(Transaction& tx, const std::string& key) const;
    bool halve_key(Transaction& tx, std::span<const Entry> entries, std::span<const LoggedEvent> events,
                   Taken& taken) const;
    bool settle_refused(Transaction& tx, const Entry& entry, const LoggedEvent& event, const Fault& fault,
                        Taken& taken) const;

    Subscription subscription_;
    RetryPauses pauses_;
};

}  // namespace aquacis::platform
