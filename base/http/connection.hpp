#pragma once
// One connection of the server: read a request's head, ask the door, read the body, let a worker answer, write, again.

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "base/http/server.hpp"
#include "base/http/workers.hpp"

namespace aquacis::http {

// What every connection of a server shares.
struct House {
    const ServerSettings& settings;
    const Door& door;
    const FaultAnswer& fault_answer;
    Workers& workers;
    boost::asio::io_context& io;
    std::atomic<std::size_t>& held;                       // bytes, of settings.most_held
    std::chrono::steady_clock::time_point& next_discard;  // of the thread that moves bytes
};

// Who gives way first to who comes, and among equals the longest in it. A stranger has not been let in with its last
// request. One that is refused and comes again and again is never idle for long, and would otherwise outlive who has
// just come and is about to show a good token.
enum class Deserts {
    refused,  // a stranger that may try again
    leaving,  // its refusal is on its way, or it is gone and its last bytes are awaited
    unheard,  // a stranger that has not sent a whole head yet
    welcome,  // idle: it gives way when there are too many connections at all, and counts in no peer's share
    sending,  // a body that comes slowly
    working,  // never
};

// `house` moves the bytes on one thread, and on that alone a connection begins and ends. A worker writes its answer and
// begins the next read by itself: while it has the connection nothing else touches it but hang_up().
class Connection {
public:
    enum class Phase {
        idle,       // no byte of a request, or not all of its head
        receiving,  // the head was admitted, the body is not complete
        busy,       // a worker has it, or its answer is being taken
        refused,    // it is told what needed no worker
        ending,
    };
    using OnEnd = std::function<void(const Connection&)>;

    virtual ~Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    virtual void start() = 0;

    // From the house's thread, before OnEnd: whatever it waits for ends at once.
    void hang_up();
    bool overdue(std::chrono::steady_clock::time_point now) const { return now > until(); }
    std::chrono::steady_clock::time_point since() const { return time_of(since_); }
    const std::string& peer() const { return peer_; }
    Deserts deserts() const;

protected:
    Connection(std::string peer, int descriptor) : peer_(std::move(peer)), descriptor_(descriptor) {}
    void enter(Phase phase, std::chrono::milliseconds at_most);
    void enter(Phase phase) { phase_ = phase; }  // within the time that it has
    void judged(bool is_welcome) { standing_ = is_welcome ? Standing::welcome : Standing::refused; }

private:
    using Ticks = std::chrono::steady_clock::rep;
    static std::chrono::steady_clock::time_point time_of(Ticks ticks) {
        return std::chrono::steady_clock::time_point(std::chrono::steady_clock::duration(ticks));
    }
    std::chrono::steady_clock::time_point until() const { return time_of(until_); }

    const std::string peer_;
    const int descriptor_;
    std::atomic<Phase> phase_{Phase::idle};
    std::atomic<Ticks> since_{0}, until_{0};
    enum class Standing { unheard, refused, welcome };
    Standing standing_ = Standing::unheard;  // of the house's thread alone
};

std::shared_ptr<Connection> make_connection(const House& house, boost::asio::ip::tcp::socket socket, std::string peer,
                                            boost::asio::ssl::context* tls, Connection::OnEnd on_end);

}  // namespace aquacis::http
