#pragma once
// Who this gateway is, in a folder of its own that is whole or not there:
//   edge.key  edge.crt  ca.crt   mode 0600, PEM
//   identity.toml                gateway.id, gateway.administration and [uplink], read by gateway.identity_file
// Until the server has answered, the new key stands in the folder "<name>.pending": an enrollment that was cut short
// goes on with it. While a renewed certificate is on trial, the identity before it stands in "<name>.before".

#include <filesystem>
#include <string>

#include "base/certificates/device_key.hpp"

namespace aquacis::edge {

struct Identity {
    std::string gateway_id;
    int administration = 0;
    std::string server;  // the broker: "ssl://host:8883"
    std::string certificate_pem;
    std::string authority_pem;  // one or more, whom to believe
};

class IdentityFolder {
public:
    explicit IdentityFolder(const std::filesystem::path& folder);

    bool exists() const;            // an identity stands there
    DeviceKey pending_key() const;  // the one that an earlier try left, or a new one, kept durably before it is used
    void keep(
        const Identity& identity) const;  // the pending key becomes the identity's, in one step; an older identity goes

    Identity read() const;                               // throws ConfigError when what stands there is not whole
    void keep_on_trial(const Identity& identity) const;  // like keep, but what was before stays until one of the two:
    bool on_trial() const;
    void end_trial() const;      // the new one is good
    void give_up_trial() const;  // what was before comes back

    const std::filesystem::path& path() const { return folder_; }

private:
    std::filesystem::path pending() const { return folder_.string() + ".pending"; }
    std::filesystem::path before() const { return folder_.string() + ".before"; }
    const std::filesystem::path folder_;
};

}  // namespace aquacis::edge
