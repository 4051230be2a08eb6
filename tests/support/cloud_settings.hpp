#pragma once
// What aquacisd needs to run on the test's PostgreSQL: databases, certificates, secrets and a settings file in a folder
// of its own.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "cloud/platform/host/module.hpp"
#include "tests/support/certificates/certificates.hpp"

namespace aquacis::test {

class CloudSettings {
public:
    // `more` is TOML after the platform's own sections. The ports are any free ones.
    explicit CloudSettings(const std::vector<platform::ModuleDescriptor>& modules, const std::string& more = "");
    ~CloudSettings();
    CloudSettings(const CloudSettings&) = delete;
    CloudSettings& operator=(const CloudSettings&) = delete;

    const std::filesystem::path& folder() const { return folder_; }
    std::filesystem::path file() const { return folder_ / "aquacisd.toml"; }
    Config config() const { return Config::from_file(file()); }
    const std::string& internal_secret() const { return secret_; }
    const std::string& prefix() const { return prefix_; }  // of the databases' names
    // Over TCP, with a new certificate of that name: "cloud:billing", "device:…".
    std::shared_ptr<grpc::Channel> channel(int port, const std::string& common_name);

private:
    void write(const std::string& name, const std::string& content) const;
    void make_databases(const std::vector<platform::ModuleDescriptor>& modules) const;

    std::filesystem::path folder_;
    Authority authority_;
    std::string secret_ = "known to this test alone";
    std::string prefix_;
};

}  // namespace aquacis::test
