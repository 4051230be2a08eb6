#include "edge-node/update/signature.hpp"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <memory>

#include "base/openssl.hpp"
#include "edge-node/update/update_error.hpp"

namespace aquacis::edge::update {
namespace {

using namespace openssl;
void free_infos(STACK_OF(X509_INFO) * infos) { sk_X509_INFO_pop_free(infos, X509_INFO_free); }
void free_stack(STACK_OF(X509) * some) { sk_X509_free(some); }

using Store = Owned<X509_STORE, X509_STORE_free>;
using Infos = Owned<STACK_OF(X509_INFO), free_infos>;
using Signers = Owned<STACK_OF(X509), free_stack>;
using Cms = Owned<CMS_ContentInfo, CMS_ContentInfo_free>;

std::string last_fault() {
    const char* data = nullptr;
    int flags = 0;
    const unsigned long code = ERR_peek_last_error_all(nullptr, nullptr, nullptr, &data, &flags);
    std::string told = ERR_reason_error_string(code) == nullptr ? "it cannot be read" : ERR_reason_error_string(code);
    if (data != nullptr && (flags & ERR_TXT_STRING) != 0 && *data != '\0') told += std::string(": ") + data;
    ERR_clear_error();
    return told;
}

// Nothing when the file holds no authority.
Store read_keys(const std::string& keys_pem, Instant now) {
    const Infos infos(PEM_X509_INFO_read_bio(reader(keys_pem).get(), nullptr, nullptr, nullptr));
    Store store(X509_STORE_new());
    int authorities = 0, lists = 0;
    for (int i = 0; infos != nullptr && i < sk_X509_INFO_num(infos.get()); ++i) {
        const X509_INFO* info = sk_X509_INFO_value(infos.get(), i);
        if (info->x509 != nullptr) authorities += X509_STORE_add_cert(store.get(), info->x509);
        if (info->crl != nullptr) lists += X509_STORE_add_crl(store.get(), info->crl);
    }
    ERR_clear_error();
    if (authorities == 0) return {};
    X509_VERIFY_PARAM* how = X509_STORE_get0_param(store.get());
    X509_VERIFY_PARAM_set_time(how, std::chrono::system_clock::to_time_t(now));
    X509_VERIFY_PARAM_set_purpose(how,
                                  X509_PURPOSE_ANY);  // OpenSSL 3.0 has no purpose for code: is_for_code looks itself
    if (lists > 0) X509_VERIFY_PARAM_set_flags(how, X509_V_FLAG_CRL_CHECK);
    return store;
}

bool is_for_code(X509* certificate) {
    return (X509_get_extension_flags(certificate) & EXFLAG_XKUSAGE) != 0 &&
           (X509_get_extended_key_usage(certificate) & XKU_CODE_SIGN) != 0;
}

}  // namespace

std::string why_not_signed(const std::string& keys_pem, std::string_view content, std::string_view signature,
                           Instant now) {
    const Store store = read_keys(keys_pem, now);
    if (store == nullptr) return "the file of release keys holds no certificate in PEM";
    const Cms cms(d2i_CMS_bio(reader(signature).get(), nullptr));
    if (cms == nullptr || OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed ||
        CMS_is_detached(cms.get()) != 1) {
        ERR_clear_error();
        return "the signature is no detached CMS signature";
    }
    if (CMS_verify(cms.get(), nullptr, store.get(), reader(content).get(), nullptr, CMS_BINARY) != 1)
        return last_fault();
    const Signers signers(CMS_get0_signers(cms.get()));
    if (signers == nullptr || sk_X509_num(signers.get()) != 1) return "it must be signed by one certificate";
    if (!is_for_code(sk_X509_value(signers.get(), 0)))
        return "the signing certificate is not for code (extended key usage codeSigning)";
    return {};
}

std::string sign(std::string_view content, const std::string& certificate_pem, const std::string& key_pem) {
    const Certificate certificate(PEM_read_bio_X509(reader(certificate_pem).get(), nullptr, nullptr, nullptr));
    const Key key(PEM_read_bio_PrivateKey(reader(key_pem).get(), nullptr, nullptr, nullptr));
    if (certificate == nullptr || key == nullptr)
        throw UpdateError("the release certificate or its key cannot be read: " + last_fault());
    const unsigned how = CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP;
    const Cms cms(CMS_sign(certificate.get(), key.get(), nullptr, reader(content).get(), how));
    const Bio out = writer();
    if (cms == nullptr || i2d_CMS_bio(out.get(), cms.get()) != 1)
        throw UpdateError("the bundle cannot be signed: " + last_fault());
    char* data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

}  // namespace aquacis::edge::update
