#pragma once
// The stream service over gRPC's callback API: gRPC's threads only move bytes; the work is done on the hub's pool.

#include <memory>

#include "aquacis/sync/v1/sync.grpc.pb.h"
#include "cloud/synchub/service/hub.hpp"

namespace aquacis::synchub {

std::unique_ptr<grpc::Service> make_sync_service(Hub& hub);

}  // namespace aquacis::synchub
