#pragma once
// Operation <-> its message, and a batch's CRC. The node, the server and the simulator use the same.

#include "aquacis/sync/v1/operation.pb.h"
#include "aquacis/sync/v1/sync.pb.h"
#include "base/result.hpp"
#include "sync/model/operation.hpp"

namespace aquacis::sync {

v1::Operation to_message(const Operation& operation);
// Refused when the device's id is not one or the operation is malformed; `code` is "sync.malformed_operation".
Result<Operation> from_message(const v1::Operation& message);

inline constexpr int max_push_operations = 200;
inline constexpr std::size_t max_push_bytes = 256 * 1024;
// In the trailing metadata of a stream that the server refused for now: how many seconds to wait before the next one.
inline constexpr const char* retry_after = "retry-after";
std::uint32_t batch_crc(const v1::PushOps& batch);
// Seals a batch that is complete.
void seal(v1::PushOps& batch);

}  // namespace aquacis::sync
