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
#include "cloud/synchub/service/work_pool.hpp"

namespace aquacis::synchub {

struct HubSettings {
    int workers = 3;  // threads for streams, and as many for decisions; each may hold a database connection
    int max_streams = 500;
    bool allow_uncertified = false;  // a stream without a client certificate is believed: in-process tests alone
    bool enroll_at_hello = true;     // a certified device that was never seen is taken into the administration it names
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
    virtual std::chrono::steady_clock::time_point last_heard() const = 0;
};

class Hub {
public:
    struct Parts {
        platform::Pool& database;
        const Clock& clock;
        platform::Channels& channels;
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

    bool open(const std::shared_ptr<StreamHandle>& stream);  // false: too many
    // The stream speaks for this device from now on; one that did so before is closed.
    void attach(const DeviceRef& device, const std::shared_ptr<StreamHandle>& stream);
    void forget(const StreamHandle* stream);
    void outcomes_recorded(const DeviceRef& device);
    void say_hello_again(const DeviceRef& device);  // an outcome that it was told became another
    void feed_may_move();                           // the projection is about to commit
    bool sweep();  // what streams do not set going: undecided operations of devices that are away

private:
    std::shared_ptr<StreamHandle> stream_of(const DeviceRef& device);
    void watch();
    void pump_all();
    void pump_moved(std::map<int, std::int64_t>& positions);
    void close_silent();

    Parts parts_;
    HubSettings settings_;
    Contexts contexts_;
    Decider decider_;
    WorkPool work_;

    std::mutex mutex_;
    std::condition_variable signal_;
    std::map<const StreamHandle*, std::shared_ptr<StreamHandle>> streams_;
    struct Attached {
        DeviceRef device;
        std::shared_ptr<StreamHandle> stream;
    };
    std::map<Uuid, Attached> by_device_;
    int quick_looks_ = 0;
    bool is_stopping_ = false;
    bool has_swept_ = false;  // the sweep's own thread alone
    std::thread watcher_;
};

}  // namespace aquacis::synchub
