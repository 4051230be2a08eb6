#pragma once
// The node's side of one stream with the server, without a network: it is fed with messages and times, and says what to
// send. All that must outlive the stream is in the node's file; what is here may be lost at any moment. PROTOCOL.md
// tells the dance.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "aquacis/sync/v1/sync.pb.h"
#include "sync/engine/agent.hpp"
#include "sync/engine/node_store.hpp"

namespace aquacis::sync {

class Session {
public:
    struct Settings {
        std::string partition;
        std::string program_version;
        std::chrono::milliseconds heartbeat{15000};
        std::chrono::milliseconds watchdog{30000};
        std::size_t rows_at_once = 100;  // of a copy that comes anew: a payment waits for no more than these
        // Between two transactions of one commit: who waits for the file, such as a payment, comes first.
        std::function<void()> give_way = [] {};
    };
    struct Reaction {
        std::vector<v1::ClientMsg> send;
        bool hang_up = false;     // close the stream; connect again after the usual pause
        bool at_once = false;     // … without a pause: the node put itself right
        bool is_changed = false;  // outcomes or rows came: a window shows the new state
        bool has_more = false;    // tick again soon: there is more to take away
        std::string why;          // English, for the log
    };

    Session(sqlite::Database& database, FeedTarget& target, Settings settings);

    Reaction opened(Instant now);  // a stream is there: says hello
    Reaction received(const v1::ServerMsg& message, Instant now);
    Reaction tick(Instant now);        // regularly, and after an operation was appended
    void closed();                     // the stream is gone, for whatever reason
    void want(Ask wish, Instant now);  // sent with the next tick; the next wish takes its place

    bool is_welcomed() const { return phase_ == Phase::welcomed; }
    bool is_synchronized() const;  // nothing to push, feed at its end
    std::optional<Instant> last_feed() const { return last_feed_; }
    const std::string& problem() const {  // Spanish; empty when none
        return problem_.empty() ? clock_problem_ : problem_;
    }

private:
    // probing: the server names where it is; the node shows it the operation there, and believes it when it is the
    // same.
    enum class Phase { closed, greeted, probing, welcomed };
    void on_welcome(const v1::Welcome& welcome, Instant now, Reaction& reaction);
    void probe(const v1::Welcome& welcome, const NodeDevice& node, Reaction& reaction);
    void confirm(Instant now, Reaction& reaction);
    void take_epoch(const v1::Welcome& welcome);
    void take_incarnation(const v1::Welcome& welcome, const NodeDevice& node);
    void on_push_result(const v1::PushResult& result, Instant now, Reaction& reaction);
    void on_rows(const v1::Rows& rows);
    void on_commit(const v1::FeedCommit& commit, Instant now, Reaction& reaction);
    bool apply(const v1::FeedCommit& commit, Instant now);
    bool apply_coming(const v1::FeedCommit& commit, FeedHead head, Instant now);
    bool is_as_large(const FeedHead& coming, Instant now) const;
    void stand(const v1::FeedCommit& commit);
    void begin_anew();
    bool sweep();
    void reset_partition(Reaction& reaction);
    void on_pong(const v1::Pong& pong, Instant now, Reaction& reaction);
    void on_granted(const v1::Granted& granted);
    void on_staff(const v1::StaffList& list);
    void subscribe(Reaction& reaction);
    void push(Reaction& reaction);
    void resend_unanswered(Reaction& reaction);
    void ask(Instant now, Reaction& reaction);
    void ask_wanted(Instant now, Reaction& reaction);

    sqlite::Database& database_;
    FeedTarget& target_;
    Settings settings_;
    NodeStore store_;

    Phase phase_ = Phase::closed;
    Instant last_heard_{};
    Instant last_ping_{};
    Instant server_time_{};                   // as it was last told: by the welcome or a pong
    std::optional<std::uint64_t> in_flight_;  // the last number of the batch that was pushed
    NodeStore::Range resend_{};               // what of the acknowledged has still to be asked for
    std::vector<FeedRow> buffer_;             // rows of the commit that is coming
    std::size_t buffer_bytes_ = 0;
    std::uint64_t feed_end_ = 0;  // FeedBegin's
    bool is_feed_at_end_ = false;
    bool may_sweep_ = true;  // there may be copies that are gone
    int resets_ = 0;         // one after another, without a good commit between
    std::optional<Instant> need_checked_;
    std::optional<Instant> asked_;
    struct Wish {
        Ask ask;
        Instant since;
        std::optional<Instant> sent;
    };
    std::optional<Wish> wanted_;
    std::optional<Instant> last_feed_;
    std::string problem_;
    std::string clock_problem_;
};

}  // namespace aquacis::sync
