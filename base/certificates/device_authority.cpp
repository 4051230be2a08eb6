#include "base/certificates/device_authority.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <stdexcept>

#include "base/config/config.hpp"
#include "base/openssl.hpp"
#include "base/sha256.hpp"

namespace aquacis {
namespace {

constexpr std::size_t largest_request = 8'192;
constexpr auto clock_leeway = std::chrono::hours(1);  // devices' clocks are not exact
constexpr auto authority_validity = std::chrono::days(10 * 365);
constexpr std::string_view administration_prefix = "administration ";

using namespace openssl;
using Extension = Owned<X509_EXTENSION, X509_EXTENSION_free>;
using List = Owned<X509_CRL, X509_CRL_free>;
using Moment = Owned<ASN1_TIME, ASN1_TIME_free>;
using Integer = Owned<ASN1_INTEGER, ASN1_INTEGER_free>;
using Number = Owned<BIGNUM, BN_free>;

void require(bool done) {
    if (!done) throw std::runtime_error("device authority: OpenSSL refused");
}

std::string pem_of(X509* certificate) {
    const Bio out = writer();
    require(PEM_write_bio_X509(out.get(), certificate) == 1);
    return written(out);
}

Refusal refused(const char* code, const char* message) {
    return {RefusalKind::invalid, code, "request_pem", message,
            "Genere la solicitud con el programa del equipo («enroll»)."};
}

bool is_p256(EVP_PKEY* key) {
    char group[32] = {};
    std::size_t size = 0;
    return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC && EVP_PKEY_get_group_name(key, group, sizeof group, &size) == 1 &&
           std::string_view(group, size) == "prime256v1";
}

Result<Key> key_of(const std::string& request_pem) {
    if (request_pem.size() > largest_request)
        return refused("enrollment.request_too_large", "La solicitud de certificado es demasiado grande.");
    const Request request(PEM_read_bio_X509_REQ(reader(request_pem).get(), nullptr, nullptr, nullptr));
    if (request == nullptr)
        return refused("enrollment.no_request", "No es una solicitud de certificado PKCS #10 en PEM.");
    Key key(X509_REQ_get_pubkey(request.get()));
    if (key == nullptr || !is_p256(key.get()))
        return refused("enrollment.wrong_key", "La llave de la solicitud no es P-256.");
    if (X509_REQ_verify(request.get(), key.get()) != 1)
        return refused("enrollment.wrong_signature", "La solicitud no está firmada con su propia llave.");
    return key;
}

std::string digest_of(EVP_PKEY* key) {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key, &der);
    require(size > 0);
    const std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return sha256(bytes);
}

std::string set_serial(X509* certificate, const RandomBits& random) {
    std::array<unsigned char, 16> bytes{};
    for (std::size_t i = 0; i < bytes.size(); i += 8) {
        const std::uint64_t bits = random();
        for (std::size_t k = 0; k < 8; ++k)
            bytes.at(i + k) = static_cast<unsigned char>(bits >> 8 * k);
    }
    bytes[0] = static_cast<unsigned char>((bytes[0] & 0x3f) | 0x40);  // positive, and always of one length
    const Number number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
    require(number != nullptr && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr);
    char* hex = BN_bn2hex(number.get());
    std::string text(hex);
    OPENSSL_free(hex);
    return text;
}

void set_validity(X509* certificate, Instant from, Instant until) {
    const auto seconds = [](Instant at) { return std::chrono::system_clock::to_time_t(at); };
    require(ASN1_TIME_set(X509_getm_notBefore(certificate), seconds(from)) != nullptr &&
            ASN1_TIME_set(X509_getm_notAfter(certificate), seconds(until)) != nullptr);
}

Instant end_of(X509* certificate) {
    std::tm end{};
    require(ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) == 1);
    return Instant(std::chrono::seconds(::timegm(&end)));
}

Refusal ended_authority(Instant end) {
    return {RefusalKind::unavailable, "enrollment.ended_authority", "",
            "La autoridad que firma los certificados de equipos venció el " + to_iso(end) + ".",
            "Avise a sistemas: deben hacer otra con «aquacisctl ca make»."};
}

void set_name(X509* certificate, const DeviceAuthority::Device& device) {
    X509_NAME* name = X509_get_subject_name(certificate);
    const auto add = [&](const char* field, const std::string& value) {
        require(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                           reinterpret_cast<const unsigned char*>(value.data()),
                                           static_cast<int>(value.size()), -1, 0) == 1);
    };
    add("OU", std::string(administration_prefix) + std::to_string(device.administration.number()));
    add("CN", device.name);
}

