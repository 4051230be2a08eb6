#pragma once
// Who this node is to the server: one file in PEM, mode 0600, whole or not there: the private key, the certificate,
// then the authorities to believe. A renewed identity stands in "<file>.next" until the server has welcomed it.

#include <filesystem>
#include <string>

#include "base/certificates/device_key.hpp"

namespace aquacis::sync {

struct Identity {
    std::string key_pem;
    std::string certificate_pem;
    std::string authorities_pem;
};

class IdentityFile {
public:
    explicit IdentityFile(std::filesystem::path file) : file_(std::move(file)) {}

    bool exists() const;
    Identity read() const;  // the one on trial when there is one; throws std::runtime_error when it cannot be used
    void keep(const Identity& identity) const;
    DeviceKey pending_key() const;  // of the certificate that is asked for, kept durably before it is used

    bool is_on_trial() const;
    void keep_on_trial(const Identity& identity) const;
    void end_trial() const;  // the new one is good
    void give_up_trial() const;

private:
    std::filesystem::path next() const { return file_.string() + ".next"; }
    std::filesystem::path pending() const { return file_.string() + ".key"; }
    std::filesystem::path file_;
};

}  // namespace aquacis::sync
