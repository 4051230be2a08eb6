#include "cloud/synchub/service/grpc.hpp"

#include <atomic>
#include <deque>

#include "base/log/log.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/synchub/service/device_session.hpp"
#include "sync/wire/convert.hpp"

namespace aquacis::synchub {
namespace {

// Of what waits to be sent: a node that takes nothing is closed rather than kept in memory.
constexpr std::size_t max_waiting = 2000;  // messages
constexpr std::size_t max_waiting_bytes = 8UL * 1024 * 1024;

class Stream final : public grpc::ServerBidiReactor<sync::v1::ClientMsg, sync::v1::ServerMsg>,
                     public StreamHandle,
                     public std::enable_shared_from_this<Stream> {
public:
    Stream(Hub& hub, Peer peer)
        : hub_(hub),
          key_digest_(peer.key_digest),
          session_(hub, std::move(peer)),
          strand_(std::make_shared<Strand>(hub.work())),
          opened_(now()),
          heard_(opened_) {}

    void begin(std::shared_ptr<Stream> self) {
        self_ = std::move(self);
        if (!hub_.open(key_digest_, shared_from_this())) {
            close(too_many());
            return;
        }
        const std::lock_guard lock(mutex_);
        if (!is_finished_) StartRead(&reading_);  // another stream of this certificate may have closed it already
    }

    void pump() override {
        if (is_pumping_.exchange(true)) return;
        strand_->post([self = shared_from_this()] {
            self->is_pumping_ = false;
            self->guarded([&] { self->emit(self->session_.pump(self->room())); });
        });
    }

    void close(const grpc::Status& why) override {
        const std::lock_guard lock(mutex_);
        if (is_finished_) return;
        is_finished_ = true;
        waiting_.clear();
        waiting_bytes_ = 0;
        Finish(why);
    }

    Pulse pulse() const override { return {opened_, heard_.load(), has_spoken_.load()}; }

private:
    static std::chrono::steady_clock::time_point now() { return std::chrono::steady_clock::now(); }
    static grpc::Status too_many() { return {grpc::StatusCode::RESOURCE_EXHAUSTED, "too many devices are connected"}; }

    // Rows of the feed are read when nothing else waits: then a slow node holds one page of them in memory.
    DeviceSession::Room room() {
        const std::lock_guard lock(mutex_);
        if (waiting_.empty()) return DeviceSession::Room::for_all;
        has_more_ = true;
        return DeviceSession::Room::not_for_rows;
    }

    void OnReadDone(bool ok) override {
        if (!ok) {
            close(grpc::Status::OK);
            return;
        }
        heard_ = now();
        has_spoken_ = true;
        // The next message is read when this one was dealt with: HTTP/2 then slows a node that pushes faster than that.
        strand_->post([self = shared_from_this()] {
            self->guarded([&] { self->emit(self->session_.received(self->reading_, self->room())); });
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
        waiting_bytes_ -= writing_.ByteSizeLong();
        StartWrite(&writing_);
    }

    // One writer at a time, in order; a node that does not take what is sent is closed. What is called back is called
    // outside of the lock.
    void emit(DeviceSession::Output output) {
        if (output.attach && !hub_.attach(*output.attach, shared_from_this())) return close(too_many());
        bool is_flooded = false, wants_pump = false;
        {
            const std::lock_guard lock(mutex_);
            if (is_finished_) return;
            for (auto& message : output.send) {
                waiting_bytes_ += message.ByteSizeLong();
                waiting_.push_back(std::move(message));
            }
            is_flooded = waiting_.size() > max_waiting || waiting_bytes_ > max_waiting_bytes;
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
    const std::string key_digest_;
    DeviceSession session_;
    std::shared_ptr<Strand> strand_;
    std::shared_ptr<Stream> self_;
    const std::chrono::steady_clock::time_point opened_;
    std::atomic<std::chrono::steady_clock::time_point> heard_;
    std::atomic<bool> has_spoken_{false};
    std::atomic<bool> is_pumping_{false};
    std::mutex mutex_;
    sync::v1::ClientMsg reading_;
    sync::v1::ServerMsg writing_;
    std::deque<sync::v1::ServerMsg> waiting_;
    std::size_t waiting_bytes_ = 0;
    bool is_writing_ = false;
    bool is_finished_ = false;
    bool has_more_ = false;
};

// Who is no device, or opens streams too often, gets neither a session nor a place.
class Refused final : public grpc::ServerBidiReactor<sync::v1::ClientMsg, sync::v1::ServerMsg> {
public:
    explicit Refused(const grpc::Status& why) { Finish(why); }
    void OnDone() override { delete this; }
};

grpc::Status no_device() {
    return platform::to_status({RefusalKind::unauthenticated, "sync.no_device", "",
                                "El servidor no reconoce este equipo: su certificado no es el de una caja o brigada.",
                                "Pida a sistemas una invitación para inscribirlo."});
}

grpc::Status too_often(std::chrono::seconds wait) {
    return platform::to_status({RefusalKind::exhausted, "sync.too_many_streams", "",
                                "Este equipo abre conexiones con el servidor demasiado seguido.",
                                "Se conecta solo en " + std::to_string(wait.count()) +
                                    " s; si sigue, avise a sistemas: puede haber dos copias de este equipo."});
}

class SyncService final : public sync::v1::SyncHub::CallbackService {
public:
    explicit SyncService(Hub& hub) : hub_(hub) {}
    grpc::ServerBidiReactor<sync::v1::ClientMsg, sync::v1::ServerMsg>* Sync(
        grpc::CallbackServerContext* call) override {
        call->set_compression_algorithm(GRPC_COMPRESS_GZIP);
        const std::string certificate = certificate_of(*call);
        if (const auto wait = hub_.wait_before_opening(certificate)) {
            call->AddTrailingMetadata(sync::retry_after, std::to_string(wait->count()));
            return new Refused(too_often(*wait));
        }
        auto peer = read_peer(certificate);
        if (!peer) return new Refused(no_device());
        auto stream = std::make_shared<Stream>(hub_, *std::move(peer));
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
