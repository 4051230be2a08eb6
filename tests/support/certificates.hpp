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
    Authority();
    ~Authority();
    Authority(const Authority&) = delete;
    Authority& operator=(const Authority&) = delete;
    const std::string& certificate() const;  // PEM
    Certificate issue(const std::string& common_name);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace aquacis::test
