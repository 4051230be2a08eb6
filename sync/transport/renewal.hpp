#pragma once
// The next certificate before the present one ends, asked for over the connection that the present one opened.

#include <grpcpp/grpcpp.h>

#include <optional>
#include <string>

#include "aquacis/sync/v1/sync.pb.h"
#include "base/time.hpp"
#include "sync/transport/identity.hpp"

namespace aquacis::sync {

class Renewal {
public:
    explicit Renewal(const IdentityFile& file) : file_(file) {}

    // In the last third of the certificate's time, once a day.
    std::optional<v1::ClientMsg> request(Instant now);
    // A stream ended before the server welcomed it. An identity on trial is given up when the server does not know it,
    // or after five such ends: refused in the handshake, it looks like a server that is away.
    void judge_trial(const grpc::Status& ended);
    // True: a new identity is on trial, the stream should be opened again with it.
    bool take(const v1::CertificateIssued& issued, Instant now);
    // Spanish; empty while there is nothing to tell.
    std::string problem(Instant now) const;

private:
    const IdentityFile& file_;
    std::optional<Instant> asked_;
    int failed_trials_ = 0;
};

}  // namespace aquacis::sync