void add_extension(X509* certificate, X509* issuer, int kind, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
    require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

void add_revocation(X509_CRL* list, const DeviceAuthority::Revocation& revocation) {
    Owned<X509_REVOKED, X509_REVOKED_free> entry(X509_REVOKED_new());
    BIGNUM* parsed = nullptr;
    require(BN_hex2bn(&parsed, revocation.serial.c_str()) > 0);
    const Number number(parsed);
    const Integer serial(BN_to_ASN1_INTEGER(number.get(), nullptr));
    const Moment at(ASN1_TIME_set(nullptr, std::chrono::system_clock::to_time_t(revocation.at)));
    require(entry && serial && at && X509_REVOKED_set_serialNumber(entry.get(), serial.get()) == 1 &&
            X509_REVOKED_set_revocationDate(entry.get(), at.get()) == 1);
    require(X509_CRL_add0_revoked(list, entry.get()) == 1);
    (void)entry.release();  // the list's now
}

struct SelfSigned {
    std::string common_name;
    const char* constraints;
    const char* usage;
};

DeviceAuthority::NewAuthority make_self_signed(const SelfSigned& wanted, Instant now, const RandomBits& random) {
    const Key key(EVP_EC_gen("P-256"));
    const Certificate made(X509_new());
    require(key != nullptr && made != nullptr && X509_set_version(made.get(), X509_VERSION_3) == 1);
    set_serial(made.get(), random);
    set_validity(made.get(), now - clock_leeway, now + authority_validity);
    X509_NAME* name = X509_get_subject_name(made.get());
    require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(wanted.common_name.data()),
                                       static_cast<int>(wanted.common_name.size()), -1, 0) == 1);
    require(X509_set_issuer_name(made.get(), name) == 1 && X509_set_pubkey(made.get(), key.get()) == 1);
    add_extension(made.get(), made.get(), NID_basic_constraints, wanted.constraints);
    add_extension(made.get(), made.get(), NID_key_usage, wanted.usage);
    add_extension(made.get(), made.get(), NID_subject_key_identifier, "hash");
    require(X509_sign(made.get(), key.get(), EVP_sha256()) > 0);
    const Bio out = writer();
    require(PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return {pem_of(made.get()), written(out)};
}

}  // namespace

struct DeviceAuthority::State {
    std::string pem;
    std::string believed_pem;
    std::string section;
    Certificate certificate;
    Key key;
};

DeviceAuthority::DeviceAuthority(const Settings& settings) : state_(std::make_unique<State>()) {
    const std::string ca = settings.section + ".device_ca";
    state_->section = settings.section;
    state_->certificate.reset(PEM_read_bio_X509(reader(settings.certificate_pem).get(), nullptr, nullptr, nullptr));
    if (state_->certificate == nullptr) throw ConfigError(ca + ": the file holds no certificate in PEM");
    state_->key.reset(PEM_read_bio_PrivateKey(reader(settings.key_pem).get(), nullptr, nullptr, nullptr));
    if (state_->key == nullptr)
        throw ConfigError(ca + "_key_file: the file holds no private key in PEM without a password");
    if (X509_check_private_key(state_->certificate.get(), state_->key.get()) != 1)
        throw ConfigError(ca + "_key_file: the key is not that of " + ca);
    if (X509_check_ca(state_->certificate.get()) == 0)
        throw ConfigError(ca + ": the certificate is not an authority's");
    state_->pem = pem_of(state_->certificate.get());  // what else stands in the file stays there
    state_->believed_pem = state_->pem;
}

void DeviceAuthority::believe_also(const std::string& certificates_pem) {
    const Bio in = reader(certificates_pem);
    int count = 0;
    while (const Certificate other{PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)}) {
        if (X509_check_ca(other.get()) == 0)
            throw ConfigError(state_->section + ".other_device_cas: certificate " + std::to_string(count + 1) +
                              " is not an authority's");
        if (++count > most_others)
            throw ConfigError(state_->section + ".other_device_cas: too many certificates; at most " +
                              std::to_string(most_others));
        state_->believed_pem += pem_of(other.get());
    }
    ERR_clear_error();
    if (count == 0) throw ConfigError(state_->section + ".other_device_cas: the file holds no certificate in PEM");
}

const std::string& DeviceAuthority::believed_pem() const { return state_->believed_pem; }

DeviceAuthority::~DeviceAuthority() = default;

const std::string& DeviceAuthority::certificate_pem() const { return state_->pem; }

std::array<std::uint8_t, EnrollmentCode::authority_bytes> DeviceAuthority::digest() const {
    std::array<unsigned char, EVP_MAX_MD_SIZE> whole{};
    unsigned length = 0;
    require(X509_digest(state_->certificate.get(), EVP_sha256(), whole.data(), &length) == 1);
    std::array<std::uint8_t, EnrollmentCode::authority_bytes> head{};
    std::copy_n(whole.begin(), head.size(), head.begin());
    return head;
}

Result<std::string> DeviceAuthority::key_digest(const std::string& request_pem) {
    const auto key = key_of(request_pem);
    if (!key) return key.refusal();
    return digest_of(key->get());
}

