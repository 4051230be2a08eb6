#pragma once
// Access tokens that were verified before: a portal sends the same one with each of its calls, and its signature costs
// more than all the rest of a call.

#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/calls/under_way.hpp"

namespace aquacis::platform {

class KnownTokens {
public:
    // A token is asked about again after so long, that an issuer's withdrawn key ends what it signed.
    static constexpr std::chrono::seconds longest{60};

    explicit KnownTokens(std::shared_ptr<const TokenVerifier> verifier) : verifier_(std::move(verifier)) {}

    // The caller of a token that is known and has not ended; null: verify() may know it.
    std::shared_ptr<const Caller> find(std::string_view token, Instant now) const;
    Result<std::shared_ptr<const Caller>> verify(std::string_view token, Instant now) const;

    CallsUnderWay& under_way() const { return under_way_; }

private:
    struct Known {
        std::shared_ptr<const Caller> caller;
        Instant from, until;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    const std::shared_ptr<const TokenVerifier> verifier_;
    mutable std::shared_mutex mutex_;
    mutable std::unordered_map<std::string, Known, Hash, std::equal_to<>> known_;
    mutable CallsUnderWay under_way_;
};

}  // namespace aquacis::platform
