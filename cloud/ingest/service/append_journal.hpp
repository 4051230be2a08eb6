#pragma once
// Readings go to the log without an outbox, so a log that is set back has lost some for good. Where it was is noted
// each minute, and a log that is no longer there is told as an alarm: how many readings, and of which time.

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cloud/ingest/store/appended_store.hpp"

namespace aquacis::ingest {

class AppendJournal {
public:
    AppendJournal(platform::Pool& database, platform::EventLog& log, const Clock& clock)
        : database_(database), log_(log), clock_(clock) {}

    void note(const platform::LogPosition& last, const Uuid& event, std::int64_t readings);  // from any thread
    void step();  // each minute: writes down what was noted, and asks the log for what was written last

private:
    bool has_been_there(const Appended& appended, const std::string& identity) const;
    void tell_lost(const std::string& identity);
    std::size_t count_held(const std::vector<Appended>& all, const std::string& identity) const;
    void write_down(std::optional<Appended> noted, const std::string& identity);
    void take_back(const Appended& noted);

    platform::Pool& database_;
    platform::EventLog& log_;
    const Clock& clock_;
    std::mutex mutex_;
    std::optional<Appended> noted_;
};

}  // namespace aquacis::ingest
