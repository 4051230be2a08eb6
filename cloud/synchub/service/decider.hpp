#pragma once
// Hands each device's operations, in order, to the contexts that own them, and records what they answer. A context that
// is down holds up the devices whose next operation is its own; the others go on. So does a context that fails: what
// waits is told of in the log, and what may be given up the context says.

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "base/time.hpp"
#include "cloud/platform/database/postgres.hpp"
#include "cloud/synchub/service/contexts.hpp"
#include "cloud/synchub/store/grant_store.hpp"
#include "cloud/synchub/store/inbox_store.hpp"

namespace aquacis::synchub {

struct DeviceRef {
    Uuid device;
    AdministrationId administration;
};

class Decider {
public:
    struct Parts {
        platform::Pool& database;
        const Clock& clock;
        const Contexts& contexts;
        std::function<void(const DeviceRef&)> decided;    // outcomes were recorded
        std::function<void(const DeviceRef&)> redecided;  // among them of operations that had been answered before
        int workers = 4;
        std::chrono::milliseconds longest_pause{15000};
    };
    explicit Decider(Parts parts);
    ~Decider();
    void start();
    void stop();
    void offer(const DeviceRef& device);  // it has operations without an outcome

    // One round of one device: at most `max_round` operations. What the workers do; a test may do it by hand.
    enum class Round { idle, more, blocked };
    Round decide(const DeviceRef& device);

private:
    using Moment = std::chrono::steady_clock::time_point;
    struct Entry {
        AdministrationId administration;
        Moment due;
        std::chrono::milliseconds pause{0};
        bool is_in_work = false;
        bool is_offered_again = false;
    };
    void work();
    void settle(const DeviceRef& device, Round round);
    std::map<Uuid, Entry>::iterator next_device();
    bool tell_grants(const DeviceRef& device) const;
    bool give_back(const DeviceRef& device, const DeviceGrant& grant) const;
    std::optional<Outcome> answer(const DeviceRef& device, const WaitingOperation& waiting) const;
    std::optional<Outcome> ask(const DeviceRef& device, const WaitingOperation& waiting) const;
    void tell_waiting(const DeviceRef& device, const WaitingOperation& waiting, const grpc::Status& status) const;

    Parts parts_;
    std::mutex mutex_;
    std::condition_variable signal_;
    std::map<Uuid, Entry> devices_;
    int blocked_in_work_ = 0;  // of those whose last round was blocked
    bool is_stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace aquacis::synchub
