#pragma once
// The routes that the protos describe, found in their descriptors.

#include <google/protobuf/descriptor.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/http/server.hpp"

namespace aquacis::gateway {

struct Route {
    std::string http_method;            // "GET"
    std::string path;                   // "/v1/contracts/{contract_number}/invoices"
    std::vector<std::string> segments;  // "{name}" is a variable of one segment
    const google::protobuf::MethodDescriptor* method = nullptr;
    bool has_body = false;
    std::string scope;
    bool open = false;    // needs no token
    std::string context;  // who answers: "billing"
    http::Priority priority = http::Priority::usual;
};

std::vector<Route> make_routes();

struct Match {
    const Route* route = nullptr;  // null: no such path
    std::string allowed;           // the methods of this path when it is not there with the asked one: "GET, POST"
    std::map<std::string, std::string> variables;  // decoded
};
Match match(const std::vector<Route>& routes, const std::string& http_method, const std::string& path);

// Nothing when an escape is broken.
std::optional<std::string> decode_percent(std::string_view text);  // of a path
std::optional<std::string> decode_form(std::string_view text);     // of a query or a form: "+" is a blank

}  // namespace aquacis::gateway
