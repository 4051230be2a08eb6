#include "cloud/gateway/demo_issuer.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/config/config.hpp"
#include "base/openssl.hpp"
#include "base/parse_number.hpp"
#include "cloud/gateway/routes.hpp"

namespace aquacis::gateway {
namespace {

using nlohmann::json;
constexpr int key_bits = 2048;
constexpr const char* key_id = "demo-1";

using namespace openssl;
using PrivateKey = Key;

std::string base64url(std::string_view bytes) {
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : bytes) {
        bits = bits << 8U | static_cast<unsigned char>(c);
        for (count += 8; count >= 6; count -= 6)
            text.push_back(alphabet[bits >> static_cast<unsigned>(count - 6) & 63U]);
    }
    if (count > 0) text.push_back(alphabet[bits << static_cast<unsigned>(6 - count) & 63U]);
    return text;
}

PrivateKey read_key(const std::string& file) {
    const Bio in(BIO_new_file(file.c_str(), "r"));
    PrivateKey key(in ? PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr) : nullptr);
    if (!key)
        throw ConfigError("cannot read the demo issuer's key in " + file +
                          "; make one with aquacisctl demo-keys --out FOLDER");
    return key;
}

std::map<std::string, std::string> parse_form(const std::string& body) {
    std::map<std::string, std::string> form;
    std::istringstream pairs(body);
    for (std::string pair; std::getline(pairs, pair, '&');) {
        const auto equals = pair.find('=');
        if (equals == std::string::npos) continue;
        form[pair.substr(0, equals)] = decode_form(pair.substr(equals + 1)).value_or("");
    }
    return form;
}

bool same(const std::string& a, const std::string& b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

struct DemoIssuer::Key {
    PrivateKey pkey;

    std::string number(const char* name) const {
        BIGNUM* raw = nullptr;
        EVP_PKEY_get_bn_param(pkey.get(), name, &raw);
        const Owned<BIGNUM, BN_free> value(raw);
        std::string bytes(static_cast<std::size_t>(BN_num_bytes(value.get())), '\0');
        BN_bn2bin(value.get(), reinterpret_cast<unsigned char*>(bytes.data()));
        return base64url(bytes);
    }

    std::string sign(const std::string& text) const {
        const DigestContext context(EVP_MD_CTX_new());
        std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(pkey.get())), '\0');
        std::size_t length = signature.size();
        if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, pkey.get()) != 1 ||
            EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                           reinterpret_cast<const unsigned char*>(text.data()), text.size()) != 1)
            throw std::runtime_error("demo issuer: the key does not sign");
        signature.resize(length);
        return signature;
    }
};

DemoIssuer::DemoIssuer(Settings settings, const Clock& clock)
    : settings_(std::move(settings)), clock_(clock), key_(std::make_unique<Key>(Key{read_key(settings_.key_file)})) {}

DemoIssuer::~DemoIssuer() = default;

std::string DemoIssuer::token(const TokenOrder& order) const {
    const std::int64_t now = to_microseconds(clock_.now()) / 1'000'000;
    const json header{{"alg", "RS256"}, {"typ", "JWT"}, {"kid", key_id}};
    const json claims{{"iss", settings_.issuer},
                      {"aud", settings_.audience},
                      {"sub", order.subject},
                      {"scope", order.scopes},
                      {"administration_id", order.administration},
                      {"iat", now},
                      {"exp", now + order.seconds}};
    const std::string text =
        base64url(header.dump()) + "." + base64url(claims.dump(-1, ' ', false, json::error_handler_t::replace));
    return text + "." + base64url(key_->sign(text));
}

std::string DemoIssuer::jwks() const {
    return json{{"keys",
                 {{{"kty", "RSA"},
                   {"use", "sig"},
                   {"alg", "RS256"},
                   {"kid", key_id},
                   {"n", key_->number(OSSL_PKEY_PARAM_RSA_N)},
                   {"e", key_->number(OSSL_PKEY_PARAM_RSA_E)}}}}}
        .dump();
}

bool DemoIssuer::is_asked(const std::string& path) {
    return path == "/jwks.json" || path == "/.well-known/openid-configuration" || path == "/token";
}

// The demo's identity provider: keys, discovery and tokens for the one client, each refused as RFC 6749 names it.
http::Response DemoIssuer::answer(const http::Request& request) const {
    if (request.target == "/jwks.json") return http::Response{200, "application/json", jwks(), {}};
    if (request.target == "/.well-known/openid-configuration")
        return http::Response{200,
                              "application/json",
                              json{{"issuer", settings_.issuer},
                                   {"jwks_uri", settings_.issuer + "/jwks.json"},
                                   {"token_endpoint", settings_.issuer + "/token"},
                                   {"grant_types_supported", {"client_credentials"}},
                                   {"id_token_signing_alg_values_supported", {"RS256"}},
                                   {"response_types_supported", {"token"}},
                                   {"subject_types_supported", {"public"}}}
                                  .dump(),
                              {}};
    if (request.target != "/token" || request.method != "POST")
        return http::Response{405, "application/json", R"({"error":"invalid_request"})", {{"Allow", "POST"}}};
    const auto form = parse_form(request.body);
    const auto value = [&](const char* name) { return form.count(name) == 0 ? std::string() : form.at(name); };
    if (value("grant_type") != "client_credentials")
        return http::Response{400, "application/json", R"({"error":"unsupported_grant_type"})", {}};
    if (!same(value("client_id"), settings_.client_id) || !same(value("client_secret"), settings_.client_secret))
        return http::Response{401, "application/json", R"({"error":"invalid_client"})", {}};
    const TokenOrder order{value("client_id"), value("scope"), parse_number<int>(value("administration")).value_or(0)};
    if (order.administration <= 0)
        return http::Response{400,
                              "application/json",
                              R"({"error":"invalid_request","error_description":"send administration=<number>"})",
                              {}};
    return http::Response{200,
                          "application/json",
                          json{{"access_token", token(order)},
                               {"token_type", "Bearer"},
                               {"expires_in", order.seconds},
                               {"scope", order.scopes}}
                              .dump(-1, ' ', false, json::error_handler_t::replace),
                          {}};
}

std::string DemoIssuer::make_key() {
    const PrivateKey key(EVP_RSA_gen(key_bits));
    const Bio out(BIO_new(BIO_s_mem()));
    if (!key || PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        throw std::runtime_error("demo issuer: cannot make a key");
    char* text = nullptr;
    const auto length = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(length)};
}

}  // namespace aquacis::gateway
