#pragma once
// What the server sends down becomes the confirmed tables; what this till did stays beside it until its effect is in
// them.

#include <mutex>

#include "field-app/core/office_config.hpp"
#include "sync/engine/agent.hpp"

namespace aquacis::office {

class OfficeFeedTarget final : public sync::FeedTarget {
public:
    struct Options {
        std::string series;
        int folio_batch = 500;
        std::string pin_key = {};
    };
    explicit OfficeFeedTarget(Options options) : options_(std::move(options)) {}

    void apply(sqlite::Database& database, std::span<const sync::FeedRow> rows) override;
    void committed(sqlite::Database& database, std::uint64_t seen_seq) override;
    void begin_anew(sqlite::Database& database) override;
    void apply_coming(sqlite::Database& database, std::span<const sync::FeedRow> rows) override;
    void stand(sqlite::Database& database, std::uint64_t seen_seq) override;
    bool sweep(sqlite::Database& database) override;
    void epoch_began(sqlite::Database& database, std::uint32_t epoch) override;
    std::vector<sync::Granted> held(sqlite::Database& database) override;
    void granted(sqlite::Database& database, const sync::Granted& granted) override;
    void staff(sqlite::Database& database, std::span<const sync::StaffMember> members) override;
    // Asks when less than 30 % of the last range is left; the same need has the same key.
    std::optional<sync::Ask> ask(sqlite::Database& database) override;
    // Spanish: why what was granted is not used; empty when there is nothing to tell. For any thread.
    std::string problem() const;

private:
    Options options_;
    mutable std::mutex mutex_;
    std::string foreign_series_;  // of the last grant, when it is not this till's
};

}  // namespace aquacis::office
