#include "base/http/connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cerrno>
#include <chrono>
#include <optional>

#include "base/log/log.hpp"

namespace aquacis::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using asio::ip::tcp;
using Error = beast::error_code;
using Parser = wire::request_parser<wire::string_body>;

constexpr std::size_t most_discarded = 8 * 1024 * 1024;  // of a refused body, so that its sender reads the refusal
constexpr auto for_discarding = std::chrono::seconds(2);
constexpr std::size_t discarded_at_once = 65'536;
constexpr auto between_discards = std::chrono::milliseconds(1);
constexpr std::size_t head_piece = 2'048;
constexpr std::size_t body_piece = 16'384;

std::string lower_case(beast::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return lower;
}

int status_of(const Error& fault) {
    if (fault == wire::error::body_limit) return 413;
    if (fault == wire::error::header_limit) return 431;
    return 400;
}

// What would leave it open whose request it is, who asks, or where it ends: 0 when nothing does.
int fault_of(const Parser& parser) {
    const auto& head = parser.get();
    const auto hosts = head.count(wire::field::host);
    if (hosts > 1 || (hosts == 0 && head.version() > 10)) return 400;
    if (head.count(wire::field::authorization) > 1) return 400;
    const auto codings = head.count(wire::field::transfer_encoding);
    if (codings > 1 ||
        (codings == 1 && !beast::iequals(head[wire::field::transfer_encoding], beast::string_view("chunked"))))
        return 501;
    const auto expected = head[wire::field::expect];
    if (!expected.empty() && !beast::iequals(expected, beast::string_view("100-continue"))) return 417;
    return 0;
}

bool is_trusted(const ServerSettings& settings, const std::string& peer) {
    return std::find(settings.trusted_proxies.begin(), settings.trusted_proxies.end(), peer) !=
           settings.trusted_proxies.end();
}

// The last of X-Forwarded-For is what the proxy itself saw; what stands before it anybody may have written.
std::string forwarded_for(const Request& head) {
    const std::string all = head.header("x-forwarded-for");
    const auto from = all.find_last_of(" ,");
    return from == std::string::npos ? all : all.substr(from + 1);
}

// What a connection holds of all that its server may hold.
class Held {
public:
    explicit Held(const House& house) : all_(house.held), most_(house.settings.most_held) {}
    ~Held() { all_ -= bytes_; }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

    void set(std::size_t bytes) {
        all_ += bytes;
        all_ -= std::exchange(bytes_, bytes);
    }
    bool set_if_it_fits(std::size_t bytes) {
        set(bytes);
        if (all_ <= most_) return true;
        set(0);
        return false;
    }

private:
    std::atomic<std::size_t>& all_;
    const std::size_t most_;
    std::size_t bytes_ = 0;
};

struct Form {
    bool keep_alive = false;
    bool with_body = true;  // not in answer to HEAD
    bool is_1_1 = true;
};

std::string to_text(const Response& response, const Form& form) {
    const auto reason = wire::obsolete_reason(wire::status(response.status));
    std::string text = "HTTP/1.1 " + std::to_string(response.status) + " ";
    text.reserve(512 + response.body.size());
    text.append(reason.data(), reason.size()).append("\r\n");
    if (!response.content_type.empty()) text.append("Content-Type: ").append(response.content_type).append("\r\n");
    for (const auto& [name, value] : response.headers)
        text.append(name).append(": ").append(value).append("\r\n");
    text.append("Content-Length: ").append(std::to_string(response.body.size()));
    if (!form.keep_alive) text.append("\r\nConnection: close");
    if (form.keep_alive && !form.is_1_1) text.append("\r\nConnection: keep-alive");
    text.append("\r\n\r\n");
    if (form.with_body) text.append(response.body);
    return text;
}

template <class Stream>
class Session final : public Connection, public std::enable_shared_from_this<Session<Stream>> {
public:
    template <class... Arguments>
    Session(const House& house, std::string peer, OnEnd on_end, tcp::socket socket, Arguments&... tls)
        : Connection(std::move(peer), socket.native_handle()),
          house_(house),
          on_end_(std::move(on_end)),
          held_(house),
          stream_(std::move(socket), tls...) {}

    void start() override {
        parser_.emplace();
        limit_parser();
        enter(Phase::idle, house_.settings.for_first_byte);
        if constexpr (is_plain) {
            receive(head_piece);
        } else {
            stream_.async_handshake(asio::ssl::stream_base::server, [self = this->shared_from_this()](Error fault) {
                fault ? self->end() : self->receive(head_piece);
            });
        }
    }

private:
    static constexpr bool is_plain = std::is_same_v<Stream, tcp::socket>;

