#pragma once
// A private Mosquitto for one test: certificates of its own, a free port, a temporary folder; gone with the object.

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace aquacis::test {

class MosquittoServer {
public:
    struct Certificate {
        std::filesystem::path certificate;
        std::filesystem::path key;
    };

    static std::optional<std::string> missing();  // what is not installed, for GTEST_SKIP
    MosquittoServer();                            // with the deployment's own access rules
    explicit MosquittoServer(const std::string& access_rules);
    ~MosquittoServer();
    MosquittoServer(const MosquittoServer&) = delete;
    MosquittoServer& operator=(const MosquittoServer&) = delete;

    void start();  // again after stop(): the same port and the same stored sessions
    void stop();
    void use_revocations(
        const std::string& list_pem);  // an X.509 CRL; read anew as an administrator would have it read
    std::string url() const { return "ssl://localhost:" + std::to_string(port_); }
    std::uint16_t port() const { return port_; }
    std::filesystem::path ca() const { return folder_ / "ca.crt"; }
    Certificate issue(const std::string& common_name);                                 // signed by the test's authority
    std::string sign(const std::string& request_pem, const std::string& common_name);  // PEM, by the test's authority
    std::string make_next_authority();                                                 // PEM; nobody believes it yet
    void use_next_authority();  // it signs, the server shows a certificate of it, and clients of both are let in
    const std::filesystem::path& folder() const { return folder_; }

private:
    void write_config() const;

    std::filesystem::path folder_;
    std::filesystem::path acl_;
    bool revokes_ = false;
    std::uint16_t port_ = 0;
    pid_t child_ = -1;
};

std::uint16_t free_port();

}  // namespace aquacis::test
