#include "cloud/synchub/service/device_session.hpp"

#include <algorithm>

#include "aquacis/payments/v1/payments.pb.h"
#include "base/log/log.hpp"
#include "cloud/synchub/domain/partition.hpp"
#include "cloud/synchub/store/feed_store.hpp"
#include "cloud/synchub/wire/convert.hpp"
#include "sync/wire/convert.hpp"

namespace aquacis::synchub {
namespace {

constexpr std::uint32_t protocol = 1;
constexpr std::int64_t max_undecided = 20000;  // of one device: then it waits before it pushes more
constexpr std::size_t max_outcomes = 500;      // in one PushResult
constexpr int rows_per_commit = 2000;
constexpr int rows_per_message = 500;
constexpr std::size_t bytes_per_message = 256 * 1024;
constexpr std::uint64_t most_credit = 50000;
constexpr std::size_t max_version_text = 100;
constexpr std::chrono::hours told_again{30 * 24};  // outcomes that an operator had asked anew

grpc::Status refuse(grpc::StatusCode code, const std::string& why) { return {code, why}; }

}  // namespace

DeviceSession::DeviceSession(Hub& hub, std::optional<Uuid> certified)
    : hub_(hub), certified_(certified), window_(hub.settings().credit_rows) {}

DeviceSession::Output DeviceSession::received(const sync::v1::ClientMsg& message) {
    Output out;
    if (!device_ && !message.has_hello() && !message.has_ping()) {
        out.close = refuse(grpc::StatusCode::FAILED_PRECONDITION, "a stream begins with hello");
        return out;
    }
    switch (message.message_case()) {
        case sync::v1::ClientMsg::kHello:
            on_hello(message.hello(), out);
            break;
        case sync::v1::ClientMsg::kSubscribe:
            on_subscribe(message.subscribe(), out);
            break;
        case sync::v1::ClientMsg::kPushOps:
            on_push(message.push_ops(), out);
            break;
        case sync::v1::ClientMsg::kFeedAck:
            on_ack(message.feed_ack());
            break;
        case sync::v1::ClientMsg::kCredit:
            window_ = std::clamp<std::uint64_t>(message.credit().rows(), rows_per_message, most_credit);
            break;
        case sync::v1::ClientMsg::kPing: {
            sync::v1::Pong& pong = *out.send.emplace_back().mutable_pong();
            pong.set_sent_at_us(message.ping().sent_at_us());
            pong.set_server_time_us(to_microseconds(hub_.clock().now()));
            break;
        }
        case sync::v1::ClientMsg::kFolioRequest:
            on_folio_request(message.folio_request(), out);
            break;
        default:
            break;
    }
    if (device_ && !out.close) {
        pump_outcomes(out);
        pump_feed(out);
    }
    return out;
}

DeviceSession::Output DeviceSession::pump() {
    Output out;
    if (!device_) return out;
    pump_outcomes(out);
    pump_feed(out);
    return out;
}

std::optional<grpc::Status> DeviceSession::objection(const sync::v1::Hello& hello) const {
    using grpc::StatusCode;
    if (device_) return refuse(StatusCode::FAILED_PRECONDITION, "hello is said once");
    if (hello.protocol() != protocol) return refuse(StatusCode::FAILED_PRECONDITION, "protocol 1 is spoken here");
    const auto claimed = Uuid::parse(hello.device_id());
    if (!claimed || claimed->is_nil()) return refuse(StatusCode::INVALID_ARGUMENT, "device_id is no id");
    if (!certified_ && !hub_.settings().allow_uncertified)
        return refuse(StatusCode::UNAUTHENTICATED, "a device shows a client certificate with CN device:<id>");
    if (certified_ && *certified_ != *claimed)
        return refuse(StatusCode::PERMISSION_DENIED, "the certificate is of another device than device_id says");
    if (hello.administration_id() <= 0) return refuse(StatusCode::INVALID_ARGUMENT, "administration_id is missing");
    if (hello.epoch() == 0 || hello.chain_hash().size() != (hello.last_seq() == 0 ? 0U : 32U))
        return refuse(StatusCode::INVALID_ARGUMENT, "epoch, last_seq and chain_hash do not agree");
    return std::nullopt;
}

void DeviceSession::on_hello(const sync::v1::Hello& hello, Output& out) {
    out.close = objection(hello);
    if (out.close) return;
    const DeviceRef device{*Uuid::parse(hello.device_id()), AdministrationId(hello.administration_id())};
    std::optional<sync::HelloAnswer> answer;
    hub_.database().run(device.administration, [&](Transaction& tx) {
        answer.reset();
        const Enrollment enrollment{device.device, hello.program_version().substr(0, max_version_text),
                                    hub_.settings().enroll_at_hello};
        const auto chain = greet_device(tx, enrollment, hub_.clock().now());
        if (!chain) return;
        answer = sync::answer_hello(*chain, {hello.epoch(), hello.last_seq(), hello.chain_hash()});
        if (answer->is_new_epoch) begin_epoch(tx, device.device, answer->epoch, answer->why);
        incarnation_ = read_incarnation(tx);
        for (const OperationKey& key : list_redriven(tx, device.device, hub_.clock().now() - told_again))
            owed_.insert(key);
    });
    if (!answer) {
        out.close = refuse(grpc::StatusCode::PERMISSION_DENIED, "the device is not enrolled in this administration");
        return;
    }
    if (!answer->why.empty())
        log::warning("synchub_new_epoch",
                     {{"device", device.device.to_string()}, {"epoch", answer->epoch}, {"why", answer->why}});
    device_ = device;
    epoch_ = answer->epoch;
    acknowledged_ = hello.last_seq() == answer->acknowledged ? answer->acknowledged : 0;
    out.attach = device;
    welcome(answer->acknowledged, out);
}

void DeviceSession::welcome(std::uint64_t acknowledged, Output& out) const {
    sync::v1::Welcome& welcome = *out.send.emplace_back().mutable_welcome();
    welcome.set_server_incarnation(incarnation_);
    welcome.set_acknowledged_seq(acknowledged);
    welcome.set_epoch(epoch_);
    welcome.set_server_time_us(to_microseconds(hub_.clock().now()));
    welcome.set_feed_credit_rows(window_);
}

void DeviceSession::on_subscribe(const sync::v1::Subscribe& wish, Output& out) {
    if (wish.partition() != partition_of(device_->administration)) {
        out.close =
            refuse(grpc::StatusCode::PERMISSION_DENIED, "a device subscribes to its own administration's partition");
        return;
    }
    is_subscribed_ = true;
    has_committed_ = false;
    sent_position_ = static_cast<std::int64_t>(wish.after_position());
    sent_seen_ = 0;
    under_way_ = 0;
    unacknowledged_.clear();
    const std::int64_t end =
        hub_.database().run(device_->administration, [](Transaction& tx) { return read_position(tx); });
    if (sent_position_ <= end) return;
    sync::v1::ResetPartition& reset = *out.send.emplace_back().mutable_reset_partition();
    reset.set_partition(wish.partition());
    reset.set_reason("the server's feed ends before this position: it was restored");
    sent_position_ = 0;
}

void DeviceSession::on_push(const sync::v1::PushOps& batch, Output& out) {
    using grpc::StatusCode;
    if (batch.operations_size() == 0 || batch.operations_size() > sync::max_push_operations ||
        batch.ByteSizeLong() > 2 * sync::max_push_bytes) {
        out.close = refuse(StatusCode::INVALID_ARGUMENT, "a batch has 1 to 200 operations and at most 256 KiB");
        return;
    }
    if (sync::batch_crc(batch) != batch.crc32c()) {
        out.close = refuse(StatusCode::DATA_LOSS, "crc32c does not match: the batch was changed on its way");
        return;
    }
    std::vector<sync::Operation> operations;
    for (const auto& message : batch.operations()) {
        auto operation = sync::from_message(message);
        if (!operation) {
            out.close = refuse(StatusCode::INVALID_ARGUMENT, operation.refusal().message);
            return;
        }
        operations.push_back(*std::move(operation));
    }
    const PushAnswer answer =
        hub_.database().run(device_->administration, [&](Transaction& tx) { return take(tx, operations); });
    if (answer.end == PushEnd::foreign || answer.end == PushEnd::gap || answer.end == PushEnd::full) {
        out.close = answer.end == PushEnd::full
                        ? refuse(StatusCode::RESOURCE_EXHAUSTED, "too many operations wait for their context")
                    : answer.end == PushEnd::gap
                        ? refuse(StatusCode::ABORTED, "operations are missing before these")
                        : refuse(StatusCode::PERMISSION_DENIED, "an operation of another device or administration");
        return;
    }
    owed_.insert(answer.undecided.begin(), answer.undecided.end());
    if (!answer.undecided.empty()) hub_.decider().offer(*device_);
    // Never the held chain's own end: another node of this name may have moved it since, with operations of its own.
    if (answer.epoch == epoch_) {
        acknowledged_ = std::max(acknowledged_, answer.acknowledged);
    } else {
        acknowledged_ = sent_seen_ = 0;  // numbers of the past epoch mean others in this one
        epoch_ = answer.epoch;
    }
    if (answer.end == PushEnd::forked) {
        log::warning("synchub_new_epoch",
                     {{"device", device_->device.to_string()}, {"epoch", epoch_}, {"why", "a push forked"}});
        welcome(0, out);
        return;
    }
    sync::v1::PushResult& result = *out.send.emplace_back().mutable_push_result();
    result.set_acknowledged_seq(acknowledged_);
    for (const auto& [key, outcome] : answer.decided)
        *result.add_outcomes() = to_message(key, outcome);
}

DeviceSession::PushAnswer DeviceSession::take(Transaction& tx, const std::vector<sync::Operation>& operations) const {
    PushAnswer answer;
    auto chain = lock_device(tx, device_->device);
    if (!chain) throw std::runtime_error("synchub: the device's row is gone");
    std::vector<OperationKey> keys;
    for (const sync::Operation& operation : operations)
        keys.push_back({operation.device, operation.epoch, operation.seq});
    const auto known = held(tx, device_->device, keys);
    const std::uint64_t before = chain->acknowledged;
    if (count_undecided(tx, device_->device) > max_undecided) {
        answer.end = PushEnd::full;
        return answer;
    }
    for (std::size_t i = 0; i < operations.size() && answer.end == PushEnd::taken; ++i)
        take_one(tx, operations[i], known[i], *chain, answer);
    if (chain->acknowledged != before) advance_chain(tx, device_->device, *chain);
    if (answer.end == PushEnd::forked) {
        *chain = {chain->epoch + 1, 0, {}};
        begin_epoch(tx, device_->device, chain->epoch, "a pushed operation does not follow what is held: a clone");
    }
    answer.epoch = answer.end == PushEnd::forked ? chain->epoch : epoch_;
    return answer;
}

void DeviceSession::take_one(Transaction& tx, const sync::Operation& operation,
                             const std::optional<HeldOperation>& known, sync::HeldChain& chain,
                             PushAnswer& answer) const {
    if (operation.device != device_->device || operation.administration != device_->administration.number()) {
        answer.end = PushEnd::foreign;
        return;
    }
    const OperationKey key{operation.device, operation.epoch, operation.seq};
    const sync::OfferedOperation offered{operation.epoch, operation.seq, operation.previous_hash,
                                         sync::chain_hash(operation)};
    switch (sync::admit(chain, offered, known ? std::optional(known->hash) : std::nullopt)) {
        case sync::Admission::fork:
            answer.end = PushEnd::forked;
            return;
        case sync::Admission::stale:
            // A node that was told of the present epoch sends it again there; one that was not needs an epoch of its
            // own.
            if (epoch_ != chain.epoch) answer.end = PushEnd::forked;
            return;
        case sync::Admission::gap:
            answer.end = PushEnd::gap;
            return;
        case sync::Admission::duplicate:
            if (key.epoch == epoch_) answer.acknowledged = std::max(answer.acknowledged, key.seq);
            if (known->outcome)
                answer.decided.emplace_back(key, *known->outcome);
            else
                answer.undecided.push_back(key);
            return;
        case sync::Admission::append:
            break;
    }
    insert_operation(tx, operation, hub_.clock().now());
    chain.acknowledged = answer.acknowledged = operation.seq;
    chain.hash = offered.hash;
    answer.undecided.push_back(key);
}

void DeviceSession::on_ack(const sync::v1::FeedAck& ack) {
    const auto end = unacknowledged_.upper_bound(static_cast<std::int64_t>(ack.position()));
    for (auto at = unacknowledged_.begin(); at != end; ++at)
        under_way_ -= at->second;
    unacknowledged_.erase(unacknowledged_.begin(), end);
}

void DeviceSession::on_folio_request(const sync::v1::FolioRequest& wish, Output& out) {
    payments::v1::FolioAsk asked;
    asked.set_series(wish.series());
    asked.set_count(wish.count());
    asked.set_above(wish.above());
    sync::v1::GrantRequest request;
    request.set_device_id(device_->device.to_string());
    request.set_epoch(epoch_);
    request.mutable_ask()->set_kind("payments.folios");
    request.mutable_ask()->set_key(wish.request_key());
    request.mutable_ask()->set_body(asked.SerializeAsString());
    sync::v1::Granted granted;
    payments::v1::FolioRange range;
    const grpc::Status status = hub_.contexts().grant(device_->administration, request, granted);
    range.ParseFromString(granted.body());
    if (!status.ok()) {  // the node asks again: it has folios left, that is why it asks early
        log::warning("synchub_folios_not_granted",
                     {{"device", request.device_id()}, {"code", static_cast<int>(status.error_code())}});
        return;
    }
    sync::v1::FolioGrant& grant = *out.send.emplace_back().mutable_folio_grant();
    grant.set_request_key(wish.request_key());
    grant.set_series(range.series());
    grant.set_first(range.first());
    grant.set_last(range.last());
}

void DeviceSession::pump_outcomes(Output& out) {
    if (owed_.empty()) return;
    const std::size_t count = std::min(owed_.size(), max_outcomes);
    const std::vector<OperationKey> keys(owed_.begin(), std::next(owed_.begin(), static_cast<std::ptrdiff_t>(count)));
    const auto known =
        hub_.database().run(device_->administration, [&](Transaction& tx) { return held(tx, device_->device, keys); });
    sync::v1::PushResult result;
    result.set_acknowledged_seq(acknowledged_);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (!known[i] || !known[i]->outcome) continue;
        *result.add_outcomes() = to_message(keys[i], *known[i]->outcome);
        owed_.erase(keys[i]);
    }
    if (result.outcomes_size() == 0) return;
    *out.send.emplace_back().mutable_push_result() = std::move(result);
    out.has_more = !owed_.empty();
}

