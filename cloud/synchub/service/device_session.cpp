#include "cloud/synchub/service/device_session.hpp"

#include <algorithm>

#include "base/log/log.hpp"
#include "base/utf8.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/synchub/domain/partition.hpp"
#include "cloud/synchub/service/ask_context.hpp"
#include "cloud/synchub/store/feed_store.hpp"
#include "cloud/synchub/store/grant_store.hpp"
#include "cloud/synchub/wire/convert.hpp"
#include "sync/wire/convert.hpp"

namespace aquacis::synchub {
namespace {

constexpr std::uint32_t protocol = 1;
constexpr std::int64_t max_undecided = 20000;  // of one device: then it waits before it pushes more
constexpr std::size_t max_outcomes = 500;      // in one PushResult
constexpr std::uint64_t rows_per_commit = 2000;
constexpr int rows_per_message = 500;
constexpr std::size_t bytes_per_message = 256 * 1024;
constexpr std::uint64_t most_credit = 50000;
constexpr std::size_t max_version_text = 100;
constexpr std::chrono::hours told_again{30 * 24};  // outcomes that an operator had asked anew

constexpr std::uint64_t bytes_under_way = 2UL * 1024 * 1024;
constexpr std::uint64_t bytes_per_commit = 1024UL * 1024;
constexpr std::uint64_t fewest_rows = 20;
// Of one device in a day. A till that was offline for a month sends a fifth of it.
constexpr SentBytes most_sent{.all = 64L * 1024 * 1024, .unknown = 16L * 1024 * 1024};
constexpr std::chrono::seconds between_asks{1};
constexpr const char* staff_kind = "payments.staff";  // granted to a device unasked: who may sign in there
constexpr std::chrono::seconds between_staff_requests{2};
constexpr std::chrono::minutes staff_told_again{5};

constexpr int max_held = 64;

bool may_be_kept(const sync::v1::Granted& held) {
    return !held.kind().empty() && held.kind().size() <= longest_grant_kind && held.body().size() <= longest_grant &&
           held.kind().find('\0') == std::string::npos;
}

std::vector<DeviceGrant> held_in(const sync::v1::Hello& hello) {
    std::vector<DeviceGrant> held;
    for (const sync::v1::Granted& grant : hello.held())
        held.push_back({grant.kind(), grant.body()});
    return held;
}

grpc::Status refuse(grpc::StatusCode code, const std::string& why) { return {code, why}; }

Refusal refusal_of(Admission::End end) {
    if (end == Admission::End::revoked) return revoked_at_the_port();
    if (end == Admission::End::other_certificate)
        return {RefusalKind::forbidden, "sync.ended_certificate", "",
                "El servidor no reconoce este equipo: su certificado ya no vale, porque otro equipo "
                "se inscribió con su clave.",
                "Pida a sistemas que lo inviten de nuevo."};
    return {RefusalKind::forbidden, "sync.unknown_device", "",
            "El servidor no reconoce este equipo: no está registrado.",
            "Pida a sistemas una invitación para inscribirlo."};
}

std::optional<Refusal> too_much(const SentBytes& of_the_day) {
    if (of_the_day.unknown > most_sent.unknown)
        return Refusal{RefusalKind::exhausted, "sync.too_many_unknown", "",
                       "Este equipo envió hoy demasiadas operaciones que el servidor no conoce.",
                       "Actualice el servidor o el programa de este equipo."};
    if (of_the_day.all > most_sent.all)
        return Refusal{RefusalKind::exhausted, "sync.too_much", "",
                       "Este equipo envió hoy más de lo que el servidor toma de uno en un día.",
                       "Lo demás se envía mañana; avise a sistemas."};
    return std::nullopt;
}

void tell_quarantine(DeviceSession::Output& out) {
    sync::v1::Notice& notice = *out.send.emplace_back().mutable_notice();
    notice.set_code("sync.quarantine");
    notice.set_text(
        "Hay dos copias de este equipo en uso. Lo cobrado se envía, pero no recibirá más folios: avise a sistemas, que "
        "deben inscribir de nuevo la que se queda.");
}

}  // namespace

DeviceSession::DeviceSession(Hub& hub, Peer peer)
    : hub_(hub), peer_(std::move(peer)), window_(hub.settings().credit_rows) {}

DeviceSession::Output DeviceSession::received(const sync::v1::ClientMsg& message, Room room) {
    Output out;
    if (!device_ && !message.has_hello()) {
        out.close = refuse(grpc::StatusCode::FAILED_PRECONDITION, "a stream begins with hello");
        return out;
    }
    dispatch(message, out);
    if (!device_ || out.close) return out;
    pump_outcomes(out);
    if (room == Room::for_all) pump_feed(out);
    return out;
}

// Whose each kind of message is. Short answers stand here: a window and a pong.
void DeviceSession::dispatch(const sync::v1::ClientMsg& message, Output& out) {
    switch (message.message_case()) {
        case sync::v1::ClientMsg::kHello:
            return on_hello(message.hello(), out);
        case sync::v1::ClientMsg::kSubscribe:
            return on_subscribe(message.subscribe(), out);
        case sync::v1::ClientMsg::kPushOps:
            return on_push(message.push_ops(), out);
        case sync::v1::ClientMsg::kFeedAck:
            return on_ack(message.feed_ack());
        case sync::v1::ClientMsg::kCredit:
            window_ = std::clamp<std::uint64_t>(message.credit().rows(), rows_per_message, most_credit);
            return;
        case sync::v1::ClientMsg::kPing: {
            sync::v1::Pong& pong = *out.send.emplace_back().mutable_pong();
            pong.set_sent_at_us(message.ping().sent_at_us());
            pong.set_server_time_us(to_microseconds(hub_.clock().now()));
            return;
        }
        case sync::v1::ClientMsg::kAsk:
            return on_ask(message.ask());
        case sync::v1::ClientMsg::kCertificateRequest:
            return on_certificate_request(message.certificate_request());
        default:
            return;  // what a newer node says besides is not needed
    }
}

DeviceSession::Output DeviceSession::pump(Room room) {
    Output out;
    if (!device_) return out;
    ask_staff();
    for (sync::v1::ServerMsg& answer : errands_->take())
        out.send.push_back(std::move(answer));
    pump_outcomes(out);
    if (room == Room::for_all) pump_feed(out);
    return out;
}

// What is wrong with a hello before anything is looked up: who it says it is against the certificate, and its numbers.
std::optional<grpc::Status> DeviceSession::objection(const sync::v1::Hello& hello) const {
    using grpc::StatusCode;
    if (device_) return refuse(StatusCode::FAILED_PRECONDITION, "hello is said once");
    if (hello.protocol() != protocol) return refuse(StatusCode::FAILED_PRECONDITION, "protocol 1 is spoken here");
    if (Uuid::parse(hello.device_id()) != peer_.device ||
        AdministrationId(hello.administration_id()) != peer_.administration)
        return platform::to_status({RefusalKind::forbidden, "sync.wrong_certificate", "device_id",
                                    "El servidor no reconoce este equipo: su certificado es de otro equipo o de otra "
                                    "administración.",
                                    "Pida a sistemas que lo inviten de nuevo."});
    if (hello.epoch() == 0 || hello.epoch() > sync::max_epoch || hello.last_seq() > sync::max_seq ||
        hello.answered_seq() > hello.last_seq() || hello.chain_hash().size() != (hello.last_seq() == 0 ? 0U : 32U))
        return refuse(StatusCode::INVALID_ARGUMENT, "epoch, last_seq, answered_seq and chain_hash do not agree");
    if (hello.held_size() > max_held || !std::all_of(hello.held().begin(), hello.held().end(), may_be_kept))
        return refuse(StatusCode::INVALID_ARGUMENT, "a hello names 64 grants at most, of 256 bytes");
    return std::nullopt;
}

Admission DeviceSession::admit(Transaction& tx) const {
    Admission admission = admit_device(tx, peer_.device, peer_.key_digest);
    if (admission.end != Admission::End::unknown) return admission;
    const Instant now = hub_.clock().now();
    const auto by = adopting_by(tx, now);
    if (!by) return admission;
    const DeviceLabel label{"Adoptado " + peer_.device.to_string().substr(24), ""};
    if (register_device(tx, peer_.device, label, {*by, now}) &&
        enroll_device(tx, peer_.device, {peer_.serial, peer_.key_digest, now, peer_.until}))
        admission = admit_device(tx, peer_.device, peer_.key_digest);
    return admission;
}

// Whether the device may come in, and where its chain and the server's part: the transaction decides both at once, and
// what the session remembers is set only after it.
void DeviceSession::on_hello(const sync::v1::Hello& hello, Output& out) {
    out.close = objection(hello);
    if (out.close) return;
    const DeviceRef device{peer_.device, peer_.administration};
    const auto greeted = hub_.database().run(device.administration, [&](Transaction& tx) { return greet(tx, hello); });
    if (!greeted) {
        log::warning("synchub_hello_refused", {{"device", device.device.to_string()},
                                               {"administration", device.administration.number()},
                                               {"code", greeted.refusal().code}});
        out.close = platform::to_status(greeted.refusal());
        return;
    }
    const sync::HelloAnswer& answer = greeted->answer;
    if (!answer.why.empty())
        log::warning("synchub_new_epoch",
                     {{"device", device.device.to_string()}, {"epoch", answer.epoch}, {"why", answer.why}});
    device_ = device;
    epoch_ = answer.epoch;
    acknowledged_ = hello.last_seq() == answer.acknowledged ? answer.acknowledged : 0;
    incarnation_ = greeted->incarnation;
    owed_.insert(greeted->redriven.begin(), greeted->redriven.end());
    is_quarantined_ = greeted->admission.is_quarantined;
    office_ = greeted->admission.office;
    out.attach = device;
    welcome(answer.acknowledged, out);
    if (is_quarantined_) tell_quarantine(out);
}

// A refused hello is rolled back whole, what adopting wrote too.
Result<DeviceSession::Greeting> DeviceSession::greet(Transaction& tx, const sync::v1::Hello& hello) const {
    Greeting greeting{admit(tx), {}, {}, {}};
    if (greeting.admission.end != Admission::End::welcome) return refusal_of(greeting.admission.end);
    const Instant now = hub_.clock().now();
    greet_device(tx, peer_.device, clip_utf8(hello.program_version(), max_version_text), now);
    const auto chain = lock_device(tx, peer_.device);
    greeting.answer = sync::answer_hello(*chain, {hello.epoch(), hello.last_seq(), hello.chain_hash()});
    if (greeting.answer.is_new_epoch) begin_epoch(tx, peer_.device, greeting.answer.epoch, greeting.answer.why);
    // Only of the chain that is held: what another machine of this name knows is told by that one's hello.
    if (!greeting.answer.is_new_epoch && hello.has_answered_seq())
        note_answered(tx, peer_.device, hello.epoch(), hello.answered_seq());
    if (greeting.answer.is_copy) greeting.admission.is_quarantined = note_copy(tx, peer_.device, now);
    // What is unknown here: this database was lost, and maybe the context's as well. Not the word of one of two copies.
    if (!greeting.admission.is_quarantined) put_grants(tx, {peer_.device, GrantKnown::stated, now}, held_in(hello));
    greeting.incarnation = read_incarnation(tx);
    greeting.redriven = list_redriven(tx, peer_.device, now - told_again);
    return greeting;
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
        out.close = refuse(grpc::StatusCode::PERMISSION_DENIED,
                           "El servidor solo da a este equipo los datos de su administración.");
        return;
    }
    if (is_subscribed_ || wish.after_position() > sync::max_seq) {
        out.close = refuse(grpc::StatusCode::FAILED_PRECONDITION, "a stream subscribes once, after a position");
        return;
    }
    is_subscribed_ = true;
    sent_position_ = static_cast<std::int64_t>(wish.after_position());
    const std::int64_t end =
        hub_.database().run(device_->administration, [](Transaction& tx) { return read_position(tx); });
    if (sent_position_ <= end) return;
    sync::v1::ResetPartition& reset = *out.send.emplace_back().mutable_reset_partition();
    reset.set_partition(wish.partition());
    reset.set_reason("the server's feed ends before this position: it was restored");
    sent_position_ = 0;
}

