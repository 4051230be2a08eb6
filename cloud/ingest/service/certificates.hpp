#pragma once
// What becomes of gateways' certificates after enrollment: the next one before one ends, and the list of those that no
// longer count.

#include <filesystem>
#include <mutex>
#include <thread>

#include "cloud/ingest/domain/reading.hpp"
#include "cloud/ingest/service/registry.hpp"

namespace aquacis::ingest {

// For a gateway that asks over the connection which its present certificate opened. The old one stays good until its
// end: the gateway may not have got the answer. Refused for one that is revoked or unknown, and beyond five in thirty
// days.
Result<SignedCertificate> renew_certificate(const Registry& registry, const UplinkTopic& from,
                                            const std::string& request_pem);

// The same, from and to the broker's messages: a serialized CertificateRequest, and the CertificateIssued to answer
// with.
std::string answer_certificate_request(const Registry& registry, const UplinkTopic& from, const std::string& bytes);
std::string issued_topic(const UplinkTopic& to);

// The authority's revocation list, signed anew when it changed and once a day, and kept in a file for the broker.
class Revocations {
public:
    Revocations(const Registry& registry, std::filesystem::path file);  // empty: no file
    ~Revocations();
    Revocations(const Revocations&) = delete;
    Revocations& operator=(const Revocations&) = delete;

    void start();
    void stop();
    Result<std::string> list_pem();  // of now
    void write();                    // the file, when it is not what it should be; throws std::system_error

private:
    void run(const std::stop_token& stop);

    const Registry& registry_;
    const std::filesystem::path file_;
    std::mutex mutex_;
    std::vector<RevokedCertificate> revoked_;
    std::string pem_;
    Instant signed_at_{};
    std::string written_;  // the thread's only
    std::jthread thread_;
};

}  // namespace aquacis::ingest
