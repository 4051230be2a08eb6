#pragma once
// The server's side of one stream: fed with messages on the stream's strand, it says what to send. sync/PROTOCOL.md
// tells the dance.

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "aquacis/sync/v1/sync.pb.h"
#include "cloud/synchub/service/errands.hpp"
#include "cloud/synchub/service/hub.hpp"
#include "cloud/synchub/service/peer.hpp"

namespace aquacis::synchub {

class DeviceSession {
public:
    struct Output {
        std::vector<sync::v1::ServerMsg> send;
        std::optional<grpc::Status> close;
        std::optional<DeviceRef> attach;  // the device is welcome: the stream speaks for it from now on
        bool has_more = false;            // pump again when this was sent
    };
    DeviceSession(Hub& hub, Peer peer);

    enum class Room { for_all, not_for_rows };  // what may wait for the node to take it
    Output received(const sync::v1::ClientMsg& message, Room room);
    Output pump(Room room);  // outcomes that were recorded, errands that were done and rows that came

private:
    void on_hello(const sync::v1::Hello& hello, Output& out);
    Admission admit(Transaction& tx) const;
    struct Greeting {
        Admission admission;
        sync::HelloAnswer answer;
        std::string incarnation;
        std::vector<OperationKey> redriven;
    };
    Result<Greeting> greet(Transaction& tx, const sync::v1::Hello& hello) const;
    void dispatch(const sync::v1::ClientMsg& message, Output& out);
    std::optional<grpc::Status> objection(const sync::v1::Hello& hello) const;
    void on_subscribe(const sync::v1::Subscribe& wish, Output& out);
    void on_push(const sync::v1::PushOps& batch, Output& out);
    void on_ack(const sync::v1::FeedAck& ack);
    void on_ask(const sync::v1::Ask& ask);
    void on_certificate_request(const sync::v1::CertificateRequest& request);
    void welcome(std::uint64_t acknowledged, Output& out) const;
    void ask_staff();
    using Errand = std::function<std::optional<sync::v1::ServerMsg>()>;  // nothing: there is no answer to send
    void run_errand(Errands::Kind kind, Errand errand);
    void pump_outcomes(Output& out);
    void pump_feed(Output& out);

    enum class PushEnd { taken, forked, gap, foreign };
    struct PushAnswer {
        PushEnd end = PushEnd::taken;
        std::uint32_t epoch = 0;
        std::uint64_t acknowledged = 0;  // the last operation of the batch in that epoch
        SentBytes new_bytes;
        bool is_quarantined = false;
        std::vector<OperationKey> undecided;
        std::vector<std::pair<OperationKey, Outcome>> decided;
    };
    static grpc::Status push_refusal(PushEnd end);
    Result<PushAnswer> take(Transaction& tx, const std::vector<sync::Operation>& operations) const;
    void keep(Transaction& tx, const sync::Operation& operation, PushAnswer& answer) const;
    void take_one(Transaction& tx, const sync::Operation& operation, const std::optional<HeldOperation>& known,
                  sync::HeldChain& chain, PushAnswer& answer) const;

    Hub& hub_;
    const Peer peer_;
    const std::shared_ptr<Errands> errands_ = std::make_shared<Errands>();
    std::optional<Instant> asked_;
    struct StaffTold {
        std::atomic<std::uint64_t> version{0};
        std::atomic<std::int64_t> at_us{0};  // 0: never
    };
    const std::shared_ptr<StaffTold> staff_told_ = std::make_shared<StaffTold>();
    std::optional<Instant> staff_asked_;
    std::string office_;
    bool is_quarantined_ = false;
    std::optional<DeviceRef> device_;  // once welcomed
    std::uint32_t epoch_ = 0;
    std::uint64_t acknowledged_ =
        0;  // in that epoch, up to where the node showed on this stream that it holds the same chain
    std::string incarnation_;
    std::set<OperationKey> owed_;  // pushed on this stream and not answered yet

    bool is_subscribed_ = false;
    bool has_committed_ = false;  // the node was told at least once where the feed ends
    std::int64_t sent_position_ = 0;
    std::uint64_t sent_seen_ = 0;
    struct Load {
        std::uint64_t rows = 0, bytes = 0;
    };
    std::uint64_t window_ = 0;  // rows that may be under way
    Load under_way_;
    std::map<std::int64_t, Load> unacknowledged_;  // of each commit, by its position
    std::uint64_t row_bytes_ = 2048;               // what a row of the last page was, on average
};

}  // namespace aquacis::synchub