grpc::Status DeviceSession::push_refusal(PushEnd end) {
    if (end == PushEnd::gap) return refuse(grpc::StatusCode::ABORTED, "operations are missing before these");
    return refuse(grpc::StatusCode::PERMISSION_DENIED,
                  "El servidor recibió una operación de otro equipo o administración.");
}

// A batch is sound, is taken whole by one transaction, and is answered: acknowledged, refused with the stream's end, or
// welcomed into a new epoch. The session's numbers change only with what the transaction kept.
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
    const Result<PushAnswer> taken =
        hub_.database().run(device_->administration, [&](Transaction& tx) { return take(tx, operations); });
    if (!taken) {
        log::warning("synchub_push_refused", {{"device", device_->device.to_string()}, {"code", taken.refusal().code}});
        out.close = platform::to_status(taken.refusal());
        return;
    }
    const PushAnswer& answer = *taken;
    if (answer.end != PushEnd::taken && answer.end != PushEnd::forked) {
        out.close = push_refusal(answer.end);
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
        is_quarantined_ = answer.is_quarantined;
        if (is_quarantined_) tell_quarantine(out);
        return;
    }
    sync::v1::PushResult& result = *out.send.emplace_back().mutable_push_result();
    result.set_acknowledged_seq(acknowledged_);
    for (const auto& [key, outcome] : answer.decided)
        *result.add_outcomes() = to_message(key, outcome);
}

