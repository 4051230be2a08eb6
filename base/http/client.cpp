#include "base/http/client.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <optional>
#include <stdexcept>

#include "base/openssl.hpp"

namespace aquacis::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using asio::ip::tcp;
using Error = beast::error_code;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

constexpr std::size_t largest_answer = 4 * 1024 * 1024;

struct Url {
    bool tls = false;
    std::string host;
    std::string port;
};

// Scheme, host and port and nothing more: a path in a setting would be left out of every request unseen.
Url parse_url(const std::string& text) {
    Url url;
    std::string_view rest = text;
    if (rest.starts_with("https://")) {
        url.tls = true;
        rest.remove_prefix(8);
    } else if (rest.starts_with("http://")) {
        rest.remove_prefix(7);
    } else {
        throw std::invalid_argument("'" + text + "' does not begin with http:// or https://");
    }
    while (!rest.empty() && rest.back() == '/')
        rest.remove_suffix(1);
    const auto colon = rest.rfind(':');
    url.host = rest.substr(0, colon);
    url.port = colon == std::string_view::npos ? (url.tls ? "443" : "80") : std::string(rest.substr(colon + 1));
    if (url.host.empty() || rest.find('/') != std::string_view::npos)
        throw std::invalid_argument("'" + text + "' is not scheme://host:port");
    return url;
}

void add_authorities(asio::ssl::context& tls, const std::string& pem) {
    const openssl::Bio in = openssl::reader(pem);
    X509_STORE* const store = SSL_CTX_get_cert_store(tls.native_handle());
    int added = 0;
    while (const openssl::Certificate authority{PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)})
        added += X509_STORE_add_cert(store, authority.get());
    ERR_clear_error();  // the end of the text is one
    if (added == 0) throw std::invalid_argument("no certificate in PEM among the authorities");
}

}  // namespace

struct Client::State {
    State(const std::string& base_url, const Trust& trust)
        : url(parse_url(base_url)), trusts_anybody(trust.in == Trust::In::anybody) {
        if (!url.tls) return;
        tls.emplace(asio::ssl::context::tls_client);
        tls->set_verify_mode(trusts_anybody ? asio::ssl::verify_none : asio::ssl::verify_peer);
        tls->set_default_verify_paths();
        if (!trust.authorities_pem.empty()) add_authorities(*tls, trust.authorities_pem);
    }

    beast::tcp_stream& lowest() { return encrypted ? beast::get_lowest_layer(*encrypted) : *plain; }
    bool connected() const { return plain || encrypted; }
    void drop() {
        plain.reset();
        encrypted.reset();
        buffer.clear();
    }

    // Runs what was started until it ends; the stream's own deadline ends it in time.
    void finish() {
        io.restart();
        io.run();
    }

    Error connect(std::chrono::milliseconds within) {
        Error fault;
        tcp::resolver resolver(io);
        const auto addresses = resolver.resolve(url.host, url.port, fault);
        if (fault) return fault;
        if (url.tls)
            encrypted.emplace(io, *tls);
        else
            plain.emplace(io);
        lowest().expires_after(within);
        lowest().async_connect(addresses, [&](Error e, const tcp::endpoint&) { fault = e; });
        finish();
        if (fault) return fault;
        lowest().socket().set_option(tcp::no_delay(true), fault);
        if (!url.tls) return fault;
        SSL_set_tlsext_host_name(encrypted->native_handle(), url.host.c_str());
        if (!trusts_anybody) encrypted->set_verify_callback(asio::ssl::host_name_verification(url.host));
        encrypted->async_handshake(asio::ssl::stream_base::client, [&](Error e) { fault = e; });
        finish();
        return fault;
    }

    template <class Stream>
    Error exchange(Stream& stream, const wire::request<wire::string_body>& message,
                   wire::response_parser<wire::string_body>& answer) {
        Error fault;
        wire::async_write(stream, message, [&](Error e, std::size_t) { fault = e; });
        finish();
        if (fault) return fault;
        wire::async_read(stream, buffer, answer, [&](Error e, std::size_t) { fault = e; });
        finish();
        return fault;
    }

    // A server may have closed a connection that stood idle; noticed before anything is sent, it costs only a new one.
    bool closed_by_peer() {
        Error fault;
        char byte = 0;
        auto& socket = lowest().socket();
        socket.non_blocking(true, fault);
        socket.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, fault);
        return fault != asio::error::would_block;  // an end, a fault, or bytes that nobody asked for
    }

    Url url;
    bool trusts_anybody;
    asio::io_context io{1};
    std::optional<asio::ssl::context> tls;
    std::optional<beast::tcp_stream> plain;
    std::optional<TlsStream> encrypted;
    beast::flat_buffer buffer;
};

Client::Client(const std::string& base_url, const Trust& trust) : state_(std::make_unique<State>(base_url, trust)) {}
Client::~Client() = default;

// One exchange over the connection that is kept, or a new one. What failed before anything was sent is not_sent and may
// be sent again; after that it is unknown whether the other side acted.
Exchange Client::send(const Request& request, std::chrono::milliseconds within) {
    State& s = *state_;
    if (s.connected() && s.closed_by_peer()) s.drop();
    if (!s.connected()) {
        if (const Error fault = s.connect(within)) {
            s.drop();
            return {Exchange::Outcome::not_sent, fault.message(), {}};
        }
    }
    wire::request<wire::string_body> message(wire::string_to_verb(request.method), request.target, 11);
    message.set(wire::field::host, s.url.host + ":" + s.url.port);
    for (const auto& [name, value] : request.headers)
        message.set(name, value);
    message.body() = request.body;
    message.prepare_payload();
    wire::response_parser<wire::string_body> answer;
    answer.body_limit(largest_answer);
    s.lowest().expires_after(within);
    const Error fault = s.encrypted ? s.exchange(*s.encrypted, message, answer) : s.exchange(*s.plain, message, answer);
    if (fault) {
        s.drop();
        return {Exchange::Outcome::unknown, fault.message(), {}};
    }
    auto received = answer.release();
    Exchange exchange{Exchange::Outcome::answered,
                      {},
                      {static_cast<int>(received.result_int()),
                       std::string(received[wire::field::content_type]),
                       std::move(received.body()),
                       {}}};
    for (const auto& field : received)
        exchange.response.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    if (!received.keep_alive()) s.drop();
    return exchange;
}

}  // namespace aquacis::http
