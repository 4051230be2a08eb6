#pragma once
// Serves one file in pieces, or as badly as it is told to.

#include <atomic>
#include <optional>
#include <string>

#include "base/http/server.hpp"

namespace aquacis::edge::update::test {

class FileServer {
public:
    explicit FileServer(std::string content) : content_(std::move(content)) {
        server_.emplace(http::ServerSettings{}, [this](const http::Request& request) { return answer(request); });
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()) + "/edge.bundle"; }

    std::atomic<int> asked{0}, fails_every{0}, status{0};
    std::atomic<bool> knows_ranges{true}, shifts{false};
    std::atomic<std::int64_t> claims{0};

private:
    http::Response answer(const http::Request& request) {
        const int count = ++asked;
        if (status != 0) return {status, "text/plain", "no", {}};
        if (fails_every != 0 && count % fails_every == 0) return {503, "text/plain", "later", {}};
        if (!knows_ranges) return {200, "application/octet-stream", content_, {}};
        const std::string range = request.header("range");
        const auto dash = range.find('-');
        const std::size_t first = std::stoul(range.substr(6, dash - 6)), last = std::stoul(range.substr(dash + 1));
        if (first >= content_.size()) return {416, "text/plain", "", {}};
        const std::string piece = content_.substr(first, last - first + 1);
        const std::size_t told = first + (shifts ? 1 : 0);
        const std::string total =
            std::to_string(claims != 0 ? claims.load() : static_cast<std::int64_t>(content_.size()));
        return {206,
                "application/octet-stream",
                piece,
                {{"Content-Range",
                  "bytes " + std::to_string(told) + "-" + std::to_string(told + piece.size() - 1) + "/" + total}}};
    }

    std::string content_;
    std::optional<http::Server> server_;
};

}  // namespace aquacis::edge::update::test