// Under the device's lock: what is new is kept, what is known is answered again, and the limits hold for the batch as a
// whole. A fork begins the next epoch at once, so that no other stream sees the old one.
Result<DeviceSession::PushAnswer> DeviceSession::take(Transaction& tx,
                                                      const std::vector<sync::Operation>& operations) const {
    PushAnswer answer;
    auto chain = lock_device(tx, device_->device);
    if (!chain) throw std::runtime_error("synchub: the device's row is gone");
    std::vector<OperationKey> keys;
    for (const sync::Operation& operation : operations)
        keys.push_back({operation.device, operation.epoch, operation.seq});
    const auto known = held(tx, device_->device, keys);
    const std::uint64_t before = chain->acknowledged;
    if (count_undecided(tx, device_->device) > max_undecided)
        return Refusal{RefusalKind::exhausted, "sync.too_many_undecided", "",
                       "Demasiadas operaciones de este equipo esperan respuesta.", "Se enviarán más cuando las haya."};
    for (std::size_t i = 0; i < operations.size() && answer.end == PushEnd::taken; ++i)
        take_one(tx, operations[i], known[i], *chain, answer);
    if (answer.new_bytes.all > 0)
        if (const auto refusal = too_much(count_sent(tx, device_->device, answer.new_bytes, hub_.clock().now())))
            return *refusal;
    if (chain->acknowledged != before) advance_chain(tx, device_->device, *chain);
    if (answer.end == PushEnd::forked) {
        *chain = {chain->epoch + 1, 0, {}};
        begin_epoch(tx, device_->device, chain->epoch, "a pushed operation does not follow what is held: a clone");
        answer.is_quarantined = note_copy(tx, device_->device, hub_.clock().now());
    }
    answer.epoch = answer.end == PushEnd::forked ? chain->epoch : epoch_;
    return answer;
}

