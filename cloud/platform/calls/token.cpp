#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "base/openssl.hpp"
#include "cloud/platform/calls/guard.hpp"

namespace aquacis::platform {
namespace {

using nlohmann::json;
constexpr std::int64_t leeway_s = 60;
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

// A claim of another kind than it should be is as good as none.
std::int64_t number_of(const json& claims, const char* name) {
    const auto found = claims.find(name);
    if (found == claims.end() || !found->is_number()) return 0;
    const double value =
        found->get<double>();  // RFC 7519's NumericDate may have a fraction, and a foreign one any size
    return std::abs(value) < 1e15 ? static_cast<std::int64_t>(value) : 0;
}

bool names(const json& audience, const std::string& wanted) {
    if (audience.is_string()) return audience.get<std::string>() == wanted;
    return audience.is_array() && std::find(audience.begin(), audience.end(), json(wanted)) != audience.end();
}

}  // namespace

struct TokenVerifier::State {
    Settings settings;
    std::map<std::string, PublicKey> keys;  // by kid
};

TokenVerifier::TokenVerifier(Settings settings) : state_(std::make_unique<State>()) {
    state_->settings = std::move(settings);
    const json jwks = json::parse(state_->settings.jwks_json, nullptr, false);
    if (!jwks.is_object() || !jwks.contains("keys"))
        throw std::runtime_error("auth: the issuer's JWKS is not a JSON object with keys");
    for (const json& jwk : jwks["keys"]) {
        const std::string type = text_of(jwk, "kty");
        if (text_of(jwk, "use") == "enc") continue;  // a provider lists its keys for encryption too; they sign nothing
        if (type == "RSA") state_->keys[text_of(jwk, "kid")] = rsa_key(jwk);
        if (type == "EC" && text_of(jwk, "crv") == "P-256") state_->keys[text_of(jwk, "kid")] = ec_key(jwk);
    }
}

TokenVerifier::~TokenVerifier() = default;

Result<Caller> TokenVerifier::verify(std::string_view token, Instant now) const {
    const auto first = token.find('.');
    const auto second = token.find('.', first == std::string_view::npos ? first : first + 1);
    if (token.size() > longest_token || second == std::string_view::npos)
        return refused("auth.malformed_token", "El token de acceso no tiene la forma de un JWT.",
                       "Solicite un token nuevo y envíelo como «Bearer».");
    const json header = parse_part(token.substr(0, first));
    const json claims = parse_part(token.substr(first + 1, second - first - 1));
    const auto signature = decode_base64url(token.substr(second + 1));
    const auto key = state_->keys.find(text_of(header, "kid"));
    if (key == state_->keys.end() || !signature ||
        !verifies(key->second.get(), text_of(header, "alg"), token.substr(0, second), *signature))
        return refused("auth.bad_signature", "La firma del token no es del emisor configurado.",
                       "Solicite un token al emisor de este sistema.");
    if (text_of(claims, "iss") != state_->settings.issuer)
        return refused("auth.wrong_issuer", "El token es de otro emisor.",
                       "Solicite un token al emisor de este sistema.");
    if (!claims.contains("aud") || !names(claims["aud"], state_->settings.audience))
        return refused("auth.wrong_audience", "El token es para otro servicio.",
                       "Solicite un token para este servicio.");
    const std::int64_t seconds = to_microseconds(now) / 1'000'000;
    if (number_of(claims, "exp") + leeway_s < seconds)
        return refused("auth.expired_token", "El token de acceso venció.",
                       "Solicite un token nuevo y repita la llamada.");
    if (number_of(claims, "nbf") - leeway_s > seconds)
        return refused("auth.token_not_yet_valid", "El token todavía no es válido.",
                       "Revise el reloj de quien lo emitió.");
    Caller caller;
    caller.until = from_microseconds((std::min(number_of(claims, "exp"), seconds + 86'400) + leeway_s) * 1'000'000);
    caller.subject = text_of(claims, "sub");
    const std::int64_t administration = number_of(claims, "administration_id");
    std::istringstream scopes(text_of(claims, "scope"));
    for (std::string scope; scopes >> scope;)
        if (scope != "*") caller.scopes.insert(scope);
    if (administration <= 0 || administration > std::numeric_limits<int>::max())
        return refused("auth.no_administration", "El token no dice de qué administración es.",
                       "Solicite un token con administration_id.");
    caller.administration = AdministrationId(static_cast<int>(administration));
    return caller;
}

}  // namespace aquacis::platform
