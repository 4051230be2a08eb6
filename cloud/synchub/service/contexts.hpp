#pragma once
// The contexts that decide on operations, by the operation's first word.

#include <grpcpp/grpcpp.h>

#include <string>

#include "aquacis/payments/v1/payments.pb.h"
#include "aquacis/sync/v1/sync.pb.h"
#include "cloud/platform/calls/channels.hpp"

namespace aquacis::synchub {

class Contexts {
public:
    explicit Contexts(platform::Channels& channels) : channels_(channels) {}
    static bool knows(const std::string& context);
    // The owning context's answer; the same when asked again with the same (device, epoch, seq).
    grpc::Status apply(AdministrationId administration, const sync::v1::Operation& operation,
                       sync::v1::Outcome& outcome) const;
    grpc::Status grant_folios(AdministrationId administration, const payments::v1::GrantFoliosRequest& request,
                              payments::v1::FolioRange& range) const;

    grpc::Status list_cashiers(AdministrationId administration, const std::string& office,
                               sync::v1::StaffList& list) const;

private:
    platform::Channels& channels_;
};

}  // namespace aquacis::synchub
