#include "base/certificates/device_key.hpp"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <stdexcept>

#include "base/openssl.hpp"

namespace aquacis {
namespace {

using namespace openssl;
using Store = Owned<X509_STORE, X509_STORE_free>;
using Check = Owned<X509_STORE_CTX, X509_STORE_CTX_free>;

constexpr std::size_t largest_authorities = 32'768;

void require(bool done) {
    if (!done) throw std::runtime_error("enrollment: OpenSSL refused");
}

Certificate read_certificate(std::string_view pem) {
    Certificate certificate(PEM_read_bio_X509(reader(pem).get(), nullptr, nullptr, nullptr));
    ERR_clear_error();
    return certificate;
}

bool is_p256(EVP_PKEY* key) {
    char group[32] = {};
    std::size_t size = 0;
    return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC && EVP_PKEY_get_group_name(key, group, sizeof group, &size) == 1 &&
           std::string_view(group, size) == "prime256v1";
}

}  // namespace

struct DeviceKey::State {
    Key key;
};

DeviceKey::DeviceKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
DeviceKey::~DeviceKey() = default;
DeviceKey::DeviceKey(DeviceKey&&) noexcept = default;

DeviceKey DeviceKey::make() {
    auto state = std::make_unique<State>();
    state->key.reset(EVP_EC_gen("P-256"));
    require(state->key != nullptr);
    return DeviceKey(std::move(state));
}

DeviceKey DeviceKey::from_pem(const std::string& pem) {
    auto state = std::make_unique<State>();
    state->key.reset(PEM_read_bio_PrivateKey(reader(pem).get(), nullptr, nullptr, nullptr));
    ERR_clear_error();
    if (state->key == nullptr || !is_p256(state->key.get()))
        throw std::runtime_error("the file holds no P-256 key in PEM");
    return DeviceKey(std::move(state));
}

std::string DeviceKey::pem() const {
    const Bio out = writer();
    require(PEM_write_bio_PrivateKey(out.get(), state_->key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return written(out);
}

std::string DeviceKey::request_pem() const {
    const Request request(X509_REQ_new());
    require(request != nullptr && X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) == 1);
    X509_NAME* name = X509_REQ_get_subject_name(request.get());
    require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                       reinterpret_cast<const unsigned char*>("aquacis-device"), -1, -1, 0) == 1);
    require(X509_REQ_set_pubkey(request.get(), state_->key.get()) == 1 &&
            X509_REQ_sign(request.get(), state_->key.get(), EVP_sha256()) > 0);
    const Bio out = writer();
    require(PEM_write_bio_X509_REQ(out.get(), request.get()) == 1);
    return written(out);
}

std::array<std::uint8_t, EnrollmentCode::authority_bytes> digest_of_certificate(std::string_view pem) {
    const Certificate certificate = read_certificate(pem);
    if (certificate == nullptr) throw std::runtime_error("the server's device authority is no certificate in PEM");
    std::array<unsigned char, EVP_MAX_MD_SIZE> whole{};
    unsigned length = 0;
    require(X509_digest(certificate.get(), EVP_sha256(), whole.data(), &length) == 1);
    std::array<std::uint8_t, EnrollmentCode::authority_bytes> head{};
    std::copy_n(whole.begin(), head.size(), head.begin());
    return head;
}

std::string common_name_of_certificate(std::string_view pem) {
    const Certificate certificate = read_certificate(pem);
    char name[256] = {};
    if (certificate != nullptr)
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name, sizeof name);
    return name;
}

Validity validity_of_certificate(std::string_view pem) {
    const Certificate certificate = read_certificate(pem);
    if (certificate == nullptr) throw std::runtime_error("no certificate in PEM");
    const auto instant_of = [](const ASN1_TIME* time) {
        std::tm parts{};
        require(ASN1_TIME_to_tm(time, &parts) == 1);
        return std::chrono::system_clock::from_time_t(::timegm(&parts));
    };
    return {std::chrono::time_point_cast<Instant::duration>(instant_of(X509_get0_notBefore(certificate.get()))),
            std::chrono::time_point_cast<Instant::duration>(instant_of(X509_get0_notAfter(certificate.get())))};
}

std::string why_not_usable(const DeviceKey& key, std::string_view certificate_pem, std::string_view authorities_pem,
                           Instant now) {
    const Certificate certificate = read_certificate(certificate_pem);
    if (certificate == nullptr) return "the server's answer holds no certificate in PEM";
    if (X509_check_private_key(certificate.get(), key.state_->key.get()) != 1)
        return "the certificate is of another key";
    const Store store(X509_STORE_new());
    const Check check(X509_STORE_CTX_new());
    require(store != nullptr && check != nullptr);
    if (authorities_pem.size() > largest_authorities) return "the authorities are too many";
    const Bio in = reader(authorities_pem);
    int authorities = 0;
    while (const Certificate authority{PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)}) {
        if (X509_check_ca(authority.get()) == 0) return "one of the authorities is none";
        require(X509_STORE_add_cert(store.get(), authority.get()) == 1);
        ++authorities;
    }
    ERR_clear_error();
    if (authorities == 0) return "the server's answer holds no authority in PEM";
    require(X509_STORE_CTX_init(check.get(), store.get(), certificate.get(), nullptr) == 1);
    X509_STORE_CTX_set_time(check.get(), 0, std::chrono::system_clock::to_time_t(now));
    X509_STORE_CTX_set_flags(check.get(), X509_V_FLAG_PARTIAL_CHAIN);  // an authority may itself be signed by another
    if (X509_verify_cert(check.get()) == 1) return {};
    std::string reason = X509_verify_cert_error_string(X509_STORE_CTX_get_error(check.get()));
    ERR_clear_error();
    return reason;
}

}  // namespace aquacis
