#pragma once
// One stream to the server over gRPC with mutual TLS. Never blocks its user: what arrives waits in a short queue, what
// is sent goes out one message after another on gRPC's threads.

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

#include "aquacis/sync/v1/sync.grpc.pb.h"

namespace aquacis::sync {

class GrpcStream final : private grpc::ClientBidiReactor<v1::ClientMsg, v1::ServerMsg> {
public:
    struct Target {
        std::string server;  // "host:port"
        std::string ca;      // PEM texts
        std::string certificate;
        std::string key;
    };
    // `moved` is called on gRPC's threads whenever something arrived or ended.
    GrpcStream(const Target& target, std::function<void()> moved);
    ~GrpcStream() override;  // cancels and waits for the end
    GrpcStream(const GrpcStream&) = delete;
    GrpcStream& operator=(const GrpcStream&) = delete;

    void send(v1::ClientMsg message);
    std::optional<v1::ServerMsg> take();
    std::optional<grpc::Status> ended() const;
    std::chrono::seconds retry_after() const;  // once it ended: how long the server wants no other; ten minutes at most

private:
    void OnReadDone(bool ok) override;
    void OnWriteDone(bool ok) override;
    void OnDone(const grpc::Status& status) override;
    void release_hold(std::unique_lock<std::mutex>& lock);

    std::function<void()> moved_;
    std::unique_ptr<v1::SyncHub::Stub> stub_;
    grpc::ClientContext call_;
    mutable std::mutex mutex_;
    std::condition_variable done_;
    v1::ServerMsg reading_;
    v1::ClientMsg writing_;
    std::deque<v1::ServerMsg> arrived_;
    std::deque<v1::ClientMsg> waiting_;
    bool is_writing_ = false;
    bool is_reading_paused_ = false;
    bool is_held_ = true;
    std::optional<grpc::Status> status_;
};

}  // namespace aquacis::sync
