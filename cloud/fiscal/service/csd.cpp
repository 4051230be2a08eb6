#include "cloud/fiscal/service/csd.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <stdexcept>

#include "base/openssl.hpp"

namespace aquacis::fiscal {
namespace {

using namespace openssl;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string base64(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes_of(bytes), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::string serial_of(const X509* certificate) {
    const ASN1_INTEGER* serial = X509_get0_serialNumber(certificate);
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial)),
            static_cast<std::size_t>(ASN1_STRING_length(serial))};
}

// x500UniqueIdentifier: "EKU9003173C9 / VADA800927DJ3", the taxpayer and who stands for it.
std::string rfc_of(const X509* certificate) {
    const X509_NAME* subject = X509_get_subject_name(certificate);
    const int at = X509_NAME_get_index_by_NID(subject, NID_x500UniqueIdentifier, -1);
    if (at < 0) return {};
    const ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
    const std::string text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                           static_cast<std::size_t>(ASN1_STRING_length(value)));
    return text.substr(0, text.find_first_of(" /"));
}

Instant instant_of(const ASN1_TIME* time) {
    std::tm calendar{};
    if (ASN1_TIME_to_tm(time, &calendar) != 1) throw std::runtime_error("the CSD's dates cannot be read");
    return Instant(std::chrono::seconds(timegm(&calendar)));
}

Refusal refused(const char* code, const char* field, const char* message, const char* remedy) {
    return {RefusalKind::invalid, code, field, message, remedy};
}

Key open_key(const CsdFiles& files) {
    const Bio bio(BIO_new_mem_buf(files.key.data(), static_cast<int>(files.key.size())));
    auto* password = const_cast<char*>(files.password.c_str());  // OpenSSL's callback takes it as void*
    Key key(d2i_PKCS8PrivateKey_bio(bio.get(), nullptr, nullptr, password));
    ERR_clear_error();
    return key;
}

}  // namespace

struct Csd::State {
    Key key;
    std::string no_certificado, certificado, rfc;
    Instant not_before, not_after;
};

Csd::Csd(std::unique_ptr<State> state) : state_(std::move(state)) {}
Csd::Csd(Csd&&) noexcept = default;
Csd::~Csd() = default;

Result<Csd> Csd::read(const CsdFiles& files) {
    const unsigned char* at = bytes_of(files.certificate);
    const Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(files.certificate.size())));
    if (!certificate)
        return refused("fiscal.csd_unreadable", "csd_certificate", "El certificado del CSD no es un .cer en DER.",
                       "Configure el archivo .cer que entrega el SAT.");
    auto state = std::make_unique<State>();
    state->key = open_key(files);
    if (!state->key)
        return refused("fiscal.csd_key_unreadable", "csd_key", "La llave del CSD no se abre con su contraseña.",
                       "Configure el archivo .key del SAT y su contraseña.");
    if (X509_check_private_key(certificate.get(), state->key.get()) != 1)
        return refused("fiscal.csd_not_a_pair", "csd_key", "La llave y el certificado del CSD no son pareja.",
                       "Configure los dos archivos del mismo CSD.");
    state->no_certificado = serial_of(certificate.get());
    if (state->no_certificado.size() != 20 || !std::all_of(state->no_certificado.begin(), state->no_certificado.end(),
                                                           [](char c) { return c >= '0' && c <= '9'; }))
        return refused("fiscal.csd_number_malformed", "csd_certificate",
                       "El número de serie del certificado no son 20 dígitos.",
                       "Configure un certificado de sello digital (CSD), no una e.firma de otra autoridad.");
    state->certificado = base64(files.certificate);
    state->rfc = rfc_of(certificate.get());
    state->not_before = instant_of(X509_get0_notBefore(certificate.get()));
    state->not_after = instant_of(X509_get0_notAfter(certificate.get()));
    return Csd(std::move(state));
}

const std::string& Csd::no_certificado() const { return state_->no_certificado; }
const std::string& Csd::certificado() const { return state_->certificado; }
const std::string& Csd::rfc() const { return state_->rfc; }
bool Csd::valid_at(Instant at) const { return state_->not_before <= at && at <= state_->not_after; }

Instant Csd::valid_from() const { return state_->not_before; }

std::string Csd::seal(std::string_view cadena) const {
    const DigestContext context(EVP_MD_CTX_new());
    std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(state_->key.get())), '\0');
    std::size_t length = signature.size();
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, state_->key.get()) != 1 ||
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length, bytes_of(cadena),
                       cadena.size()) != 1)
        throw std::runtime_error("OpenSSL could not seal with the CSD");
    signature.resize(length);
    return base64(signature);
}

}  // namespace aquacis::fiscal
