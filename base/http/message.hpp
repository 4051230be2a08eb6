#pragma once
// HTTP requests and responses as plain values.

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aquacis::http {

struct Request {
    std::string method;
    std::string target;                                       // path and query, as sent
    std::map<std::string, std::string, std::less<>> headers;  // names in lower case
    std::string body;
    std::string peer{};  // at a server: whose address it came from

    std::string header(std::string_view lower_case_name) const {
        const auto found = headers.find(lower_case_name);
        return found == headers.end() ? std::string() : found->second;
    }
};

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    Headers headers;
};

}  // namespace aquacis::http
