#pragma once
// A certificate authority for one test: P-256, valid for a day, for localhost and 127.0.0.1.

#include <memory>
#include <string>

namespace aquacis::test {

struct Certificate {
    std::string certificate;  // PEM
    std::string key;          // PEM
};

class Authority {
public:
    explicit Authority(const std::string& common_name = "AquaCIS test CA");
    ~Authority();
    Authority(const Authority&) = delete;
    Authority& operator=(const Authority&) = delete;
    const std::string& certificate() const;  // PEM
    std::string key() const;                 // PEM
    Certificate issue(const std::string& common_name);
    std::string sign(const std::string& request_pem, const std::string& common_name);  // PEM, of the request's key

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace aquacis::test
