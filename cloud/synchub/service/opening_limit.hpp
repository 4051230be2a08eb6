#pragma once
// How often one certificate may open a stream: some at once, then one each interval. A program that opens streams as
// fast as they are closed costs the others nothing but its own refusals. By the certificate and not by the device that
// it names: else a spare certificate of a device would keep the real one out.

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace aquacis::synchub {

class OpeningLimit {
public:
    using Moment = std::chrono::steady_clock::time_point;
    struct Settings {
        int at_once = 20;
        std::chrono::milliseconds refill{1000};
        std::size_t most_certificates = 10000;
    };
    explicit OpeningLimit(Settings settings) : settings_(settings) {}

    struct Refused {
        std::chrono::milliseconds wait;
        bool is_first = false;  // since it might last open all at once: what is worth a line in the log
    };
    std::optional<Refused> take(const std::string& certificate, Moment now);  // nothing: it may, and one is counted

private:
    struct Bucket {
        Moment full_at;  // when it may open all at once again
        bool is_refusing = false;
    };
    bool make_room(Moment now);

    const Settings settings_;
    std::mutex mutex_;
    std::map<std::string, Bucket> buckets_;
};

}  // namespace aquacis::synchub
