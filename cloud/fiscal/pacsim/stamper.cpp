#include "cloud/fiscal/pacsim/stamper.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <stdexcept>

#include "base/openssl.hpp"
#include "base/sha256.hpp"
#include "base/uuid.hpp"
#include "cloud/fiscal/pacsim/checks.hpp"

namespace aquacis::fiscal::pacsim {
namespace {

constexpr const char* pac_rfc = "SPR190613I52";  // SAT's test provider
constexpr long certificate_seconds = 365L * 24 * 3600;

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 0x20);
    return text;
}

}  // namespace

struct Signer::State {
    openssl::Key key{EVP_RSA_gen(2048)};
};

Signer::Signer(const std::string& number) : state_(std::make_unique<State>()), number_(number) {
    const openssl::Certificate certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    ASN1_STRING_set(X509_get_serialNumber(certificate.get()), number.data(), static_cast<int>(number.size()));
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), certificate_seconds);
    X509_NAME* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>("PAC de pruebas"), -1,
                               -1, 0);
    X509_NAME_add_entry_by_txt(name, "x500UniqueIdentifier", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(pac_rfc), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_set_pubkey(certificate.get(), state_->key.get());
    if (X509_sign(certificate.get(), state_->key.get(), EVP_sha256()) == 0)
        throw std::runtime_error("OpenSSL could not make the test certificate");
    const openssl::Bio out = openssl::writer();
    PEM_write_bio_X509(out.get(), certificate.get());
    certificate_pem_ = openssl::written(out);
}

Signer::~Signer() = default;

std::string Signer::sign(const std::string& text) const {
    const openssl::DigestContext context(EVP_MD_CTX_new());
    std::string signature(512, '\0');
    std::size_t length = signature.size();
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, state_->key.get()) != 1 ||
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size()) != 1)
        throw std::runtime_error("OpenSSL could not sign the timbre");
    std::string base64(4 * ((length + 2) / 3) + 1, '\0');
    base64.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()),
                                                           reinterpret_cast<const unsigned char*>(signature.data()),
                                                           static_cast<int>(length))));
    return base64;
}

std::string Stamper::make_timbre(const std::string& digest, const std::string& seal) const {
    Uuid::Bytes bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(digest[i]);
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | 0x40U);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);
    const std::string uuid = upper(Uuid(bytes).to_string());
    const std::string at = to_local_iso(clock_.now());
    const std::string sello_sat =
        signer_.sign("||1.1|" + uuid + "|" + at + "|" + pac_rfc + "|" + seal + "|" + signer_.number() + "||");
    return "<tfd:TimbreFiscalDigital xmlns:tfd=\"http://www.sat.gob.mx/TimbreFiscalDigital\" "
           "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
           " xsi:schemaLocation=\"http://www.sat.gob.mx/TimbreFiscalDigital "
           "http://www.sat.gob.mx/sitio_internet/cfd/TimbreFiscalDigital/TimbreFiscalDigitalv11.xsd\""
           " Version=\"1.1\" UUID=\"" +
           uuid + "\" FechaTimbrado=\"" + at + "\" RfcProvCertif=\"" + pac_rfc + "\" SelloCFD=\"" + seal +
           "\" NoCertificadoSAT=\"" + signer_.number() + "\" SelloSAT=\"" + sello_sat + "\"/>";
}

Verdict Stamper::stamp(const std::string& xml) {
    const auto document = read_document(xml);
    if (!document) return {Verdict::Kind::rejected, {}, "301", "XML mal formado."};
    const std::string cadena = cadena_of(*document);
    const std::string digest = sha256(cadena);
    {
        const std::lock_guard lock(mutex_);
        if (const auto known = timbres_.find(digest); known != timbres_.end())
            return {Verdict::Kind::duplicate, known->second, "307", "El comprobante contiene un timbre previo."};
        if (timbres_.size() >= most_kept_)
            return {Verdict::Kind::full, {}, "708", "El simulador guarda ya todos los timbres que puede."};
    }
    if (const auto found = check_content(*document, clock_.now()))
        return {Verdict::Kind::rejected, {}, found->code, found->message};
    if (const auto found = check_seal(*document, cadena))
        return {Verdict::Kind::rejected, {}, found->code, found->message};
    std::string timbre = make_timbre(digest, (*document)["Sello"]);
    const std::lock_guard lock(mutex_);
    const auto [kept, is_new] = timbres_.emplace(digest, std::move(timbre));
    return {is_new ? Verdict::Kind::stamped : Verdict::Kind::duplicate, kept->second, is_new ? "" : "307", ""};
}

std::string Stamper::recover(const std::string& xml) const {
    const auto document = read_document(xml);
    if (!document) return {};
    const std::string digest = sha256(cadena_of(*document));
    const std::lock_guard lock(mutex_);
    const auto known = timbres_.find(digest);
    return known == timbres_.end() ? std::string() : known->second;
}

std::size_t Stamper::stamped() const {
    const std::lock_guard lock(mutex_);
    return timbres_.size();
}

}  // namespace aquacis::fiscal::pacsim
