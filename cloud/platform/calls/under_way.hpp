#pragma once
// How many calls from outside are under way: none of the callers takes every connection that a context has to its
// database, who lists everything leaves most places to the others, and all of them together leave threads for what
// contexts ask of each other.

#include <map>
#include <mutex>
#include <string>

#include "cloud/platform/database/caller_kind.hpp"

namespace aquacis::platform {

class CallsUnderWay {
public:
    static constexpr int most_of_one = 4;      // of a caller at a service; a context's pool has six connections
    static constexpr int most_of_all = 32;     // half of the server's threads
    static constexpr int most_of_exports = 8;  // of those

    // Held while the call lasts.
    class Place {
    public:
        Place(CallsUnderWay& calls, std::string who, CallerKind kind)
            : calls_(calls), who_(std::move(who)), kind_(kind), is_given_(calls_.begin(who_, kind_)) {}
        ~Place() {
            if (is_given_) calls_.end(who_, kind_);
        }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        bool is_given() const { return is_given_; }

    private:
        CallsUnderWay& calls_;
        std::string who_;
        CallerKind kind_;
        bool is_given_;
    };

private:
    bool begin(const std::string& who, CallerKind kind);
    void end(const std::string& who, CallerKind kind);

    std::mutex mutex_;
    std::map<std::string, int> by_caller_;
    int all_ = 0;
    int exports_ = 0;
};

}  // namespace aquacis::platform
