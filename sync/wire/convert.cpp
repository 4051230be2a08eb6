#include "sync/wire/convert.hpp"

#include "sync/model/digest.hpp"

namespace aquacis::sync {

v1::Operation to_message(const Operation& operation) {
    v1::Operation message;
    message.set_device_id(operation.device.to_string());
    message.set_epoch(operation.epoch);
    message.set_seq(operation.seq);
    message.set_type(operation.type);
    message.set_version(operation.version);
    message.set_body(operation.body);
    for (const std::uint64_t dep : operation.deps)
        message.add_deps(dep);
    message.mutable_hlc()->set_wall_us(operation.hlc.wall_us);
    message.mutable_hlc()->set_counter(operation.hlc.counter);
    message.set_actor(operation.actor);
    message.set_previous_hash(operation.previous_hash);
    message.set_administration_id(operation.administration);
    message.set_created_at_us(to_microseconds(operation.created_at));
    return message;
}

Result<Operation> from_message(const v1::Operation& message) {
    Operation operation;
    operation.device = Uuid::parse(message.device_id()).value_or(Uuid());
    operation.epoch = message.epoch();
    operation.seq = message.seq();
    operation.type = message.type();
    operation.version = message.version();
    operation.body = message.body();
    operation.deps.assign(message.deps().begin(), message.deps().end());
    operation.hlc = {message.hlc().wall_us(), message.hlc().counter()};
    operation.actor = message.actor();
    operation.previous_hash = message.previous_hash();
    operation.administration = message.administration_id();
    operation.created_at = from_microseconds(message.created_at_us());
    if (const std::string wrong = malformation(operation); !wrong.empty())
        return Refusal{RefusalKind::invalid, "sync.malformed_operation", "operation", wrong,
                       "Actualice el programa de este equipo."};
    return operation;
}

std::uint32_t batch_crc(const v1::PushOps& batch) {
    std::uint32_t crc = 0;
    for (const v1::Operation& operation : batch.operations())
        crc = crc32c(operation.SerializeAsString(), crc);
    return crc;
}

void seal(v1::PushOps& batch) { batch.set_crc32c(batch_crc(batch)); }

}  // namespace aquacis::sync
