#include "base/certificates/recovery.hpp"

#include <openssl/err.h>
// What is declared for PEM in cms.h is so after pem.h alone.
// clang-format off
#include <openssl/pem.h>
#include <openssl/cms.h>
// clang-format on

#include <stdexcept>

#include "base/openssl.hpp"

namespace aquacis {
namespace {

using namespace openssl;
using Message = Owned<CMS_ContentInfo, CMS_ContentInfo_free>;

void require(bool done, const char* otherwise) {
    if (done) return;
    ERR_clear_error();
    throw std::runtime_error(otherwise);
}

struct Recipients {
    STACK_OF(X509) * list = sk_X509_new_null();
    Recipients() = default;
    ~Recipients() { sk_X509_free(list); }
    Recipients(const Recipients&) = delete;
    Recipients& operator=(const Recipients&) = delete;
};

}  // namespace

std::string wrap_secret(std::string_view secret, std::string_view certificate_pem) {
    const Certificate certificate(PEM_read_bio_X509(reader(certificate_pem).get(), nullptr, nullptr, nullptr));
    require(certificate != nullptr, "the recovery certificate is no certificate in PEM");
    const Recipients recipients;
    require(recipients.list != nullptr && sk_X509_push(recipients.list, certificate.get()) > 0, "out of memory");
    const Bio in = reader(secret);
    const Message wrapped(CMS_encrypt(recipients.list, in.get(), EVP_aes_256_gcm(), CMS_BINARY));
    const Bio out = writer();
    require(wrapped != nullptr && PEM_write_bio_CMS(out.get(), wrapped.get()) == 1,
            "nothing can be wrapped for the recovery certificate's key");
    return written(out);
}

std::string unwrap_secret(std::string_view wrapped_pem, std::string_view key_pem) {
    const Key key(PEM_read_bio_PrivateKey(reader(key_pem).get(), nullptr, nullptr, nullptr));
    require(key != nullptr, "the recovery key is no private key in PEM without a password");
    const Message wrapped(PEM_read_bio_CMS(reader(wrapped_pem).get(), nullptr, nullptr, nullptr));
    require(wrapped != nullptr, "what is to be opened is no wrapped key in PEM");
    const Bio out = writer();
    require(CMS_decrypt(wrapped.get(), key.get(), nullptr, nullptr, out.get(), CMS_BINARY) == 1,
            "it was wrapped for another recovery key, or was changed");
    return written(out);
}

}  // namespace aquacis
