#pragma once
// What stands in the way of every document now: for the log, and for whoever asks how a period stands.

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/log/log.hpp"
#include "base/time.hpp"

namespace aquacis::fiscal {

class Alarms {
public:
    // `words`: Spanish, what is wrong and what to do. Logged when it begins and then once a minute.
    void raise(const std::string& name, const std::string& words, Instant now) {
        const std::lock_guard lock(mutex_);
        Raised& raised = raised_[name];
        raised.words = words;
        if (now < raised.log_again) return;
        raised.log_again = now + std::chrono::minutes(1);
        log::error("fiscal.alarm", {{"alarm", name}, {"reason", words}});
    }

    void clear(const std::string& name) {
        const std::lock_guard lock(mutex_);
        if (raised_.erase(name) != 0) log::info("fiscal.alarm_over", {{"alarm", name}});
    }

    std::vector<std::string> current() const {
        const std::lock_guard lock(mutex_);
        std::vector<std::string> words;
        for (const auto& [name, raised] : raised_)
            words.push_back(raised.words);
        return words;
    }

private:
    struct Raised {
        std::string words;
        Instant log_again;
    };
    mutable std::mutex mutex_;
    std::map<std::string, Raised> raised_;
};

}  // namespace aquacis::fiscal
