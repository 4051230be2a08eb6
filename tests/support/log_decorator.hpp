#pragma once
// Another log in front of one: a test changes what it wants of it.

#include "cloud/platform/events/event_log.hpp"

namespace aquacis::test {

class LogDecorator : public platform::EventLog {
public:
    explicit LogDecorator(platform::EventLog& log) : log_(log) {}
    platform::LogPosition append(std::span<const platform::Event> events) override { return log_.append(events); }
    int partitions(const std::string& topic) override { return log_.partitions(topic); }
    std::vector<platform::LoggedEvent> read(const std::string& topic, int partition, std::int64_t after,
                                            int limit) override {
        return log_.read(topic, partition, after, limit);
    }
    std::uint64_t pulse(const std::string& topic) override { return log_.pulse(topic); }
    void wait(const std::string& topic, std::uint64_t since, std::chrono::milliseconds at_most) override {
        log_.wait(topic, since, at_most);
    }
    std::int64_t end(const std::string& topic, int partition) override { return log_.end(topic, partition); }
    std::int64_t dropped_to(const std::string& topic, int partition) override {
        return log_.dropped_to(topic, partition);
    }
    std::int64_t behind(const std::string& topic, int partition, std::int64_t offset) override {
        return log_.behind(topic, partition, offset);
    }
    std::int64_t last_before(const std::string& topic, int partition, Instant time) override {
        return log_.last_before(topic, partition, time);
    }
    std::string identity() override { return log_.identity(); }
    void note_read(const std::string& group, const std::string& topic,
                   const std::map<int, std::int64_t>& offsets) override {
        log_.note_read(group, topic, offsets);
    }
    void tidy() override { log_.tidy(); }

private:
    platform::EventLog& log_;
};

}  // namespace aquacis::test