    tcp::socket& socket() {
        if constexpr (is_plain)
            return stream_;
        else
            return stream_.next_layer();
    }

    void limit_parser() {
        parser_->body_limit(house_.settings.largest_body);
        parser_->header_limit(static_cast<std::uint32_t>(house_.settings.largest_header));
    }

    void receive(std::size_t piece) {
        stream_.async_read_some(buffer_.prepare(piece),
                                [self = this->shared_from_this()](Error fault, std::size_t count) {
                                    if (fault) return self->end();
                                    self->buffer_.commit(count);
                                    self->parse();
                                });
    }

    void parse() {
        if (!begun_) {
            begun_ = true;
            enter(Phase::idle, house_.settings.for_request);
        }
        if (parser_->is_header_done()) return read_body();
        Error fault;
        buffer_.consume(parser_->put(buffer_.data(), fault));
        if (fault && fault != wire::error::need_more) return refuse(status_of(fault));
        parser_->is_header_done() ? judge() : receive(head_piece);
    }

    void judge() {
        const auto& head = parser_->get();
        form_ = {head.keep_alive(), head.method() != wire::verb::head, head.version() > 10};
        if (const int status = fault_of(*parser_); status != 0) return refuse(status);
        request_ = {std::string(head.method_string()), std::string(head.target()), {}, {}, peer()};
        for (const auto& field : head)
            request_.headers[lower_case(field.name_string())] = std::string(field.value());
        if (is_trusted(house_.settings, peer()))
            if (std::string origin = forwarded_for(request_); !origin.empty()) request_.peer = std::move(origin);

        auto admitted = guarded([&] { return house_.door.admit(request_); });
        judged(std::holds_alternative<Work>(admitted));
        if (auto* refused = std::get_if<Response>(&admitted)) {
            form_.keep_alive = form_.keep_alive && parser_->is_done();
            return write(*refused, Phase::refused);
        }
        work_ = std::get<Work>(std::move(admitted));
        if (!held_.set_if_it_fits(longest_body())) return refuse(429);
        enter(Phase::receiving);
        read_body();
    }

    // What a head announces is held from then on, though it may come slowly or never.
    std::size_t longest_body() const {
        if (parser_->is_done()) return 0;
        const auto announced = parser_->content_length();
        return announced ? static_cast<std::size_t>(*announced) : house_.settings.largest_body;
    }

    // What has come of the body, as far as it goes: whole, it goes to a worker; before that a client that asked is told
    // to continue, once.
    void read_body() {
        while (!parser_->is_done() && buffer_.size() != 0) {
            Error fault;
            const std::size_t used = parser_->put(buffer_.data(), fault);
            buffer_.consume(used);
            if (fault && fault != wire::error::need_more) return refuse(status_of(fault));
            if (used == 0) break;
        }
        if (parser_->is_done()) return give_to_worker();
        const bool asked = request_.header("expect").empty() ? false : form_.is_1_1 && !told_to_continue_;
        if (!asked) return receive(body_piece);
        told_to_continue_ = true;
        text_ = "HTTP/1.1 100 Continue\r\n\r\n";
        asio::async_write(stream_, asio::buffer(text_), [self = this->shared_from_this()](Error fault, std::size_t) {
            fault ? self->end() : self->receive(body_piece);
        });
    }

    void give_to_worker() {
        request_.body = std::move(parser_->get().body());
        enter(Phase::busy, std::chrono::hours(1));  // the handler has its own limits
        const auto self = this->shared_from_this();
        if (house_.workers.put(work_.priority, [self] { self->work(); })) return;
        work_ = {};
        write(house_.fault_answer(503));
    }

    void work() {
        auto answer = guarded([&]() -> std::variant<Response, Work> { return work_.answer(request_); });
        work_ = {};  // what it held of the caller's share is given back before the caller has the answer
        request_ = {};
        held_.set(0);
        write(std::get<Response>(answer));
    }

    template <class Ask>
    std::variant<Response, Work> guarded(Ask ask) {
        try {
            return ask();
        } catch (const std::exception& fault) {
            log::error("http.handler_failed", {{"method", request_.method}, {"reason", fault.what()}});
            return house_.fault_answer(500);
        }
    }