void DeviceSession::pump_feed(Output& out) {
    if (!is_subscribed_ || under_way_ >= window_) return;
    const int limit = static_cast<int>(std::min<std::uint64_t>(rows_per_commit, window_ - under_way_));
    FeedPage page;
    std::uint64_t seen = sent_seen_;
    hub_.database().run(device_->administration, [&](Transaction& tx) {
        page = read_page(tx, {sent_position_, limit});
        // Before the end a row that holds an effect may have moved on to a later position that is not sent yet.
        if (page.position == page.head.position)
            seen = std::min(seen_at(tx, device_->device, epoch_, page.position), acknowledged_);
    });
    if (has_committed_ && page.rows.empty() && page.position == sent_position_ && seen == sent_seen_) return;
    sync::v1::FeedBegin& begin = *out.send.emplace_back().mutable_feed_begin();
    begin.set_partition(page.head.partition);
    begin.set_to_position(static_cast<std::uint64_t>(page.head.position));
    sync::v1::Rows* rows = nullptr;
    std::size_t bytes = 0;
    for (FeedRow& row : page.rows) {
        bytes += row.body.size() + row.id.size() + row.kind.size();
        if (rows == nullptr || rows->rows_size() >= rows_per_message || bytes > bytes_per_message) {
            rows = out.send.emplace_back().mutable_rows();
            bytes = 0;
        }
        sync::v1::Row& message = *rows->add_rows();
        message.set_kind(std::move(row.kind));
        message.set_id(std::move(row.id));
        message.set_body(std::move(row.body));
    }
    sync::v1::FeedCommit& commit = *out.send.emplace_back().mutable_feed_commit();
    commit.set_partition(page.head.partition);
    commit.set_position(static_cast<std::uint64_t>(page.position));
    commit.set_checksum(page.head.checksum);  // the node compares it only where the position is FeedBegin's end
    commit.set_seen_seq(seen);
    has_committed_ = true;
    sent_position_ = page.position;
    sent_seen_ = seen;
    under_way_ += page.rows.size();
    unacknowledged_[page.position] += page.rows.size();
    out.has_more = out.has_more || page.position < page.head.position;
}

}  // namespace aquacis::synchub
