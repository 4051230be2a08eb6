#pragma once
// What a stream asked of another context and waits for, done on threads that carry no stream. At most one of a kind is
// under way for a stream; the answer is taken when the stream is pumped.

#include <array>
#include <mutex>
#include <optional>
#include <vector>

#include "aquacis/sync/v1/sync.pb.h"

namespace aquacis::synchub {

class Errands {
public:
    enum Kind : std::size_t { folios, certificate, staff, kinds };
    bool begin(Kind kind) {  // false: one is under way
        const std::lock_guard lock(mutex_);
        return !std::exchange(under_way_.at(kind), true);
    }
    void end(Kind kind, std::optional<sync::v1::ServerMsg> answer) {
        const std::lock_guard lock(mutex_);
        under_way_.at(kind) = false;
        if (answer) done_.push_back(*std::move(answer));
    }
    std::vector<sync::v1::ServerMsg> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(done_, {});
    }

private:
    std::mutex mutex_;
    std::array<bool, kinds> under_way_{};
    std::vector<sync::v1::ServerMsg> done_;
};

}  // namespace aquacis::synchub
