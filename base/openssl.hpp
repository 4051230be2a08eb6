#pragma once
// Owners for OpenSSL's objects. For sources: no header of this project shows OpenSSL to who includes it.

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

namespace aquacis::openssl {

template <auto Free>
struct Freer {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Freer<Free>>;

using Bio = Owned<BIO, BIO_free_all>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using Certificate = Owned<X509, X509_free>;
using Request = Owned<X509_REQ, X509_REQ_free>;

inline Bio reader(std::string_view bytes) {
    return Bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}  // of text that stays
inline Bio writer() { return Bio(BIO_new(BIO_s_mem())); }

inline std::string written(const Bio& writer) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(writer.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

}  // namespace aquacis::openssl
