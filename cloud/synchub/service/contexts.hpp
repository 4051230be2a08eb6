#pragma once
// The contexts that decide on operations and grant what nodes ask for, by the first word of either. There is no list of
// them: whichever context this process hosts, or knows elsewhere, is handed what bears its name.

#include <grpcpp/grpcpp.h>

#include <string>

#include "aquacis/sync/v1/operations.pb.h"
#include "cloud/platform/calls/channels.hpp"

namespace aquacis::synchub {

class Contexts {
public:
    Contexts(platform::Channels& channels, std::chrono::milliseconds patience)
        : channels_(channels), patience_(patience) {}
    bool knows(const std::string& context) const { return channels_.may_decide(context); }
    // The owning context's answer; the same when asked again with the same (device, epoch, seq).
    grpc::Status apply(AdministrationId administration, const sync::v1::ApplyRequest& request,
                       sync::v1::Outcome& outcome) const;
    grpc::Status grant(AdministrationId administration, const sync::v1::GrantRequest& request,
                       sync::v1::Granted& granted) const;
    // What a device holds, to a context that may have forgotten that it granted it.
    grpc::Status give_back(AdministrationId administration, const sync::v1::GiveBackRequest& request) const;

private:
    platform::Channels& channels_;
    const std::chrono::milliseconds patience_;
};

}  // namespace aquacis::synchub
