#pragma once
// A token issuer with an RSA key of its own.

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace aquacis::platform {

using nlohmann::json;

inline std::string base64url(std::string_view bytes) {
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

class Issuer {
public:
    Issuer() : key_(EVP_RSA_gen(2048), &EVP_PKEY_free) {}
    std::string jwks() const {
        return json{{"keys",
                     {{{"kty", "RSA"},
                       {"kid", "k1"},
                       {"n", number(OSSL_PKEY_PARAM_RSA_N)},
                       {"e", number(OSSL_PKEY_PARAM_RSA_E)}}}}}
            .dump();
    }
    std::string sign(const json& claims, const json& header = {{"alg", "RS256"}, {"kid", "k1"}}) const {
        const std::string text = base64url(header.dump()) + "." + base64url(claims.dump());
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
        std::size_t length = 512;
        std::string signature(length, '\0');
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size());
        signature.resize(length);
        return text + "." + base64url(signature);
    }

private:
    std::string number(const char* name) const {
        BIGNUM* value = nullptr;
        EVP_PKEY_get_bn_param(key_.get(), name, &value);
        std::string bytes(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
        BN_bn2bin(value, reinterpret_cast<unsigned char*>(bytes.data()));
        BN_free(value);
        return base64url(bytes);
    }
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

}  // namespace aquacis::platform
