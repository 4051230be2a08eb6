#include "edge-node/update/tests/signing.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <stdexcept>

#include "edge-node/update/bundle.hpp"
#include "edge-node/update/signature.hpp"

namespace aquacis::edge::update::test {
namespace {

namespace fs = std::filesystem;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

constexpr long day_s = 86'400;

std::string pem_of(const std::function<int(BIO*)>& write_pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
    if (write_pem(memory.get()) != 1) throw std::runtime_error("a PEM text cannot be written");
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

std::unique_ptr<BIO, decltype(&BIO_free)> reader(const std::string& text) {
    return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
}

void extend(X509* certificate, int kind, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

Certificate bare(const std::string& name, long serial, EVP_PKEY* key, int days) {
    Certificate made(X509_new(), X509_free);
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -100 * day_s);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), days * day_s);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_pubkey(made.get(), key);
    return made;
}

Pem pem_pair(X509* certificate, EVP_PKEY* key) {
    return {pem_of([&](BIO* out) { return PEM_write_bio_X509(out, certificate); }), pem_of([&](BIO* out) {
                return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
            })};
}

}  // namespace

ReleaseAuthority::ReleaseAuthority() {
    const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const Certificate certificate = bare("release authority", 1, key.get(), 100);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    extend(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    extend(certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    own_ = pem_pair(certificate.get(), key.get());
}

Pem ReleaseAuthority::issue(const SignerWish& wish) const {
    const Key authority_key(PEM_read_bio_PrivateKey(reader(own_.key).get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
    const Certificate authority(PEM_read_bio_X509(reader(own_.certificate).get(), nullptr, nullptr, nullptr),
                                X509_free);
    const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const Certificate made = bare("release", 2, key.get(), wish.good_for_days);
    X509_set_issuer_name(made.get(), X509_get_subject_name(authority.get()));
    extend(made.get(), NID_basic_constraints, "CA:FALSE");
    extend(made.get(), NID_key_usage, "critical,digitalSignature");
    extend(made.get(), NID_ext_key_usage, wish.use.c_str());
    X509_sign(made.get(), authority_key.get(), EVP_sha256());
    return pem_pair(made.get(), key.get());
}

TempFolder::TempFolder() {
    std::string name = (fs::temp_directory_path() / "aquacis-update-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
    path = name;
}

TempFolder::~TempFolder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
}

fs::path make_bundle(const fs::path& folder, const std::string& name, const Pem& signer, const ReleaseWish& wish) {
    const fs::path tree = folder / (name + ".tree");
    for (const auto& [path, content] : wish.files) {
        fs::create_directories((tree / path).parent_path());
        write(tree / path, content);
        if (path.rfind("bin/", 0) == 0) fs::permissions(tree / path, static_cast<fs::perms>(0755));
    }
    const Manifest manifest = make_manifest(tree, wish.version, wish.made_for);
    write_bundle(folder / name, tree, manifest, sign(manifest.to_json(), signer.certificate, signer.key));
    return folder / name;
}

void write(const fs::path& file, const std::string& content) { std::ofstream(file, std::ios::binary) << content; }

std::string read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

Instant now() { return SystemClock().now(); }

}  // namespace aquacis::edge::update::test