    void refuse(int status) {
        form_.keep_alive = false;
        work_ = {};
        judged(false);
        write(house_.fault_answer(status), Phase::refused);
    }

    void write(const Response& response, Phase phase = Phase::busy) {
        text_ = to_text(response, form_);
        enter(phase, house_.settings.for_answer);
        if constexpr (is_plain) {
            const auto sent = ::send(stream_.native_handle(), text_.data(), text_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent == static_cast<ssize_t>(text_.size())) return written();
            write_rest(sent > 0 ? static_cast<std::size_t>(sent) : 0);
        } else {
            asio::dispatch(house_.io, [self = this->shared_from_this()] { self->write_rest(0); });
        }
    }

    void write_rest(std::size_t from) {
        held_.set(text_.size() - from);
        asio::async_write(
            stream_, asio::buffer(text_) + from,
            [self = this->shared_from_this()](Error fault, std::size_t) { fault ? self->end() : self->written(); });
    }

    void written() {
        held_.set(0);
        text_.clear();
        if (text_.capacity() > body_piece) text_.shrink_to_fit();
        if (!form_.keep_alive) return close();
        parser_.emplace();
        limit_parser();
        begun_ = told_to_continue_ = false;
        const bool more = buffer_.size() != 0;
        enter(Phase::idle, house_.settings.for_request);
        if (more)  // already sent, without waiting for the answer
            asio::post(house_.io, [self = this->shared_from_this()] { self->parse(); });
        else
            receive(head_piece);
    }

    // Closing with bytes unread would reset the connection and the client would never see the answer.
    void close() {
        enter(Phase::ending, for_discarding);
        ::shutdown(socket().native_handle(), SHUT_WR);
        discard(0);
    }

    void discard(std::size_t already) {
        socket().async_wait(tcp::socket::wait_read, [self = this->shared_from_this(), already](Error fault) {
            const int from = self->socket().native_handle();
            const auto count = fault ? 0 : ::recv(from, nullptr, discarded_at_once, MSG_TRUNC | MSG_DONTWAIT);
            if (count < 0 && errno == EAGAIN) return self->discard(already);
            const std::size_t sum = already + static_cast<std::size_t>(std::max<ssize_t>(count, 0));
            count <= 0 || sum > most_discarded ? self->end() : self->discard_in_turn(sum);
        });
    }

    // All that are refused together send so much in a second: what their bodies cost is taken from nobody else.
    void discard_in_turn(std::size_t already) {
        const auto now = std::chrono::steady_clock::now();
        const auto turn = std::max(now, house_.next_discard);
        if (turn - now > for_discarding) return end();
        house_.next_discard = turn + between_discards;
        pausing_.emplace(house_.io, turn);
        pausing_->async_wait([self = this->shared_from_this(), already](Error) { self->discard(already); });
    }

    void end() {
        enter(Phase::ending);
        on_end_(*this);
    }

    const House& house_;
    const OnEnd on_end_;
    Held held_;
    Stream stream_;
    std::optional<asio::steady_timer> pausing_;
    beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    Request request_;
    Work work_;
    std::string text_;
    Form form_;
    bool begun_ = false, told_to_continue_ = false;
};

}  // namespace

Deserts Connection::deserts() const {
    switch (phase_.load()) {
        case Phase::idle:
            break;
        case Phase::receiving:
            return Deserts::sending;
        case Phase::busy:
            return Deserts::working;
        case Phase::refused:
        case Phase::ending:
            return Deserts::leaving;
    }
    if (standing_ == Standing::welcome) return Deserts::welcome;
    return standing_ == Standing::refused ? Deserts::refused : Deserts::unheard;
}

void Connection::hang_up() { ::shutdown(descriptor_, SHUT_RDWR); }

void Connection::enter(Phase phase, std::chrono::milliseconds at_most) {
    const auto now = std::chrono::steady_clock::now();
    since_ = now.time_since_epoch().count();
    until_ = (now + at_most).time_since_epoch().count();
    phase_ = phase;
}

std::shared_ptr<Connection> make_connection(const House& house, tcp::socket socket, std::string peer,
                                            asio::ssl::context* tls, Connection::OnEnd on_end) {
    if (tls == nullptr)
        return std::make_shared<Session<tcp::socket>>(house, std::move(peer), std::move(on_end), std::move(socket));
    return std::make_shared<Session<asio::ssl::stream<tcp::socket>>>(house, std::move(peer), std::move(on_end),
                                                                     std::move(socket), *tls);
}

}  // namespace aquacis::http
