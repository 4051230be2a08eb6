#pragma once
// Looks at one database again and again on a thread of its own, so that who asks for health, readiness or metrics
// waits for none.

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace aquacis::platform {

struct Measure {
    std::string name;  // "aquacis_outbox_rows"
    std::int64_t value = 0;
    std::vector<std::pair<std::string, std::string>> labels{};  // beside the database's
};

class Watch {
public:
    using Look = std::function<std::vector<Measure>()>;  // throws when the database is away

    // `what`: a context's name, or "eventlog". Until the first look ends it counts as up: who starts it has just asked.
    Watch(std::string what, std::chrono::milliseconds every, Look look);

    const std::string& what() const { return what_; }
    bool is_up() const;  // the last look succeeded, and is not long ago
    std::vector<Measure> measures() const;

private:
    void run(const std::stop_token& stop);
    void look_once();

    std::string what_;
    std::chrono::milliseconds every_;
    Look look_;
    mutable std::mutex mutex_;
    bool succeeded_ = true;
    std::chrono::steady_clock::time_point ended_ = std::chrono::steady_clock::now();
    std::vector<Measure> measures_;
    std::jthread thread_;  // last: it uses what stands above
};

}  // namespace aquacis::platform
