#pragma once
// How much one may ask of the gateway: an address that is refused again and again, and a caller who is known.

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/time.hpp"

namespace aquacis::gateway {

// So many at once, and so many a second after that, for each name. Bounded: names whose share is whole are forgotten.
class Rate {
public:
    struct Settings {
        double burst = 1;
        double per_second = 1;
    };
    explicit Rate(Settings settings) : settings_(settings) {}

    // 0: one of it is used up. Else nothing is, and so many seconds are to be waited.
    int take(const std::string& name, Instant now);

private:
    struct Share {
        double left = 0;
        Instant at;
    };
    double left_of(const Share& share, Instant now) const;
    int seconds_until_one(double left) const;
    void forget_the_whole(Instant now);

    const Settings settings_;
    std::mutex mutex_;
    std::map<std::string, Share> shares_;
};

// Requests of a caller that are under way. A place is given back when what take() gave ends.
class UnderWay : public std::enable_shared_from_this<UnderWay> {
public:
    explicit UnderWay(int most) : most_(most) {}
    std::shared_ptr<void> take(const std::string& caller);  // null: too many

private:
    void give_back(const std::string& caller);
    const int most_;
    std::mutex mutex_;
    std::map<std::string, int> running_;
};

}  // namespace aquacis::gateway