// What the chain says of one operation decides what becomes of the batch; only one that follows is kept.
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
        case sync::Admission::forgotten:
            if (key.epoch == epoch_) answer.acknowledged = std::max(answer.acknowledged, key.seq);
            return keep(tx, operation, answer);
        case sync::Admission::append:
            chain.acknowledged = answer.acknowledged = operation.seq;
            chain.hash = offered.hash;
            return keep(tx, operation, answer);
    }
}

void DeviceSession::keep(Transaction& tx, const sync::Operation& operation, PushAnswer& answer) const {
    insert_operation(tx, operation, hub_.clock().now());
    const auto bytes = static_cast<std::int64_t>(operation.body.size() + operation.type.size());
    answer.new_bytes.all += bytes;
    if (!hub_.contexts().knows(sync::owning_context(operation.type))) answer.new_bytes.unknown += bytes;
    answer.undecided.push_back({operation.device, operation.epoch, operation.seq});
}

void DeviceSession::on_ack(const sync::v1::FeedAck& ack) {
    if (ack.position() > sync::max_seq) return;
    const auto end = unacknowledged_.upper_bound(static_cast<std::int64_t>(ack.position()));
    for (auto at = unacknowledged_.begin(); at != end; ++at) {
        under_way_.rows -= at->second.rows;
        under_way_.bytes -= at->second.bytes;
    }
    unacknowledged_.erase(unacknowledged_.begin(), end);
}

// On a thread that carries no stream. Whatever fails there ends the errand alone, and it is asked for again.
void DeviceSession::run_errand(Errands::Kind kind, Errand errand) {
    hub_.errands().post([&hub = hub_, errands = errands_, device = *device_, kind, errand = std::move(errand)] {
        std::optional<sync::v1::ServerMsg> answer;
        try {
            answer = errand();
        } catch (const std::exception& fault) {
            log::error("synchub_errand_fault",
                       {{"device", device.device.to_string()}, {"what", platform::classify(fault).description}});
        }
        const bool has_answer = answer.has_value();
        errands->end(kind, std::move(answer));
        if (has_answer) hub.outcomes_recorded(device);
    });
}

