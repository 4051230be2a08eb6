#pragma once
// Outbox ids are given before their transaction commits, so a lower one can appear late. A gap is an id that was not
// there when a higher one was. It is watched until every transaction that had begun by then is over: who took it has
// committed, or it never comes.

#include <cstdint>
#include <map>

namespace aquacis::platform {

class OutboxGaps {
public:
    struct Gap {
        std::int64_t to = 0;        // ids from the map's key to this
        std::uint64_t horizon = 0;  // the first transaction that had not begun; 0: not known yet
    };

    explicit OutboxGaps(std::int64_t moved) : highest_(moved) {}

    std::int64_t highest() const { return highest_; }
    // All up to here have gone, or never come.
    std::int64_t settled() const { return gaps_.empty() ? highest_ : gaps_.begin()->first - 1; }
    const std::map<std::int64_t, Gap>& gaps() const { return gaps_; }

    // Before the table is read: by a snapshot taken since the last reading. After that reading, whoever is of a gap
    // whose transactions are over has been seen.
    void observe(std::uint64_t oldest_running, std::uint64_t next_transaction);
    void saw(std::int64_t id);
    void end_reading();

private:
    std::int64_t highest_;
    std::map<std::int64_t, Gap> gaps_;
    std::uint64_t oldest_running_ = 0;
};

}  // namespace aquacis::platform