DeviceAuthority::NewAuthority DeviceAuthority::make(const std::string& common_name, Instant now,
                                                    const RandomBits& random) {
    return make_self_signed({common_name, "critical,CA:TRUE,pathlen:0", "critical,keyCertSign,cRLSign"}, now, random);
}

DeviceAuthority::NewAuthority DeviceAuthority::make_recovery(const std::string& common_name, Instant now,
                                                             const RandomBits& random) {
    return make_self_signed({common_name, "critical,CA:FALSE", "critical,keyAgreement"}, now, random);
}

Result<SignedCertificate> DeviceAuthority::sign(const Device& device, const std::string& request_pem, Instant now,
                                                const RandomBits& random) const {
    const auto key = key_of(request_pem);
    if (!key) return key.refusal();
    const Instant end = end_of(state_->certificate.get());
    if (end <= now) return ended_authority(end);
    const Certificate made(X509_new());
    require(made != nullptr && X509_set_version(made.get(), X509_VERSION_3) == 1);
    SignedCertificate done;
    done.serial = set_serial(made.get(), random);
    done.until = std::min<Instant>(now + validity, end);
    set_validity(made.get(), now - clock_leeway, done.until);
    set_name(made.get(), device);
    require(X509_set_issuer_name(made.get(), X509_get_subject_name(state_->certificate.get())) == 1);
    require(X509_set_pubkey(made.get(), key->get()) == 1);
    add_extension(made.get(), state_->certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
    add_extension(made.get(), state_->certificate.get(), NID_key_usage, "critical,digitalSignature");
    add_extension(made.get(), state_->certificate.get(), NID_ext_key_usage, "clientAuth");
    add_extension(made.get(), state_->certificate.get(), NID_subject_key_identifier, "hash");
    require(X509_sign(made.get(), state_->key.get(), EVP_sha256()) > 0);
    done.pem = pem_of(made.get());
    done.key_digest = digest_of(key->get());
    return done;
}

std::string DeviceAuthority::revocation_list(const std::vector<Revocation>& revoked, Instant now) const {
    const List list(X509_CRL_new());
    require(list != nullptr && X509_CRL_set_version(list.get(), X509_CRL_VERSION_2) == 1);
    require(X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(state_->certificate.get())) == 1);
    const Moment from(ASN1_TIME_set(nullptr, std::chrono::system_clock::to_time_t(now - clock_leeway)));
    const Moment until(ASN1_TIME_set(nullptr, std::chrono::system_clock::to_time_t(now + list_validity)));
    require(from && until && X509_CRL_set1_lastUpdate(list.get(), from.get()) == 1 &&
            X509_CRL_set1_nextUpdate(list.get(), until.get()) == 1);
    for (const Revocation& one : revoked)
        add_revocation(list.get(), one);
    const Integer number(ASN1_INTEGER_new());
    require(number != nullptr && ASN1_INTEGER_set_int64(number.get(), to_microseconds(now)) == 1);
    require(X509_CRL_add1_ext_i2d(list.get(), NID_crl_number, number.get(), 0, 0) == 1);
    require(X509_CRL_sort(list.get()) == 1 && X509_CRL_sign(list.get(), state_->key.get(), EVP_sha256()) > 0);
    const Bio out = writer();
    require(PEM_write_bio_X509_CRL(out.get(), list.get()) == 1);
    return written(out);
}

namespace {

std::string name_part(X509* certificate, int kind) {
    char text[256] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), kind, text, sizeof text);
    return text;
}

std::string serial_of(X509* certificate) {
    const Number number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
    if (number == nullptr) return {};
    char* hex = BN_bn2hex(number.get());
    std::string text(hex);
    OPENSSL_free(hex);
    return text;
}

}  // namespace

std::optional<DeviceCertificate> read_device_certificate(std::string_view pem) {
    const Certificate certificate(PEM_read_bio_X509(reader(pem).get(), nullptr, nullptr, nullptr));
    ERR_clear_error();
    if (certificate == nullptr) return std::nullopt;
    EVP_PKEY* key = X509_get0_pubkey(certificate.get());
    std::tm until{};
    if (key == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &until) != 1) return std::nullopt;
    DeviceCertificate said;
    said.name = name_part(certificate.get(), NID_commonName);
    said.serial = serial_of(certificate.get());
    said.key_digest = digest_of(key);
    said.until = Instant(std::chrono::seconds(::timegm(&until)));
    const std::string unit = name_part(certificate.get(), NID_organizationalUnitName);
    if (unit.starts_with(administration_prefix)) {
        int number = 0;
        const char* end = unit.data() + unit.size();
        const auto [at, fault] = std::from_chars(unit.data() + administration_prefix.size(), end, number);
        if (fault == std::errc() && at == end && number > 0) said.administration = AdministrationId(number);
    }
    return said;
}

}  // namespace aquacis