void DeviceSession::on_ask(const sync::v1::Ask& ask) {
    const Instant now = hub_.clock().now();
    // The node asks again: it has some left, that is why it asks early.
    if (is_quarantined_ || (asked_ && now >= *asked_ && now - *asked_ < between_asks)) return;
    if (ask.kind() == staff_kind) return;  // the key is the office, and which one it is says the register alone
    if (!hub_.contexts().knows(sync::owning_context(ask.kind())) || !errands_->begin(Errands::ask)) return;
    asked_ = now;
    sync::v1::GrantRequest request;
    request.set_device_id(device_->device.to_string());
    request.set_epoch(epoch_);
    *request.mutable_ask() = ask;
    run_errand(Errands::ask, [&hub = hub_, device = *device_, request] { return ask_context(hub, device, request); });
}

// After the welcome, after a change, and now and then: another server may have heard of a change that this one did not.
void DeviceSession::ask_staff() {
    const Instant now = hub_.clock().now();
    const std::uint64_t version = hub_.staff_version(device_->administration) + 1;
    const Instant told = from_microseconds(staff_told_->at_us);
    if (staff_told_->version >= version && now - told < staff_told_again) return;
    if (staff_asked_ && now >= *staff_asked_ && now - *staff_asked_ < between_staff_requests) return;
    if (!errands_->begin(Errands::staff)) return;
    staff_asked_ = now;
    sync::v1::GrantRequest request;
    request.set_device_id(device_->device.to_string());
    request.mutable_ask()->set_kind(staff_kind);
    request.mutable_ask()->set_key(office_);
    run_errand(
        Errands::staff,
        [&hub = hub_, told = staff_told_, device = *device_, request, version]() -> std::optional<sync::v1::ServerMsg> {
            sync::v1::Granted granted;
            const grpc::Status status = hub.contexts().grant(device.administration, request, granted);
            sync::v1::ServerMsg message;
            // A list that cannot be read is not an empty one: with that nobody could sign in at the device.
            if (!status.ok() || !message.mutable_staff_list()->ParseFromString(granted.body())) {
                log::warning("synchub_staff_not_listed",
                             {{"device", request.device_id()}, {"code", static_cast<int>(status.error_code())}});
                return std::nullopt;  // asked again with the next pump
            }
            told->version = version;
            told->at_us = to_microseconds(hub.clock().now());
            return message;
        });
}

void DeviceSession::on_certificate_request(const sync::v1::CertificateRequest& wish) {
    if (!errands_->begin(Errands::certificate)) return;
    run_errand(
        Errands::certificate,
        [&hub = hub_, device = *device_, request = wish.request_pem()]() -> std::optional<sync::v1::ServerMsg> {
            sync::v1::ServerMsg message;
            sync::v1::CertificateIssued& issued = *message.mutable_certificate_issued();
            const auto signed_one = renew_certificate(hub.registry(), {device.administration, device.device, request});
            if (!signed_one) {
                issued.set_problem(signed_one.refusal().message + " " + signed_one.refusal().remedy);
                return message;
            }
            issued.set_certificate_pem(signed_one->pem);
            issued.set_authority_pem(hub.registry().authority->believed_pem() + hub.registry().server_authorities);
            issued.set_recovery_pem(hub.registry().recovery_certificate);
            return message;
        });
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

// As much of the feed as the node's window and the limits of a commit let through, in one transaction of rows: what was
// seen is told only where no row of an effect can still be behind it.
void DeviceSession::pump_feed(Output& out) {
    if (!is_subscribed_ || under_way_.rows >= window_ || under_way_.bytes >= bytes_under_way) return;
    const std::uint64_t that_fit = std::clamp(bytes_per_commit / row_bytes_, fewest_rows, rows_per_commit);
    const int limit = static_cast<int>(std::min(that_fit, window_ - under_way_.rows));
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
    Load load{page.rows.size(), 0};
    for (FeedRow& row : page.rows) {
        const std::size_t size = row.body.size() + row.id.size() + row.kind.size();
        bytes += size;
        load.bytes += size;
        if (rows == nullptr || rows->rows_size() >= rows_per_message || bytes > bytes_per_message) {
            rows = out.send.emplace_back().mutable_rows();
            bytes = size;
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
    if (load.rows > 0) row_bytes_ = std::max<std::uint64_t>(load.bytes / load.rows, 1);
    under_way_.rows += load.rows;
    under_way_.bytes += load.bytes;
    Load& commit_load = unacknowledged_[page.position];
    commit_load.rows += load.rows;
    commit_load.bytes += load.bytes;
    out.has_more = out.has_more || page.position < page.head.position;
}

}  // namespace aquacis::synchub
