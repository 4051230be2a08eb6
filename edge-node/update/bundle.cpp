#include "edge-node/update/bundle.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <memory>
#include <vector>

#include "edge-node/update/signature.hpp"
#include "edge-node/update/update_error.hpp"

namespace aquacis::edge::update {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic = "AQUACIS BUNDLE 1\n";
constexpr std::size_t max_lengths_line = 32;
constexpr std::size_t max_manifest = 256 * 1024;
constexpr std::size_t max_signature = 64 * 1024;
constexpr std::size_t piece = 64 * 1024;

class Sha256 {
public:
    Sha256() { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }
    void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
    std::string hex() {
        std::array<unsigned char, 32> digest{};
        EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
        std::string text;
        for (const unsigned char byte : digest)
            text += {"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
        return text;
    }

private:
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> context_{EVP_MD_CTX_new()};
};

UpdateError cut_short() { return UpdateError("the bundle is cut short or was changed: bring it again"); }

std::string take(std::istream& in, std::size_t size) {
    std::string bytes(size, '\0');
    if (!in.read(bytes.data(), static_cast<std::streamsize>(size))) throw cut_short();
    return bytes;
}

struct Lengths {
    std::size_t manifest = 0;
    std::size_t signature = 0;
};

// The bundle's first line: two lengths, each within its limit, and nothing else.
Lengths read_lengths(std::istream& in) {
    std::string line;
    for (char c = 0; line.size() <= max_lengths_line && in.get(c) && c != '\n';)
        line.push_back(c);
    Lengths told;
    const char* const end = line.data() + line.size();
    const auto first = std::from_chars(line.data(), end, told.manifest);
    if (first.ec != std::errc() || first.ptr == end || *first.ptr != ' ') throw cut_short();
    const auto second = std::from_chars(first.ptr + 1, end, told.signature);
    if (second.ec != std::errc() || second.ptr != end || told.manifest > max_manifest || told.signature > max_signature)
        throw cut_short();
    return told;
}

// Gives the bytes of a file in pieces and returns their hash.
std::string hash_of(std::istream& in, std::int64_t size, const Bundle::Take& give) {
    Sha256 hash;
    std::string bytes;
    while (size > 0) {
        bytes = take(in, static_cast<std::size_t>(std::min<std::int64_t>(size, piece)));
        hash.add(bytes);
        give(bytes);
        size -= static_cast<std::int64_t>(bytes.size());
    }
    return hash.hex();
}

}  // namespace

Bundle::Bundle(fs::path file, const std::string& keys_pem, Instant now) : file_(std::move(file)) {
    std::ifstream in(file_, std::ios::binary);
    if (!in) throw UpdateError("the bundle cannot be read: " + file_.string());
    std::string head(magic.size(), '\0');
    if (!in.read(head.data(), static_cast<std::streamsize>(head.size())) || head != magic)
        throw UpdateError("the file is no bundle of aquacis-edge: " + file_.string());
    const Lengths lengths = read_lengths(in);
    manifest_json_ = take(in, lengths.manifest);
    const std::string signature = take(in, lengths.signature);
    // Nothing of the manifest is looked at before this.
    if (const std::string why = why_not_signed(keys_pem, manifest_json_, signature, now); !why.empty())
        throw UpdateError("the bundle is not signed by a release certificate that this gateway knows: " + why);
    content_begin_ = in.tellg();
    manifest_ = Manifest::parse(manifest_json_);
    if (static_cast<std::int64_t>(fs::file_size(file_)) != content_begin_ + manifest_.bytes()) throw cut_short();
}

void Bundle::check() const {
    for (const ManifestFile& file : manifest_.files)
        read(file, [](std::string_view) {});
}

void Bundle::read(const ManifestFile& wanted, const Take& give) const {
    std::ifstream in(file_, std::ios::binary);
    std::int64_t at = content_begin_;
    for (const ManifestFile& file : manifest_.files) {
        if (file.path == wanted.path) break;
        at += file.size;
    }
    in.seekg(at);
    if (hash_of(in, wanted.size, give) != wanted.sha256)
        throw UpdateError("the bundle's " + wanted.path + " is not what was signed: bring the bundle again");
}

std::string sha256_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return hash_of(in, static_cast<std::int64_t>(fs::file_size(file)), [](std::string_view) {});
}

Manifest make_manifest(const fs::path& folder, std::string version, std::string compatible) {
    Manifest made{std::move(version), std::move(compatible), {}};
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_directory() && !entry.is_symlink()) continue;
        if (!entry.is_regular_file() || entry.is_symlink())
            throw UpdateError("a bundle holds regular files alone: " + entry.path().string());
        ManifestFile file{
            entry.path().lexically_relative(folder).string(), static_cast<std::int64_t>(entry.file_size()), {}, false};
        file.sha256 = sha256_of(entry.path());
        file.executable = (entry.status().permissions() & fs::perms::owner_exec) != fs::perms::none;
        made.files.push_back(std::move(file));
    }
    std::sort(made.files.begin(), made.files.end(),
              [](const ManifestFile& a, const ManifestFile& b) { return a.path < b.path; });
    return Manifest::parse(made.to_json());
}

void write_bundle(const fs::path& bundle, const fs::path& folder, const Manifest& manifest,
                  const std::string& signature) {
    const std::string json = manifest.to_json();
    std::ofstream out(bundle, std::ios::binary | std::ios::trunc);
    out << magic << json.size() << ' ' << signature.size() << '\n' << json << signature;
    for (const ManifestFile& file : manifest.files) {
        std::ifstream in(folder / file.path, std::ios::binary);
        const std::string hash = hash_of(in, file.size, [&](std::string_view bytes) {
            out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        });
        if (hash != file.sha256) throw UpdateError("the file changed while it was packed: " + file.path);
    }
    out.close();
    if (!out) throw UpdateError("the bundle cannot be written: " + bundle.string());
}

}  // namespace aquacis::edge::update
