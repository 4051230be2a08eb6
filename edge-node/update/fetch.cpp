#include "edge-node/update/fetch.hpp"

#include <fcntl.h>
#include <strings.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <system_error>

#include "base/durable_file.hpp"
#include "base/http/client.hpp"
#include "base/log/log.hpp"
#include "base/parse_number.hpp"
#include "edge-node/update/bundle.hpp"
#include "edge-node/update/update_error.hpp"

namespace aquacis::edge::update {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t piece = 524'288;
constexpr std::chrono::seconds patience{60};
constexpr std::chrono::milliseconds shortest_pause{1'000};
constexpr std::chrono::milliseconds longest_pause{60'000};

struct Url {
    std::string base;    // https://host:port
    std::string target;  // /path?query
};

Url parse_url(const std::string& url) {
    const std::size_t scheme = url.find("://");
    const std::size_t slash = scheme == std::string::npos ? std::string::npos : url.find('/', scheme + 3);
    if (slash == std::string::npos || url.size() > 2'000 ||
        std::any_of(url.begin(), url.end(), [](unsigned char c) { return c <= ' ' || c > '~'; }))
        throw UpdateError("the bundle's address must be such as https://updates.utility.mx/edge-1.4.0.bundle");
    const std::string base = url.substr(0, slash);
    const bool here = base == "http://127.0.0.1" || base.rfind("http://127.0.0.1:", 0) == 0;
    if (base.rfind("https://", 0) != 0 && !here) throw UpdateError("the bundle's address must begin with https://");
    return {base, url.substr(slash)};
}

void check_digest(const std::string& sha256) {
    if (sha256.size() != 64 || sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
        throw UpdateError("sha256 must be 64 hexadecimal digits in lower case");
}

// What is kept of the file so far; each piece is durable before the next is asked for.
class Part {
public:
    explicit Part(fs::path file)
        : file_(std::move(file)),
          number_(::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600)) {
        if (number_ < 0) fail();
        size_ = static_cast<std::int64_t>(fs::file_size(file_));
    }
    ~Part() { ::close(number_); }
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;

    std::int64_t size() const { return size_; }
    void add(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t written = ::write(number_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) fail();
            bytes.remove_prefix(static_cast<std::size_t>(written));
            size_ += written;
        }
        if (::fdatasync(number_) != 0) fail();
    }

private:
    [[noreturn]] void fail() const { throw std::system_error(errno, std::generic_category(), file_.string()); }

    const fs::path file_;
    const int number_;
    std::int64_t size_ = 0;
};

std::optional<std::int64_t> number_in(std::string_view text) {
    const auto value = parse_number<std::int64_t>(text);
    return value.value_or(-1) < 0 ? std::nullopt : value;
}

struct Place {
    std::int64_t first = 0;
    std::int64_t total = 0;
};
// "bytes 0-524287/9000000"
std::optional<Place> place_of(const http::Response& response) {
    for (const auto& [name, value] : response.headers) {
        if (name.size() != 13 || ::strcasecmp(name.c_str(), "content-range") != 0 || value.rfind("bytes ", 0) != 0)
            continue;
        const std::string_view text = std::string_view(value).substr(6);
        const std::size_t dash = text.find('-'), slash = text.find('/');
        if (dash == std::string_view::npos || slash == std::string_view::npos || slash < dash) return std::nullopt;
        const auto first = number_in(text.substr(0, dash)), total = number_in(text.substr(slash + 1));
        if (first && total) return Place{*first, *total};
    }
    return std::nullopt;
}

void check_room(const fs::path& folder, std::int64_t missing, std::int64_t keep_free) {
    const auto room = static_cast<std::int64_t>(fs::space(folder).available);
    if (room < missing + keep_free)
        throw UpdateError("there is no room for the bundle: it needs " + std::to_string(missing / 1'048'576 + 1) +
                          " MiB and " + std::to_string(keep_free / 1'048'576) + " MiB must stay free, there are " +
                          std::to_string(room / 1'048'576));
}

class Download {
public:
    Download(const FetchWish& wish, const fs::path& folder, const FetchWays& ways)
        : wish_(wish),
          folder_(folder),
          ways_(ways),
          url_(parse_url(wish.url)),
          client_(url_.base, {.authorities_pem = wish.authorities_pem}),
          part_(folder / (wish.sha256 + ".part")) {}

    void run() {
        for (auto wait = shortest_pause; !whole_;) {
            if (ways_.give_up())
                throw UpdateError("given up after " + std::to_string(part_.size()) +
                                  " bytes: " + (trouble_.empty() ? "told to end" : trouble_));
            if (take_piece()) {
                wait = shortest_pause;
                continue;
            }
            ways_.pause(wait);
            wait = std::min(wait * 2, longest_pause);
        }
    }

private:
    // False: the link or the server is to be asked again later.
    bool take_piece() {
        const std::string range =
            "bytes=" + std::to_string(part_.size()) + "-" + std::to_string(part_.size() + piece - 1);
        const http::Exchange exchange =
            client_.send({.method = "GET", .target = url_.target, .headers = {{"range", range}}, .body = {}}, patience);
        if (exchange.outcome != http::Exchange::Outcome::answered) return later(exchange.reason);
        const http::Response& response = exchange.response;
        if (response.status >= 500 || response.status == 408 || response.status == 429)
            return later("status " + std::to_string(response.status));
        if (response.status == 416 && part_.size() > 0) return whole_ = true;  // an earlier try had all of it
        if (response.status == 200 && part_.size() == 0) return take_all(response.body);
        if (response.status != 206)
            throw UpdateError("the server answers " + wish_.url + " with status " + std::to_string(response.status) +
                              (response.status == 200 ? ": it must serve pieces (Range)" : ""));
        return take(response);
    }
    bool take_all(const std::string& body) {
        check_room(folder_, static_cast<std::int64_t>(body.size()), wish_.keep_free_bytes);
        part_.add(body);
        return whole_ = true;
    }
    bool take(const http::Response& response) {
        const auto place = place_of(response);
        const auto size = static_cast<std::int64_t>(response.body.size());
        if (!place || place->first != part_.size() || size == 0 || size > piece || place->first + size > place->total)
            throw UpdateError("the server does not send the pieces that it is asked for");
        if (place->total > largest_bundle)
            throw UpdateError("the file has " + std::to_string(place->total) + " bytes, a bundle at most " +
                              std::to_string(largest_bundle));
        check_room(folder_, place->total - part_.size(), wish_.keep_free_bytes);
        part_.add(response.body);
        whole_ = part_.size() == place->total;
        return true;
    }
    bool later(const std::string& why) {
        if (why != trouble_) log::warning("update.fetch_waits", {{"why", why}, {"bytes", part_.size()}});
        trouble_ = why;
        return false;
    }

    const FetchWish& wish_;
    const fs::path& folder_;
    const FetchWays& ways_;
    const Url url_;
    http::Client client_;
    Part part_;
    bool whole_ = false;
    std::string trouble_;
};

void drop_other_parts(const fs::path& folder, const std::string& sha256) {
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".part" && entry.path().stem() != sha256) fs::remove(entry.path());
}

}  // namespace

fs::path fetch(const FetchWish& wish, const fs::path& folder, const FetchWays& ways) {
    check_digest(wish.sha256);
    parse_url(wish.url);
    fs::create_directories(folder);
    drop_other_parts(folder, wish.sha256);
    const fs::path part = folder / (wish.sha256 + ".part");
    fs::path whole = folder / (wish.sha256 + ".bundle");
    try {
        Download(wish, folder, ways).run();
    } catch (const std::invalid_argument& fault) {  // the client's word on the address or the authorities
        throw UpdateError(std::string("the bundle's address cannot be used: ") + fault.what());
    }
    if (sha256_of(part) != wish.sha256) {
        fs::remove(part);
        throw UpdateError("the file at " + wish.url + " is not the one that was named: its SHA-256 is another");
    }
    fs::rename(part, whole);
    sync_folder(folder);
    return whole;
}

}  // namespace aquacis::edge::update
