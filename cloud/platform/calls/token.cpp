#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <limits>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "base/log/log.hpp"
#include "base/openssl.hpp"
#include "cloud/platform/calls/guard.hpp"

namespace aquacis::platform {
namespace {

using nlohmann::json;
constexpr double leeway_s = 60;
constexpr double longest_life_s = 24 * 3600.0;
constexpr auto look_again = std::chrono::seconds(10);  // at the file of keys, at most so often
constexpr std::size_t longest_subject = 255;
constexpr std::size_t longest_token = 8192;
constexpr std::size_t p256_number = 32;  // bytes
constexpr int least_rsa_bits = 2048;

using namespace openssl;
using PublicKey = Key;

std::optional<std::string> decode_base64url(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        bits = bits << 6U | static_cast<std::uint32_t>(value);
        if ((count += 6) >= 8) {
            count -= 8;
            bytes.push_back(static_cast<char>(bits >> static_cast<unsigned>(count) & 0xFFU));
        }
    }
    return bytes;
}

std::string text_of(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

PublicKey make_key(const char* algorithm, OSSL_PARAM_BLD* builder) {
    const Owned<OSSL_PARAM, OSSL_PARAM_free> params(OSSL_PARAM_BLD_to_param(builder));
    const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new_from_name(nullptr, algorithm, nullptr));
    EVP_PKEY* key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
        throw std::runtime_error("auth: a key of the issuer's JWKS cannot be read");
    return PublicKey(key);
}

std::string field(const json& jwk, const char* name) {
    const auto bytes = decode_base64url(text_of(jwk, name));
    if (!bytes || bytes->empty())
        throw std::runtime_error(std::string("auth: a key of the issuer's JWKS has no readable \"") + name + "\"");
    return *bytes;
}

PublicKey rsa_key(const json& jwk) {
    const auto number = [&](const char* name) {
        const std::string bytes = field(jwk, name);
        return Owned<BIGNUM, BN_free>(
            BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()), nullptr));
    };
    const auto n = number("n");
    const auto e = number("e");
    const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    PublicKey key = make_key("RSA", builder.get());
    if (EVP_PKEY_get_bits(key.get()) < least_rsa_bits)
        throw std::runtime_error("auth: an RSA key of the issuer's JWKS is shorter than 2048 bits");
    return key;
}

PublicKey ec_key(const json& jwk) {
    const std::string x = field(jwk, "x"), y = field(jwk, "y");
    if (x.size() != p256_number || y.size() != p256_number)
        throw std::runtime_error("auth: a P-256 key of the issuer's JWKS has another length");
    const std::string point = "\x04" + x + y;
    const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    return make_key("EC", builder.get());
}

// JWS carries r ‖ s, OpenSSL wants them as a DER sequence.
std::string ecdsa_der(std::string_view raw) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(raw.data());
    const Owned<ECDSA_SIG, ECDSA_SIG_free> signature(ECDSA_SIG_new());
    ECDSA_SIG_set0(signature.get(), BN_bin2bn(bytes, 32, nullptr), BN_bin2bn(bytes + 32, 32, nullptr));
    unsigned char* der = nullptr;
    const int length = i2d_ECDSA_SIG(signature.get(), &der);
    std::string text(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
    OPENSSL_free(der);
    return text;
}

bool verifies(EVP_PKEY* key, std::string_view algorithm, std::string_view signed_text, std::string signature) {
    const bool is_rsa = EVP_PKEY_is_a(key, "RSA") == 1;
    if (algorithm != (is_rsa ? "RS256" : "ES256")) return false;  // the key decides, not the token
    if (!is_rsa) {
        if (signature.size() != 2 * p256_number) return false;
        signature = ecdsa_der(signature);
    }
    const DigestContext context(EVP_MD_CTX_new());
    return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
           EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                            reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size()) == 1;
}

Refusal refused(const char* code, const char* message, const char* remedy) {
    return {RefusalKind::unauthenticated, code, "authorization", message, remedy};
}

