#include "base/mqtt/tls_probe.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <memory>

namespace aquacis::mqtt {
namespace {

constexpr int patience_s = 3;
constexpr int look_every_ms = 50;

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using Connection = std::unique_ptr<BIO, decltype(&BIO_free_all)>;

std::string first_error() {
    std::string words;
    while (const unsigned long code = ERR_get_error()) {
        const char* reason = ERR_reason_error_string(code);
        if (words.empty() && reason != nullptr && ERR_GET_LIB(code) != ERR_LIB_SYS && ERR_GET_LIB(code) != ERR_LIB_BIO)
            words = reason;
    }
    return words;
}

}  // namespace

std::string why_no_tls(const std::string& server, const Tls& tls) {
    const std::string address = server.rfind("ssl://", 0) == 0 ? server.substr(6) : server;
    const std::string host = address.substr(0, address.rfind(':'));
    ERR_clear_error();
    const Context context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    if (!context) return first_error();
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    if (SSL_CTX_load_verify_locations(context.get(), tls.ca.c_str(), nullptr) != 1)
        return "the authority " + tls.ca.string() + " cannot be read: " + first_error();
    if (!tls.certificate.empty() &&
        (SSL_CTX_use_certificate_chain_file(context.get(), tls.certificate.c_str()) != 1 ||
         SSL_CTX_use_PrivateKey_file(context.get(), tls.key.c_str(), SSL_FILETYPE_PEM) != 1))
        return "the certificate or the key cannot be read, or they do not belong together: " + first_error();
    const Connection connection(BIO_new_ssl_connect(context.get()), BIO_free_all);
    SSL* ssl = nullptr;
    if (!connection || BIO_get_ssl(connection.get(), &ssl) != 1) return first_error();
    SSL_set_tlsext_host_name(ssl, host.c_str());
    SSL_set1_host(ssl, host.c_str());
    BIO_set_conn_hostname(connection.get(), address.c_str());
    BIO_set_nbio(connection.get(), 1);
    if (BIO_do_connect_retry(connection.get(), patience_s, look_every_ms) == 1) return {};
    const long verdict = SSL_get_verify_result(ssl);
    std::string words = first_error();
    if (verdict != X509_V_OK) words += std::string(words.empty() ? "" : ": ") + X509_verify_cert_error_string(verdict);
    return words;
}

}  // namespace aquacis::mqtt
