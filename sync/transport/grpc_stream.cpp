#include "sync/transport/grpc_stream.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "sync/wire/convert.hpp"

namespace aquacis::sync {
namespace {

constexpr std::size_t max_arrived = 64;  // messages; beyond it the stream is not read, and HTTP/2 slows the server down
constexpr std::size_t max_waiting = 4096;  // what a session may have to say at once, many times over
constexpr std::chrono::seconds longest_retry_after{600};
constexpr int max_message_bytes = 2 * 1024 * 1024;

std::shared_ptr<grpc::Channel> connect(const GrpcStream::Target& target) {
    grpc::SslCredentialsOptions tls;
    tls.pem_root_certs = target.ca;
    tls.pem_cert_chain = target.certificate;
    tls.pem_private_key = target.key;
    grpc::ChannelArguments arguments;
    // Each attempt is a connection of its own: the pauses between attempts are the agent's, not gRPC's.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
    arguments.SetMaxReceiveMessageSize(max_message_bytes);
    return grpc::CreateCustomChannel(target.server, grpc::SslCredentials(tls), arguments);
}

}  // namespace

GrpcStream::GrpcStream(const Target& target, std::function<void()> moved)
    : moved_(std::move(moved)), stub_(v1::SyncHub::NewStub(connect(target))) {
    stub_->async()->Sync(&call_, this);
    AddHold();  // send() and take() start work from outside of gRPC's own callbacks
    StartRead(&reading_);
    StartCall();
}

GrpcStream::~GrpcStream() {
    call_.TryCancel();
    std::unique_lock lock(mutex_);
    release_hold(lock);
    done_.wait(lock, [&] { return status_.has_value(); });
}

void GrpcStream::release_hold(std::unique_lock<std::mutex>& lock) {
    if (!is_held_) return;
    is_held_ = false;
    lock.unlock();
    RemoveHold();
    lock.lock();
}

void GrpcStream::send(v1::ClientMsg message) {
    const std::unique_lock lock(mutex_);
    if (!is_held_) return;  // the stream is ending: the session says it again on the next one
    if (waiting_.size() >= max_waiting)
        throw std::runtime_error("sync: more messages wait to be sent than the stream may hold");
    waiting_.push_back(std::move(message));
    if (is_writing_) return;
    is_writing_ = true;
    writing_ = std::move(waiting_.front());
    waiting_.pop_front();
    StartWrite(&writing_);
}

std::optional<v1::ServerMsg> GrpcStream::take() {
    const std::unique_lock lock(mutex_);
    if (arrived_.empty()) return std::nullopt;
    v1::ServerMsg message = std::move(arrived_.front());
    arrived_.pop_front();
    if (is_reading_paused_ && is_held_) {
        is_reading_paused_ = false;
        StartRead(&reading_);
    }
    return message;
}

std::optional<grpc::Status> GrpcStream::ended() const {
    const std::unique_lock lock(mutex_);
    return status_;
}

std::chrono::seconds GrpcStream::retry_after() const {
    if (!ended()) return {};
    const auto& said = call_.GetServerTrailingMetadata();
    const auto found = said.find(sync::retry_after);
    if (found == said.end()) return {};
    int seconds = 0;
    const auto [at, fault] = std::from_chars(found->second.begin(), found->second.end(), seconds);
    if (fault != std::errc() || at != found->second.end()) return {};
    return std::clamp(std::chrono::seconds(seconds), std::chrono::seconds(0), longest_retry_after);
}

void GrpcStream::OnReadDone(bool ok) {
    {
        std::unique_lock lock(mutex_);
        if (!ok) {
            release_hold(lock);
            return;
        }
        arrived_.push_back(std::move(reading_));
        reading_ = {};
        if (arrived_.size() >= max_arrived)
            is_reading_paused_ = true;
        else
            StartRead(&reading_);
    }
    moved_();
}

void GrpcStream::OnWriteDone(bool ok) {
    const std::unique_lock lock(mutex_);
    is_writing_ = false;
    if (!ok || !is_held_ || waiting_.empty()) return;
    is_writing_ = true;
    writing_ = std::move(waiting_.front());
    waiting_.pop_front();
    StartWrite(&writing_);
}

void GrpcStream::OnDone(const grpc::Status& status) {
    const std::unique_lock lock(mutex_);
    status_ = status;
    done_.notify_all();
    moved_();  // under the lock: as soon as it is released the destructor may free this
}

}  // namespace aquacis::sync
