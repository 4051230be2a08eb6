#pragma once
// The node's own part in an update that the cloud asks for: bring the bundle, look whether it may be installed, and lay
// it where the system's unit finds it. The node is not allowed to install it (installers/edge:
// aquacis-edge-fetched.path does).

#include <functional>
#include <mutex>
#include <thread>

#include "edge-node/update/fetch.hpp"
#include "edge-node/update/update_settings.hpp"

namespace aquacis::edge::update {

inline constexpr const char* fetched_name = "fetched.bundle";  // in the state folder's "update"

struct FetchOutcome {
    bool fetched = false;
    std::string detail;  // the release, or why not
};

class Fetcher {
public:
    using Answer = std::function<void(const FetchOutcome&)>;

    Fetcher(UpdateSettings settings, std::filesystem::path folder);
    ~Fetcher();  // what came so far stays for the next try
    Fetcher(const Fetcher&) = delete;
    Fetcher& operator=(const Fetcher&) = delete;

    bool busy() const;
    // False: another one is being brought. The answer is called once, on a thread of its own, also when it ends.
    bool begin(FetchWish wish, std::chrono::steady_clock::time_point until, Answer answer);

private:
    std::string bring(const FetchWish& wish,
                      const FetchWays& ways) const;  // the release; throws UpdateError, std::system_error

    const UpdateSettings settings_;
    const std::filesystem::path folder_;
    mutable std::mutex mutex_;
    bool busy_ = false;
    std::jthread thread_;
};

}  // namespace aquacis::edge::update
