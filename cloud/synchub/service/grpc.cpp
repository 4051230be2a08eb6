#include "cloud/synchub/service/grpc.hpp"

#include <atomic>
#include <deque>

#include "base/log/log.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/synchub/service/device_session.hpp"

namespace aquacis::synchub {
namespace {

constexpr std::size_t max_waiting = 2000;  // messages: a node that takes nothing is closed rather than kept in memory
constexpr std::string_view device_prefix = "device:";

std::optional<Uuid> certified_device(const grpc::CallbackServerContext& call) {
    const auto authentication = call.auth_context();
    if (!authentication || !authentication->IsPeerAuthenticated()) return std::nullopt;
    for (const grpc::string_ref& name : authentication->FindPropertyValues("x509_common_name")) {
        const std::string_view text(name.data(), name.size());
        if (text.starts_with(device_prefix)) return Uuid::parse(text.substr(device_prefix.size()));
    }
    return std::nullopt;
}

class Stream final : public grpc::ServerBidiReactor<sync::v1::ClientMsg, sync::v1::ServerMsg>,
                     public StreamHandle,
                     public std::enable_shared_from_this<Stream> {
public:
    Stream(Hub& hub, std::optional<Uuid> certified)
        : hub_(hub), session_(hub, certified), strand_(std::make_shared<Strand>(hub.work())), heard_(now()) {}

    void begin(std::shared_ptr<Stream> self) {
        self_ = std::move(self);
        if (!hub_.open(shared_from_this())) {
            Finish({grpc::StatusCode::RESOURCE_EXHAUSTED, "too many devices are connected"});
            const std::lock_guard lock(mutex_);
            is_finished_ = true;
            return;
        }
        StartRead(&reading_);
    }

    void pump() override {
        if (is_pumping_.exchange(true)) return;
        strand_->post([self = shared_from_this()] {
            self->is_pumping_ = false;
            self->guarded([&] { self->emit(self->session_.pump()); });
        });
    }

    void close(const grpc::Status& why) override {
        const std::lock_guard lock(mutex_);
        if (is_finished_) return;
        is_finished_ = true;
        waiting_.clear();
        Finish(why);
    }

    std::chrono::steady_clock::time_point last_heard() const override { return heard_.load(); }

private:
    static std::chrono::steady_clock::time_point now() { return std::chrono::steady_clock::now(); }

    void OnReadDone(bool ok) override {
        if (!ok) {
            close(grpc::Status::OK);
            return;
        }
        heard_ = now();
        // The next message is read when this one was dealt with: HTTP/2 then slows a node that pushes faster than that.
        strand_->post([self = shared_from_this()] {
            self->guarded([&] { self->emit(self->session_.received(self->reading_)); });
            const std::lock_guard lock(self->mutex_);
            if (!self->is_finished_) self->StartRead(&self->reading_);
        });
    }

    void OnWriteDone(bool ok) override {
        bool wants_pump = false;
        {
            const std::lock_guard lock(mutex_);
            is_writing_ = false;
            if (!ok || is_finished_) return;
            if (!waiting_.empty())
                write_next();
            else
                wants_pump = std::exchange(has_more_, false);
        }
        if (wants_pump) pump();
    }

    void OnCancel() override { close({grpc::StatusCode::CANCELLED, "the node is gone"}); }

    void OnDone() override {
        hub_.forget(this);
        strand_->close();
        const std::shared_ptr<Stream> last = std::move(self_);  // a task on the strand may still hold another
    }

    void write_next() {
        is_writing_ = true;
        writing_ = std::move(waiting_.front());
        waiting_.pop_front();
        StartWrite(&writing_);
    }

    void emit(DeviceSession::Output output) {
        if (output.attach) hub_.attach(*output.attach, shared_from_this());
        bool is_flooded = false, wants_pump = false;
        {
            const std::lock_guard lock(mutex_);
            if (is_finished_) return;
            for (auto& message : output.send)
                waiting_.push_back(std::move(message));
            is_flooded = waiting_.size() > max_waiting;
            has_more_ = has_more_ || output.has_more;
            if (!is_writing_ && !waiting_.empty()) write_next();
            if (!is_writing_) wants_pump = std::exchange(has_more_, false);
        }
        if (output.close) close(*output.close);
        if (is_flooded) close({grpc::StatusCode::RESOURCE_EXHAUSTED, "the node does not take what is sent"});
        if (wants_pump) pump();
    }

    // The entry point of all that a stream does: a fault ends the stream with an incident, the node comes again.
    void guarded(const std::function<void()>& work) {
        try {
            work();
        } catch (const std::exception& fault) {
            log::error("synchub_stream_fault", {{"what", platform::classify(fault).description}});
            close({grpc::StatusCode::UNAVAILABLE, "the server could not do it now"});
        }
    }

    Hub& hub_;
    DeviceSession session_;
    std::shared_ptr<Strand> strand_;
    std::shared_ptr<Stream> self_;
    std::atomic<std::chrono::steady_clock::time_point> heard_;
    std::atomic<bool> is_pumping_{false};
    std::mutex mutex_;
    sync::v1::ClientMsg reading_;
    sync::v1::ServerMsg writing_;
    std::deque<sync::v1::ServerMsg> waiting_;
    bool is_writing_ = false;
    bool is_finished_ = false;
    bool has_more_ = false;
};

class SyncService final : public sync::v1::SyncHub::CallbackService {
public:
    explicit SyncService(Hub& hub) : hub_(hub) {}
    grpc::ServerBidiReactor<sync::v1::ClientMsg, sync::v1::ServerMsg>* Sync(
        grpc::CallbackServerContext* call) override {
        call->set_compression_algorithm(GRPC_COMPRESS_GZIP);
        auto stream = std::make_shared<Stream>(hub_, certified_device(*call));
        Stream* reactor = stream.get();
        reactor->begin(std::move(stream));
        return reactor;
    }

private:
    Hub& hub_;
};

}  // namespace

std::unique_ptr<grpc::Service> make_sync_service(Hub& hub) { return std::make_unique<SyncService>(hub); }

}  // namespace aquacis::synchub
