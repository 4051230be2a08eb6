#pragma once
// The next certificate before the present one ends: asked for over the uplink with a new key, tried, and the one before
// comes back when the cloud takes nothing over a connection with the new one.

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "edge-node/enroll/identity_folder.hpp"

namespace aquacis::edge {

struct RenewalRules {
    std::chrono::milliseconds ask_again{24 * 3'600'000};
    std::chrono::milliseconds give_up_after{300'000};  // nothing was acknowledged so long with the new one
};

class Renewal {
public:
    struct Ways {
        std::function<void(std::string)> ask;  // a serialized CertificateRequest
        std::function<void()>
            reconnect;  // with the files as they are now; from then on the old connection counts no more
    };
    Renewal(IdentityFolder folder, RenewalRules rules, Ways ways);

    struct Moment {
        bool connected = false;
        bool acknowledged = false;     // the cloud took something over this connection
        std::optional<Instant> clock;  // nothing while it is not known
        std::chrono::steady_clock::time_point now;
    };
    void tick(const Moment& moment);
    void ask_soon();  // at the next tick, though it is not due
    void on_issued(const std::string& bytes, const Moment& moment);

private:
    void judge_trial(const Moment& moment);
    bool is_due(Instant now) const;  // the last third of its time

    const IdentityFolder folder_;
    const RenewalRules rules_;
    const Ways ways_;
    std::mutex mutex_;
    std::optional<Validity> validity_;
    std::optional<std::chrono::steady_clock::time_point> asked_at_;
    bool wanted_ = false;   // somebody wants it before it is due
    bool awaited_ = false;  // an answer to what this life asked
    std::optional<std::chrono::steady_clock::time_point> trial_began_;
};

}  // namespace aquacis::edge
