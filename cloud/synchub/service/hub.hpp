#pragma once
// What all streams share: the database, the contexts, who is connected, and who tells them that something moved.

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "cloud/platform/host/module.hpp"
#include "cloud/synchub/service/contexts.hpp"
#include "cloud/synchub/service/decider.hpp"
#include "cloud/synchub/service/opening_limit.hpp"
#include "cloud/synchub/service/peer.hpp"
#include "cloud/synchub/service/registry.hpp"
#include "cloud/synchub/service/work_pool.hpp"

namespace aquacis::synchub {

struct HubSettings {
    int workers = 3;          // threads for streams, and as many for decisions; each may hold a database connection
    int errand_workers = 2;   // threads that ask other contexts on a stream's behalf
    int max_streams = 500;    // welcomed ones
    int max_greeting = 1000;  // not welcomed yet; one a certificate
    int openings = 20;        // of streams by one certificate at once, then one each
    std::chrono::milliseconds opening_refill{1000};
    std::chrono::milliseconds context_patience{10000};  // for a context's answer
    std::chrono::milliseconds hello_patience{5000};
    std::uint64_t credit_rows = 10000;
    std::chrono::milliseconds poll{250};
    std::chrono::milliseconds longest_decision_pause{15000};  // between two times that a context is asked in vain
    std::chrono::seconds silence{90};  // a stream that says nothing for so long is closed; nodes ping every 15 s
};

class StreamHandle {
public:
    virtual ~StreamHandle() = default;
    virtual void pump() = 0;  // outcomes or rows may wait for it
    virtual void close(const grpc::Status& why) = 0;
    struct Pulse {
        std::chrono::steady_clock::time_point opened, heard;
        bool has_spoken = false;
    };
    virtual Pulse pulse() const = 0;
};

Refusal revoked_at_the_port();
grpc::Status revoked_status();

class Hub {
public:
    struct Parts {
        platform::Pool& database;
        const Clock& clock;
        platform::Channels& channels;
        const Registry& registry;
    };
    Hub(Parts parts, HubSettings settings);
    ~Hub();
    void start();
    void stop();

    platform::Pool& database() { return parts_.database; }
    const Clock& clock() const { return parts_.clock; }
    const HubSettings& settings() const { return settings_; }
    const Contexts& contexts() const { return contexts_; }
    Decider& decider() { return decider_; }
    WorkPool& work() { return work_; }
    WorkPool& errands() { return errands_; }
    const Registry& registry() const { return parts_.registry; }

    // Asked before anything is done for a stream, reading its certificate too. How long to wait first; nothing: it may
    // be opened.
    std::optional<std::chrono::seconds> wait_before_opening(const std::string& certificate_pem);
    // A stream that has not been welcomed; one of the same certificate that has not either is closed. False: too many.
    bool open(const std::string& key_digest, const std::shared_ptr<StreamHandle>& stream);
    // The stream speaks for this device from now on; one that did so before is closed. False: too many devices.
    bool attach(const DeviceRef& device, const std::shared_ptr<StreamHandle>& stream);
    void close_device(const Uuid& device, const grpc::Status& why);
    void forget(const StreamHandle* stream);
    void outcomes_recorded(const DeviceRef& device);
    void say_hello_again(const DeviceRef& device);  // an outcome that it was told became another
    void feed_may_move();                           // the projection is about to commit
    void staff_changed(AdministrationId administration);
    std::uint64_t staff_version(AdministrationId administration) const;  // grows with each change heard of here
    bool sweep();  // what streams do not set going: undecided operations of devices that are away

private:
    std::shared_ptr<StreamHandle> stream_of(const Uuid& device);
    void watch();
    void pump_all();
    void pump_moved(std::map<int, std::int64_t>& positions);
    void close_silent();
    void close_revoked(AdministrationId administration);
    void sweep(AdministrationId administration);

    Parts parts_;
    HubSettings settings_;
    Contexts contexts_;
    OpeningLimit openings_;
    Decider decider_;
    WorkPool work_;
    WorkPool errands_;

    mutable std::mutex mutex_;
    std::condition_variable signal_;
    std::map<const StreamHandle*, std::shared_ptr<StreamHandle>> streams_;
    std::map<std::string, std::shared_ptr<StreamHandle>> greeting_;  // by the certificate's key
    struct Attached {
        DeviceRef device;
        std::shared_ptr<StreamHandle> stream;
    };
    std::map<Uuid, Attached> by_device_;
    std::map<AdministrationId, std::uint64_t> staff_versions_;
    int quick_looks_ = 0;
    bool is_stopping_ = false;
    bool has_swept_ = false;  // the sweep's own thread alone
    Instant revocations_read_{};
    std::thread watcher_;
};

}  // namespace aquacis::synchub
