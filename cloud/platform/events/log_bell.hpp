#pragma once
// How readers of the log hear of an append: at once in the process that appended, and by a notification in others. The
// notification is sent after the commit, in a transaction of its own: inside one, PostgreSQL lets only one commit at a
// time.

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace aquacis::platform {

class LogBell {
public:
    explicit LogBell(std::string connection);
    void ring(const std::set<std::string>& topics);
    std::uint64_t pulse(const std::string& topic);
    void wait(const std::string& topic, std::uint64_t since, std::chrono::milliseconds at_most);

private:
    void beat(const std::string& topic);
    void beat_all();
    void listen(const std::stop_token& stop);
    void tell(const std::stop_token& stop);

    std::string connection_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::map<std::string, std::uint64_t> counts_;
    std::uint64_t all_ = 0;
    std::set<std::string> untold_;
    std::jthread listener_, teller_;  // last: they use what stands above
};

}  // namespace aquacis::platform
