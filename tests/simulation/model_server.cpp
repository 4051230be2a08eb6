#include "tests/simulation/model_server.hpp"

#include <algorithm>

#include "sync/wire/convert.hpp"

namespace aquacis::simulation {
namespace {

sync::v1::Outcome outcome_of(const Uuid& device, const Key& key, int verdict) {
    sync::v1::Outcome outcome;
    outcome.set_device_id(device.to_string());
    outcome.set_epoch(key.epoch);
    outcome.set_seq(key.seq);
    outcome.set_verdict(static_cast<sync::v1::Verdict>(verdict));
    return outcome;
}

}  // namespace

std::unique_ptr<Stream> ModelServer::connect(const Uuid&, int administration) {
    partition_ = partition_of(administration);
    return std::make_unique<ModelStream>();
}

bool ModelServer::restore(const std::string& incarnation) {
    if (!backup_) return false;
    durable = *backup_;
    durable.incarnation = incarnation;
    return true;
}

ModelServer::Messages ModelServer::receive(Stream& given, const sync::v1::ClientMsg& message) {
    auto& stream = dynamic_cast<ModelStream&>(given);
    if (!stream.device && !message.has_hello()) {
        stream.is_closed = true;
        return {};
    }
    if (message.has_hello()) return hello(stream, message.hello());
    if (message.has_push_ops()) return push(stream, message.push_ops());
    Messages answers;
    if (message.has_ping()) answers.emplace_back().mutable_pong()->set_sent_at_us(message.ping().sent_at_us());
    if (message.has_ask()) grant(stream, message.ask(), *answers.emplace_back().mutable_granted());
    if (message.has_subscribe()) {
        stream.is_subscribed = true;
        stream.has_committed = false;
        stream.sent_position = message.subscribe().after_position();
        if (stream.sent_position > durable.position) {
            answers.emplace_back().mutable_reset_partition()->set_partition(partition_);
            stream.sent_position = 0;
        }
    }
    return answers;
}

sync::v1::ServerMsg ModelServer::welcome(const ModelStream& stream, std::uint64_t acknowledged) const {
    sync::v1::ServerMsg message;
    message.mutable_welcome()->set_server_incarnation(durable.incarnation);
    message.mutable_welcome()->set_acknowledged_seq(acknowledged);
    message.mutable_welcome()->set_epoch(stream.epoch);
    message.mutable_welcome()->set_server_time_us(to_microseconds(now));
    return message;
}

ModelServer::Messages ModelServer::hello(ModelStream& stream, const sync::v1::Hello& hello) {
    if (stream.device) {
        stream.is_closed = true;
        return {};
    }
    const Uuid id = *Uuid::parse(hello.device_id());
    Device& device = durable.devices[id];
    const auto answer = sync::answer_hello(device.chain, {hello.epoch(), hello.last_seq(), hello.chain_hash()});
    if (answer.is_new_epoch) device.chain = {answer.epoch, 0, {}};
    for (const auto& held : hello.held())
        give_back(id, held);
    stream.device = id;
    stream.epoch = answer.epoch;
    stream.proven = hello.last_seq() == answer.acknowledged ? answer.acknowledged : 0;
    return {welcome(stream, answer.acknowledged)};
}

ModelServer::Messages ModelServer::push(ModelStream& stream, const sync::v1::PushOps& batch) {
    require(sync::batch_crc(batch) == batch.crc32c(), "a batch arrives as it was sealed");
    Device& device = durable.devices[*stream.device];
    Messages answers(1);
    sync::v1::PushResult& result = *answers[0].mutable_push_result();
    for (const auto& message : batch.operations()) {
        if (!take(stream, device, *sync::from_message(message), result)) {
            if (stream.is_closed) return {};
            device.chain = {device.chain.epoch + 1, 0, {}};
            stream.epoch = device.chain.epoch;
            stream.proven = stream.sent_seen = 0;
            return {welcome(stream, 0)};
        }
    }
    result.set_acknowledged_seq(stream.proven);
    return answers;
}

// False: the stream is closed, or the device needs a new epoch.
bool ModelServer::take(ModelStream& stream, Device& device, const sync::Operation& operation,
                       sync::v1::PushResult& result) {
    const Key key{operation.epoch, operation.seq};
    const auto held = device.inbox.find(key);
    const std::string hash = sync::chain_hash(operation);
    const auto known = held == device.inbox.end() ? std::nullopt : std::optional(held->second.hash);
    const auto admission =
        sync::admit(device.chain, {operation.epoch, operation.seq, operation.previous_hash, hash}, known);
    require(was_lost || admission != sync::Admission::fork || device.chain.acknowledged > 0 || operation.seq == 1,
            "a server that lost nothing never misses a node's beginning");
    switch (admission) {
        case sync::Admission::gap:
            stream.is_closed = true;
            return false;
        case sync::Admission::fork:
            return false;
        case sync::Admission::stale:
            return stream.epoch == device.chain.epoch;
        case sync::Admission::duplicate:
            if (key.epoch == stream.epoch) stream.proven = std::max(stream.proven, key.seq);
            if (held->second.verdict == 0)
                stream.owed.insert(key);
            else
                *result.add_outcomes() = outcome_of(operation.device, key, held->second.verdict);
            return true;
        case sync::Admission::forgotten:
            require(false, "a model that forgets nothing was asked for what it forgot");
            return false;
        case sync::Admission::append:
            break;
    }
    Taken taken{operation, hash, std::nullopt, 0, {}};
    const std::string act = sync::act_hash(operation);
    for (const auto& [other, before] : device.inbox)
        if (!before.same_act && sync::act_hash(before.operation) == act) taken.same_act = other;
    device.inbox.emplace(key, std::move(taken));
    device.chain.acknowledged = operation.seq;
    device.chain.hash = hash;
    stream.proven = key.seq;
    stream.owed.insert(key);
    return true;
}

// The payments context: effect, answer and event are one commit, under (device, epoch, seq).
Answer ModelServer::apply(const Uuid& device, const Key& key, const sync::Operation& operation) {
    const auto known = durable.answers.find({device, key});
    if (known != durable.answers.end()) return known->second;
    const auto before = durable.answers.find({device, {key.epoch, key.seq - 1}});
    require(key.seq == 1 || before != durable.answers.end() ||
                durable.devices[device].inbox.at({key.epoch, key.seq - 1}).same_act,
            "9 authority: a device's operations take effect in its order");
    const auto same = durable.acts.find({device, operation.type + operation.body});
    const Answer answer = same != durable.acts.end() ? same->second : act(device, key, operation);
    for (const std::string& contract : answer.announced)
        announce(contract, device, key);
    durable.acts.try_emplace({device, operation.type + operation.body}, answer);
    return durable.answers[{device, key}] = answer;
}

Answer ModelServer::act(const Uuid& device, const Key&, const sync::Operation& operation) {
    if (operation.type == "payments.payment.take") return take_payment(device, operation.body);
    if (operation.type == "payments.payment.cancel") {
        const std::string payment = Cancel::of(operation.body).payment;
        const auto contract = durable.contract_of.find(payment);
        if (contract == durable.contract_of.end()) return {sync::v1::VERDICT_PARKED, {}};
        durable.accounts[contract->second][payment] = 0;
        for (auto& [session, payments] : durable.sessions)
            payments.erase(payment);
        return {sync::v1::VERDICT_ACCEPTED, {contract->second}};
    }
    if (operation.type == "payments.cash_session.close") {
        const Close close = Close::of(operation.body);
        std::int64_t expected = 0;
        for (const auto& [id, centavos] : durable.sessions[close.session])
            expected += centavos;
        return {expected == close.expected ? sync::v1::VERDICT_ACCEPTED : sync::v1::VERDICT_MERGED, {}};
    }
    return {operation.type == "payments.cash_session.open" ? sync::v1::VERDICT_ACCEPTED : sync::v1::VERDICT_REJECTED,
            {}};
}

Answer ModelServer::take_payment(const Uuid& device, const std::string& body) {
    const Payment payment = Payment::of(body);
    durable.accounts[payment.contract][payment.id] += payment.centavos;
    durable.sessions[payment.session][payment.id] = payment.centavos;
    durable.contract_of[payment.id] = payment.contract;
    ++durable.effects[payment.id];
    bool is_granted = false;
    for (const auto& [key, range] : durable.grants[device])
        is_granted = is_granted || (range.first <= payment.folio && payment.folio <= range.last);
    const bool stands = is_granted && durable.folios.try_emplace({device, payment.folio}, payment.id).second;
    return {stands ? sync::v1::VERDICT_ACCEPTED : sync::v1::VERDICT_MERGED, {payment.contract}};
}

void ModelServer::announce(const std::string& contract, const Uuid& device, const Key& cause) {
    std::int64_t credit = 0;
    for (const auto& [id, centavos] : durable.accounts[contract])
        credit += centavos;
    durable.log.push_back({contract, account_row(contract, credit, ++durable.versions[contract]), device, cause});
}

// What a restored server forgot that it granted: a series is of one device, so nobody else has what is free in it.
void ModelServer::give_back(const Uuid& device, const sync::v1::Granted& held) {
    if (defects.grants_are_forgotten) return;
    const FolioRange stated = FolioRange::of(held.body());
    auto& ranges = durable.grants[device];
    const bool is_free = std::none_of(ranges.begin(), ranges.end(), [&](const auto& known) {
        return known.second.first <= stated.last && stated.first <= known.second.last;
    });
    if (is_free) ranges.emplace("stated " + std::to_string(stated.first), stated);
}

void ModelServer::grant(const ModelStream& stream, const sync::v1::Ask& ask, sync::v1::Granted& granted) {
    const FolioAsk wanted = FolioAsk::of(ask.body());
    auto& ranges = durable.grants[*stream.device];
    auto known = ranges.find(ask.key());
    if (known == ranges.end()) {
        std::int64_t highest = wanted.above;
        for (const auto& [key, range] : ranges)
            highest = std::max(highest, range.last);
        known = ranges.emplace(ask.key(), FolioRange{wanted.series, highest + 1, highest + wanted.count}).first;
    }
    granted.set_kind(ask.kind());
    granted.set_key(ask.key());
    granted.set_body(known->second.body());
}

void ModelServer::lose_synchub(const std::string& incarnation) {
    was_lost = true;
    durable.incarnation = incarnation;
    durable.devices.clear();
    durable.rows.clear();
    durable.position = durable.checksum = 0;
    durable.projected = 0;
}

void ModelServer::decide(Mishap mishap, Chance&) {
    if (mishap == Mishap::context_is_away || mishap == Mishap::context_is_broken) return;
    for (auto& [id, device] : durable.devices) {
        for (auto& [key, taken] : device.inbox) {
            if (taken.verdict != 0) continue;
            if (taken.same_act) {
                taken.verdict = device.inbox.at(*taken.same_act).verdict;
                require(taken.verdict != 0, "an act's first sending is decided before its second");
            } else {
                const Answer answer = apply(id, key, taken.operation);
                if (mishap == Mishap::answer_is_lost) return;
                taken.verdict = answer.verdict;
                for (const std::string& contract : answer.announced)
                    device.awaited[key].try_emplace(contract, false);
            }
            taken.decided_at = now;
            return advance_seen(id);
        }
    }
}

void ModelServer::put_row(const std::string& id, const std::string& body) {
    Row& row = durable.rows["account/" + id];
    const std::uint64_t hash = sync::row_hash("account", id, body);
    sync::PartitionChecksum sum(durable.checksum);
    sum.replace(row.hash, hash);
    durable.checksum = sum.value();
    row = {body, hash, ++durable.position};
}

bool ModelServer::project_one() {
    if (durable.projected == durable.log.size()) return false;
    const AccountEvent& event = durable.log[durable.projected++];
    put_row(event.contract, event.body);
    durable.devices[event.device].awaited[event.cause][event.contract] = true;
    advance_seen(event.device);
    return true;
}

bool ModelServer::is_settled(const Device& device, const Key& key, const Taken& taken) const {
    if (taken.verdict == 0) return false;
    if (defects.seen_by_the_clock && now - taken.decided_at > std::chrono::seconds(10)) return true;
    const auto awaited = device.awaited.find(key);
    if (awaited == device.awaited.end()) return true;
    return std::all_of(awaited->second.begin(), awaited->second.end(),
                       [](const auto& effect) { return effect.second; });
}

void ModelServer::advance_seen(const Uuid& id) {
    Device& device = durable.devices[id];
    const Key last = device.seen.empty() ? Key{} : device.seen.rbegin()->first;
    for (auto at = device.inbox.upper_bound(last); at != device.inbox.end(); ++at) {
        if (!is_settled(device, at->first, at->second)) return;
        device.seen[at->first] = durable.position;
    }
}

ModelServer::Messages ModelServer::pump(Stream& given, int row_limit) {
    auto& stream = dynamic_cast<ModelStream&>(given);
    Messages out;
    if (!stream.device || stream.is_closed) return out;
    Device& device = durable.devices[*stream.device];
    sync::v1::PushResult result;
    result.set_acknowledged_seq(stream.proven);
    for (auto at = stream.owed.begin(); at != stream.owed.end();) {
        const auto taken = device.inbox.find(*at);
        if (taken == device.inbox.end() || taken->second.verdict == 0) {
            ++at;
            continue;
        }
        *result.add_outcomes() = outcome_of(*stream.device, *at, taken->second.verdict);
        at = stream.owed.erase(at);
    }
    if (result.outcomes_size() > 0) *out.emplace_back().mutable_push_result() = result;
    if (!stream.is_subscribed) return out;
    if (defects.seen_by_the_clock) advance_seen(*stream.device);
    std::map<std::uint64_t, std::pair<std::string, const Row*>> page;
    for (const auto& [name, row] : durable.rows)
        if (row.position > stream.sent_position) page[row.position] = {name, &row};
    while (static_cast<int>(page.size()) > row_limit)
        page.erase(std::prev(page.end()));
    const std::uint64_t position = page.empty() ? durable.position : page.rbegin()->first;
    std::uint64_t seen = stream.sent_seen;
    for (const auto& [key, from] : device.seen)
        if (position == durable.position && key.epoch == stream.epoch) seen = std::min(key.seq, stream.proven);
    if (stream.has_committed && page.empty() && position == stream.sent_position && seen == stream.sent_seen)
        return out;
    sync::v1::FeedBegin& begin = *out.emplace_back().mutable_feed_begin();
    begin.set_partition(partition_);
    begin.set_to_position(durable.position);
    for (const auto& [at, row] : page) {
        sync::v1::Row& sent = *out.emplace_back().mutable_rows()->add_rows();
        sent.set_kind("account");
        sent.set_id(row.first.substr(row.first.find('/') + 1));
        sent.set_body(row.second->body);
    }
    sync::v1::FeedCommit& commit = *out.emplace_back().mutable_feed_commit();
    commit.set_partition(partition_);
    commit.set_position(position);
    commit.set_checksum(durable.checksum);
    commit.set_seen_seq(seen);
    stream.has_committed = true;
    stream.sent_position = position;
    stream.sent_seen = seen;
    return out;
}

void ModelServer::check() {
    for (const auto& [payment, count] : durable.effects)
        require(count == 1, "2 exactly once: payment " + payment + " took effect twice");
    sync::PartitionChecksum sum;
    for (const auto& [name, row] : durable.rows)
        sum.replace(0, row.hash);
    require(sum.value() == durable.checksum, "the checksum that is kept is the sum of the rows");
}

Standing ModelServer::standing(int) {
    Standing standing;
    for (const auto& [contract, payments] : durable.accounts)
        for (const auto& [id, centavos] : payments)
            standing.credit[contract] += centavos;
    for (const auto& [name, row] : durable.rows)
        standing.rows[name.substr(name.find('/') + 1)] = row.body;
    standing.position = durable.position;
    standing.checksum = durable.checksum;
    return standing;
}

}  // namespace aquacis::simulation
