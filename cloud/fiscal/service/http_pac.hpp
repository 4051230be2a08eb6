#pragma once
// The PAC over HTTP, in the REST form that aquacis-pacsim serves: POST /stamp and POST /recover with the XML.

#include <chrono>

#include "base/http/client.hpp"
#include "cloud/fiscal/service/pac.hpp"

namespace aquacis::fiscal {

class HttpPac final : public Pac {
public:
    struct Settings {
        std::string url;          // "http://127.0.0.1:9000"
        std::string credentials;  // sent as a bearer token; empty: none
        std::chrono::milliseconds within{10'000};
    };
    explicit HttpPac(Settings settings);
    StampAnswer stamp(const std::string& sealed_xml) override;
    RecoverAnswer recover(const std::string& sealed_xml) override;

private:
    http::Exchange post(const std::string& target, const std::string& sealed_xml);
    Settings settings_;
    http::Client client_;
};

}  // namespace aquacis::fiscal
