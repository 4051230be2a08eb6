#pragma once
// The server's side of one stream: fed with messages on the stream's strand, it says what to send. sync/PROTOCOL.md
// tells the dance.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "aquacis/sync/v1/sync.pb.h"
#include "cloud/synchub/service/hub.hpp"

namespace aquacis::synchub {

class DeviceSession {
public:
    struct Output {
        std::vector<sync::v1::ServerMsg> send;
        std::optional<grpc::Status> close;
        std::optional<DeviceRef> attach;  // the device is welcome: the stream speaks for it from now on
        bool has_more = false;            // pump again when this was sent
    };
    // `certified`: who the client's certificate says it is.
    DeviceSession(Hub& hub, std::optional<Uuid> certified);

    Output received(const sync::v1::ClientMsg& message);
    Output pump();  // outcomes that were recorded and rows that came

private:
    void on_hello(const sync::v1::Hello& hello, Output& out);
    std::optional<grpc::Status> objection(const sync::v1::Hello& hello) const;
    void on_subscribe(const sync::v1::Subscribe& wish, Output& out);
    void on_push(const sync::v1::PushOps& batch, Output& out);
    void on_ack(const sync::v1::FeedAck& ack);
    void on_folio_request(const sync::v1::FolioRequest& request, Output& out);
    void welcome(std::uint64_t acknowledged, Output& out) const;
    void pump_outcomes(Output& out);
    void pump_feed(Output& out);

    enum class PushEnd { taken, forked, gap, foreign, full };
    struct PushAnswer {
        PushEnd end = PushEnd::taken;
        std::uint32_t epoch = 0;
        std::uint64_t acknowledged = 0;  // the last operation of the batch in that epoch
        std::vector<OperationKey> undecided;
        std::vector<std::pair<OperationKey, Outcome>> decided;
    };
    PushAnswer take(Transaction& tx, const std::vector<sync::Operation>& operations) const;
    void take_one(Transaction& tx, const sync::Operation& operation, const std::optional<HeldOperation>& known,
                  sync::HeldChain& chain, PushAnswer& answer) const;

    Hub& hub_;
    std::optional<Uuid> certified_;
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
    std::uint64_t window_ = 0;  // rows that may be under way
    std::uint64_t under_way_ = 0;
    std::map<std::int64_t, std::uint64_t> unacknowledged_;  // rows of each commit, by its position
};

}  // namespace aquacis::synchub
