#pragma once
// What the cloud wants this node to be, taken whole, on trial first: when the cloud is lost with it, what was before
// comes back.

#include <chrono>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace aquacis::edge {

struct TwinState {
    std::uint64_t version = 0;
    std::chrono::minutes interval{60};
    std::chrono::milliseconds linger{1'000};
    std::string server;
    std::string keys;       // lines as in the keys file, besides it; a secret
    std::string receivers;  // TOML; empty: the settings file's
    bool operator==(const TwinState&) const = default;
};

class Twin {
public:
    using Check = std::function<std::optional<std::string>(const TwinState&)>;  // why it cannot be used
    using Apply = std::function<void(const TwinState&)>;
    using Report = std::function<void(std::string)>;  // a serialized TwinReported
    struct Trial {
        std::chrono::milliseconds confirm_after{10'000};  // connected at that time: confirmed
        std::chrono::milliseconds give_up_after{120'000};
    };
    struct Ways {
        Check check;
        Apply apply;
        Report report;
        std::function<std::size_t()> count_keys;
    };

    // `settings`: what the settings file says, the base of every desired state. A confirmed state of an earlier run is
    // applied at once; one that was still on trial is not.
    Twin(std::filesystem::path file, TwinState settings, Trial trial, Ways ways);

    static constexpr std::size_t most_key_bytes = 200'000;
    static constexpr std::size_t most_receiver_bytes = 100'000;

    void on_desired(const std::string& bytes, std::chrono::steady_clock::time_point now);
    void tick(bool connected, std::chrono::steady_clock::time_point now);
    TwinState in_use() const;

private:
    enum class Outcome { on_trial = 1, applied = 2, refused = 3, rolled_back = 4 };
    void report(std::uint64_t version, Outcome outcome, const std::string& reason);
    void keep(const TwinState& state) const;  // write, sync, rename

    const std::filesystem::path file_;
    const TwinState settings_;
    const Trial trial_;
    const Ways ways_;
    mutable std::mutex mutex_;
    TwinState confirmed_;
    std::optional<TwinState> on_trial_;
    std::chrono::steady_clock::time_point trial_began_{};
    std::uint64_t last_judged_ = 0;
};

}  // namespace aquacis::edge
