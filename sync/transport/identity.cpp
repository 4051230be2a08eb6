#include "sync/transport/identity.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/durable_file.hpp"

namespace aquacis::sync {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& file) {
    const std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("sync: " + file.string() + " cannot be read; enroll this machine first");
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string text_of(const Identity& identity) {
    return identity.key_pem + identity.certificate_pem + identity.authorities_pem;
}

Identity parse(const std::string& text, const fs::path& file) {
    constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----";
    constexpr std::string_view end = "-----END CERTIFICATE-----\n";
    const std::size_t own = text.find(begin);
    const std::size_t after = own == std::string::npos ? own : text.find(end, own);
    if (after == std::string::npos || text.find("PRIVATE KEY-----") > own)
        throw std::runtime_error("sync: " + file.string() + " holds no key and certificate; enroll this machine again");
    const std::size_t rest = after + end.size();
    return {text.substr(0, own), text.substr(own, rest - own), text.substr(rest)};
}

}  // namespace

bool IdentityFile::exists() const { return fs::exists(file_); }
bool IdentityFile::is_on_trial() const { return fs::exists(next()); }

Identity IdentityFile::read() const {
    const fs::path file = is_on_trial() ? next() : file_;
    return parse(content_of(file), file);
}

void IdentityFile::keep(const Identity& identity) const {
    if (file_.has_parent_path()) fs::create_directories(file_.parent_path());
    write_durably(file_, text_of(identity));
    fs::remove(next());
    fs::remove(pending());
}

DeviceKey IdentityFile::pending_key() const {
    if (fs::exists(pending())) return DeviceKey::from_pem(content_of(pending()));
    if (file_.has_parent_path()) fs::create_directories(file_.parent_path());
    DeviceKey key = DeviceKey::make();
    write_durably(pending(), key.pem());
    return key;
}

void IdentityFile::keep_on_trial(const Identity& identity) const {
    write_durably(next(), text_of(identity));
    fs::remove(pending());
}

void IdentityFile::end_trial() const {
    fs::rename(next(), file_);
    sync_folder(file_.has_parent_path() ? file_.parent_path() : fs::path("."));
}

void IdentityFile::give_up_trial() const { fs::remove(next()); }

}  // namespace aquacis::sync
