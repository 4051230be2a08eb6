#include "tests/support/certificates/certificates.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <functional>
#include <stdexcept>

namespace aquacis::test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Cert = std::unique_ptr<X509, decltype(&X509_free)>;

constexpr long day_s = 24 * 3600;
constexpr long authority_s = 20 * 365 * day_s;  // no device's certificate outlasts it

std::string pem_of(const std::function<int(BIO*)>& write) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
    if (write(memory.get()) != 1) throw std::runtime_error("a PEM text cannot be written");
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
    return pem_of([&](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

std::string pem_of(EVP_PKEY* key) {
    return pem_of([&](BIO* out) { return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); });
}

void add_extension(X509* certificate, int kind, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
    if (extension == nullptr) throw std::runtime_error("a certificate's extension cannot be made");
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

Cert make_certificate(const std::string& common_name, long serial, EVP_PKEY* key) {
    Cert certificate(X509_new(), X509_free);
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -day_s);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), day_s);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0);
    X509_set_pubkey(certificate.get(), key);
    return certificate;
}

}  // namespace

struct Authority::State {
    Key key{EVP_EC_gen("P-256"), EVP_PKEY_free};
    Cert certificate{nullptr, X509_free};
    std::string pem;
    long last_serial = 1;

    std::string sign(const std::string& common_name, EVP_PKEY* subject) {
        const Cert made = make_certificate(common_name, ++last_serial, subject);
        X509_set_issuer_name(made.get(), X509_get_subject_name(certificate.get()));
        add_extension(made.get(), NID_basic_constraints, "CA:FALSE");
        add_extension(made.get(), NID_ext_key_usage, "serverAuth,clientAuth");
        add_extension(made.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
        X509_sign(made.get(), key.get(), EVP_sha256());
        return pem_of(made.get());
    }
};

Authority::Authority(const std::string& common_name) : state_(std::make_unique<State>()) {
    state_->certificate = make_certificate(common_name, 1, state_->key.get());
    X509* certificate = state_->certificate.get();
    X509_gmtime_adj(X509_getm_notAfter(certificate), authority_s);
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
    X509_sign(certificate, state_->key.get(), EVP_sha256());
    state_->pem = pem_of(certificate);
}

Authority::~Authority() = default;

const std::string& Authority::certificate() const { return state_->pem; }

std::string Authority::key() const { return pem_of(state_->key.get()); }

Certificate Authority::issue(const std::string& common_name) {
    const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    return {state_->sign(common_name, key.get()), pem_of(key.get())};
}

std::string Authority::sign(const std::string& request_pem, const std::string& common_name) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> in(
        BIO_new_mem_buf(request_pem.data(), static_cast<int>(request_pem.size())), BIO_free);
    const std::unique_ptr<X509_REQ, decltype(&X509_REQ_free)> request(
        PEM_read_bio_X509_REQ(in.get(), nullptr, nullptr, nullptr), X509_REQ_free);
    if (!request) throw std::runtime_error("no certificate request in PEM");
    return state_->sign(common_name, X509_REQ_get0_pubkey(request.get()));
}

}  // namespace aquacis::test
