#include "tests/support/certificates/handshake.hpp"

#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <stdexcept>

namespace aquacis::test {

std::string agreed_cipher(std::uint16_t port, const Offer& offer) {
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
    SSL_CTX_set_security_level(context.get(), 0);
    if (SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION) != 1 ||
        SSL_CTX_set_max_proto_version(context.get(), offer.newest) != 1 ||
        SSL_CTX_set_cipher_list(context.get(), offer.ciphers.c_str()) != 1)
        throw std::runtime_error("this OpenSSL cannot offer " + offer.ciphers);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    std::string cipher;
    if (connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
        const std::unique_ptr<SSL, decltype(&SSL_free)> session(SSL_new(context.get()), &SSL_free);
        SSL_set_fd(session.get(), socket);
        SSL_connect(session.get());  // may fail later, for want of a client's certificate
        if (const auto* chosen = SSL_get_current_cipher(session.get()); chosen != nullptr)
            cipher = SSL_CIPHER_get_name(chosen);
        else if (const auto* pending = SSL_get_pending_cipher(session.get()); pending != nullptr)
            cipher = SSL_CIPHER_get_name(pending);
    }
    close(socket);
    return cipher;
}

}  // namespace aquacis::test