json parse_part(std::string_view part) {
    const auto text = decode_base64url(part);
    json parsed = text ? json::parse(*text, nullptr, false) : json();
    return parsed.is_object() ? parsed : json::object();
}

// RFC 7519's NumericDate may have a fraction, and a foreign one any size: seconds as they are, for comparing alone.
std::optional<double> date_of(const json& claims, const char* name) {
    const auto found = claims.find(name);
    return found != claims.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

bool is_of_another_kind(const json& claims, const char* name) {
    return claims.contains(name) && !date_of(claims, name);
}

bool names(const json& audience, const std::string& wanted) {
    if (audience.is_string()) return audience.get<std::string>() == wanted;
    return audience.is_array() && std::find(audience.begin(), audience.end(), json(wanted)) != audience.end();
}

std::string lower(std::string text) {
    for (char& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

// An identity token says who signed in and lets nobody call; Keycloak tells the two apart by a claim, others by the
// header (RFC 9068).
bool is_for_access(const json& header, const json& claims) {
    const std::string in_header = lower(text_of(header, "typ")), in_claims = lower(text_of(claims, "typ"));
    return (in_header.empty() || in_header == "jwt" || in_header == "at+jwt" || in_header == "application/at+jwt") &&
           (in_claims.empty() || in_claims == "bearer");
}

// A person's or a portal's name. Contexts and devices are named by the guard and the hub alone, in the same column.
bool is_subject(const std::string& subject) {
    return !subject.empty() && subject.size() <= longest_subject && subject.rfind("context:", 0) != 0 &&
           subject.rfind("device:", 0) != 0 &&
           std::none_of(subject.begin(), subject.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

Result<> check_dates(const json& claims, double now) {
    if (is_of_another_kind(claims, "exp") || is_of_another_kind(claims, "nbf") || is_of_another_kind(claims, "iat"))
        return refused("auth.malformed_claim", "Una fecha del token no es un número.",
                       "Solicite un token nuevo; si sigue, avise a quien opera el emisor.");
    const double expires = date_of(claims, "exp").value_or(0);
    if (expires + leeway_s < now)
        return refused("auth.expired_token", "El token de acceso venció.",
                       "Solicite un token nuevo y repita la llamada.");
    if (date_of(claims, "nbf").value_or(0) - leeway_s > now || date_of(claims, "iat").value_or(0) - leeway_s > now)
        return refused("auth.token_not_yet_valid", "El token todavía no es válido.",
                       "Revise el reloj de quien lo emitió.");
    if (expires > now + longest_life_s + leeway_s)
        return refused("auth.token_too_long", "El token vale más de 24 horas.",
                       "Solicite al emisor tokens de 24 horas o menos.");
    return Done{};
}

// Who the token speaks for: a subject, scopes without the one that opens all, one administration, until when. A token
// that leaves one of them out is for nobody.
Result<Caller> caller_of(const json& claims) {
    Caller caller;
    caller.subject = text_of(claims, "sub");
    if (!is_subject(caller.subject))
        return refused("auth.no_subject", "El token no dice de quién es.", "Solicite un token con sub.");
    // Entra calls it scp.
    std::istringstream scopes(text_of(claims, claims.contains("scope") ? "scope" : "scp"));
    for (std::string scope; scopes >> scope;)
        if (scope != "*") caller.scopes.insert(scope);
    const auto administration = claims.find("administration_id");
    if (administration == claims.end() || !administration->is_number_unsigned() ||
        administration->get<std::uint64_t>() == 0 ||
        administration->get<std::uint64_t>() > std::uint64_t{std::numeric_limits<int>::max()})
        return refused("auth.no_administration", "El token no dice de qué administración es.",
                       "Solicite un token con administration_id.");
    caller.administration = AdministrationId(administration->get<int>());
    caller.until = from_microseconds(static_cast<std::int64_t>((date_of(claims, "exp").value_or(0) + leeway_s) * 1e6));
    return caller;
}

using KeySet = std::map<std::string, PublicKey>;  // by kid

std::shared_ptr<const KeySet> read_keys(const std::string& jwks_json) {
    const json jwks = json::parse(jwks_json, nullptr, false);
    if (!jwks.is_object() || !jwks.contains("keys"))
        throw std::runtime_error("auth: the issuer's JWKS is not a JSON object with keys");
    auto keys = std::make_shared<KeySet>();
    for (const json& jwk : jwks["keys"]) {
        const std::string type = text_of(jwk, "kty");
        if (text_of(jwk, "use") == "enc") continue;  // a provider lists its keys for encryption too; they sign nothing
        if (type == "RSA") (*keys)[text_of(jwk, "kid")] = rsa_key(jwk);
        if (type == "EC" && text_of(jwk, "crv") == "P-256") (*keys)[text_of(jwk, "kid")] = ec_key(jwk);
    }
    return keys;
}

std::string content_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error("auth: cannot read " + path);
    std::stringstream content;
    content << in.rdbuf();
    return content.str();
}

}  // namespace

// The keys in use, and the file that they are read from again when the issuer changed them.
struct TokenVerifier::State {
    Settings settings;
    std::mutex mutex;
    std::shared_ptr<const KeySet> keys;
    std::string read;  // the file's content when it was read last
    Instant looked_at;

    std::shared_ptr<const KeySet> keys_at(Instant now) {
        const std::lock_guard lock(mutex);
        if (settings.jwks_file.empty() || (now < looked_at + look_again && now >= looked_at)) return keys;
        looked_at = now;
        try {
            std::string content = content_of(settings.jwks_file);
            if (content == read) return keys;
            keys = read_keys(content);
            read = std::move(content);
            log::info("auth.keys_changed", {{"keys", keys->size()}});
        } catch (const std::exception& fault) {
            log::error("auth.keys_not_read", {{"file", settings.jwks_file}, {"reason", fault.what()}});
        }
        return keys;
    }
};

TokenVerifier::TokenVerifier(Settings settings) : state_(std::make_unique<State>()) {
    state_->settings = std::move(settings);
    const std::string& file = state_->settings.jwks_file;
    state_->read = file.empty() ? state_->settings.jwks_json : content_of(file);
    state_->keys = read_keys(state_->read);
}

TokenVerifier::~TokenVerifier() = default;

// The signature is judged first: until then nothing that the token says is believed. Then what it is for, by whom, for
// whom and when.
Result<Caller> TokenVerifier::verify(std::string_view token, Instant now) const {
    const auto first = token.find('.');
    const auto second = token.find('.', first == std::string_view::npos ? first : first + 1);
    if (token.size() > longest_token || second == std::string_view::npos)
        return refused("auth.malformed_token", "El token de acceso no tiene la forma de un JWT.",
                       "Solicite un token nuevo y envíelo como «Bearer».");
    const json header = parse_part(token.substr(0, first));
    const json claims = parse_part(token.substr(first + 1, second - first - 1));
    const auto signature = decode_base64url(token.substr(second + 1));
    const auto keys = state_->keys_at(now);
    const auto key = keys->find(text_of(header, "kid"));
    if (key == keys->end() || !signature ||
        !verifies(key->second.get(), text_of(header, "alg"), token.substr(0, second), *signature))
        return refused("auth.bad_signature", "La firma del token no es del emisor configurado.",
                       "Solicite un token al emisor de este sistema.");
    if (header.contains("crit") || !is_for_access(header, claims))
        return refused("auth.not_an_access_token", "El token no es de acceso, o pide extensiones que no se conocen.",
                       "Solicite un token de acceso al emisor de este sistema.");
    if (text_of(claims, "iss") != state_->settings.issuer)
        return refused("auth.wrong_issuer", "El token es de otro emisor.",
                       "Solicite un token al emisor de este sistema.");
    if (!claims.contains("aud") || !names(claims["aud"], state_->settings.audience))
        return refused("auth.wrong_audience", "El token es para otro servicio.",
                       "Solicite un token para este servicio.");
    if (const auto dates = check_dates(claims, static_cast<double>(to_microseconds(now) / 1'000'000)); !dates)
        return dates.refusal();
    return caller_of(claims);
}

}  // namespace aquacis::platform
