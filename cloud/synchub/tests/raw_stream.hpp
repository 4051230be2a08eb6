#pragma once
// What a node would never send: messages written by hand, over the real port.

#include "cloud/synchub/tests/harness.hpp"
#include "sync/wire/convert.hpp"

namespace aquacis::synchub {

namespace wire = sync::v1;

inline const Uuid device = make_named_uuid({}, "hand-written device");

inline wire::ClientMsg folio_ask() {
    payments::v1::FolioAsk wanted;
    wanted.set_series("QRO-C03");
    wanted.set_count(100);
    wire::ClientMsg message;
    message.mutable_ask()->set_kind("payments.folios");
    message.mutable_ask()->set_key("k");
    message.mutable_ask()->set_body(wanted.SerializeAsString());
    return message;
}

class RawStream {
public:
    RawStream(Harness& harness, const sync::Identity& identity) : RawStream(harness.address(), identity) {}
    RawStream(const std::string& address, const sync::Identity& identity) {
        grpc::SslCredentialsOptions tls;
        tls.pem_root_certs = identity.authorities_pem;
        tls.pem_cert_chain = identity.certificate_pem;
        tls.pem_private_key = identity.key_pem;
        grpc::ChannelArguments own;  // a connection of its own
        own.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
        channel_ = grpc::CreateCustomChannel(address, grpc::SslCredentials(tls), own);
        open();
    }
    RawStream(Harness& harness, const Uuid& id) : RawStream(harness, harness.enroll(id)) {}
    // Another stream of the same connection.
    explicit RawStream(RawStream& other) : channel_(other.channel_) { open(); }
    ~RawStream() { call_.TryCancel(); }
    void send(const wire::ClientMsg& message) { stream_->Write(message); }
    void hello(const Uuid& id, std::uint64_t last_seq = 0, const std::string& hash = {}, int administration = 11) {
        wire::ClientMsg message;
        auto& hello = *message.mutable_hello();
        hello.set_protocol(1);
        hello.set_device_id(id.to_string());
        hello.set_epoch(1);
        hello.set_last_seq(last_seq);
        hello.set_chain_hash(hash);
        hello.set_administration_id(administration);
        send(message);
    }
    std::optional<wire::ServerMsg> read() {
        wire::ServerMsg message;
        return stream_->Read(&message) ? std::optional(message) : std::nullopt;
    }
    // Skips what is of another kind.
    std::optional<wire::ServerMsg> read(wire::ServerMsg::MessageCase kind) {
        for (int i = 0; i < 1000; ++i) {
            auto message = read();
            if (!message || message->message_case() == kind) return message;
        }
        return std::nullopt;
    }
    grpc::Status end() {
        while (read()) {
        }
        return stream_->Finish();
    }

    std::string trailing(const std::string& key) const {  // after end()
        const auto& all = call_.GetServerTrailingMetadata();
        const auto found = all.find(key);
        return found == all.end() ? "" : std::string(found->second.begin(), found->second.end());
    }

private:
    void open() {
        stub_ = wire::SyncHub::NewStub(channel_);
        call_.set_deadline(std::chrono::system_clock::now() + 60s);
        stream_ = stub_->Sync(&call_);
    }
    std::shared_ptr<grpc::Channel> channel_;
    std::unique_ptr<wire::SyncHub::Stub> stub_;
    grpc::ClientContext call_;
    std::unique_ptr<grpc::ClientReaderWriter<wire::ClientMsg, wire::ServerMsg>> stream_;
};

struct Chain {
    std::string hash;
    std::uint64_t seq = 0;
    sync::Operation next(const std::string& type, const std::string& body) {
        sync::Operation operation;
        operation.device = device;
        operation.seq = ++seq;
        operation.type = type;
        operation.body = body;
        operation.actor = "c-07";
        operation.previous_hash = hash;
        operation.administration = 11;
        operation.created_at = from_microseconds(1'790'000'000'000'000 + static_cast<std::int64_t>(seq));
        hash = sync::chain_hash(operation);
        return operation;
    }
};

inline wire::ClientMsg batch(const std::vector<sync::Operation>& operations) {
    wire::ClientMsg message;
    for (const auto& operation : operations)
        *message.mutable_push_ops()->add_operations() = sync::to_message(operation);
    sync::seal(*message.mutable_push_ops());
    return message;
}

}  // namespace aquacis::synchub
