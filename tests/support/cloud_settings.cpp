#include "tests/support/cloud_settings.hpp"

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "cloud/platform/database/migrate.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::test {
namespace {

std::filesystem::path make_folder() {
    std::string folder = (std::filesystem::temp_directory_path() / "aquacis-cloud-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("cannot make " + folder);
    return folder;
}

}  // namespace

CloudSettings::CloudSettings(const std::vector<platform::ModuleDescriptor>& modules, const std::string& more)
    : folder_(make_folder()) {
    static std::atomic<int> count{0};
    prefix_ = "cloud" + std::to_string(++count) + "_";
    make_databases(modules);
    const Certificate own = authority_.issue("cloud:aquacisd");
    write("ca.crt", authority_.certificate());
    write("cloud.crt", own.certificate);
    write("cloud.key", own.key);
    write("internal_secret", secret_ + "\n");
    write("personal_data.keys", "1 " + std::string(64, 'a') + "\nindex " + std::string(64, 'b') + "\n");
    const std::string at = folder_.string() + "/";
    write("aquacisd.toml",
          "[grpc]\nlisten = \"127.0.0.1:0\"\nca = \"" + at + "ca.crt\"\ncert = \"" + at + "cloud.crt\"\nkey = \"" + at +
              "cloud.key\"\n[database]\nserver = \"" + PostgresServer::shared().server() + "\"\nprefix = \"" + prefix_ +
              "\"\n[eventlog]\npartitions = 2\n[auth]\ninternal_secret_file = \"" + at +
              "internal_secret\"\n[personal_data]\nkeys_file = \"" + at +
              "personal_data.keys\"\n[telemetry]\nlisten = \"127.0.0.1:0\"\nlook_every_ms = 100\n" + more);
}

CloudSettings::~CloudSettings() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void CloudSettings::write(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    std::filesystem::permissions(folder_ / name,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

void CloudSettings::make_databases(const std::vector<platform::ModuleDescriptor>& modules) const {
    PostgresServer& server = PostgresServer::shared();
    const auto log = platform::database_names("eventlog", prefix_);
    platform::create_database(server.admin_connection(), log);
    platform::migrate_event_log(server.connection(log.database, log.owner), {log.app});
    for (const auto& module : modules) {
        if (!module.has_database) continue;
        const auto names = platform::database_names(module.name, prefix_);
        platform::create_database(server.admin_connection(), names);
        platform::migrate_up(server.connection(names.database, names.owner), names.app, module.migrations);
    }
}

std::shared_ptr<grpc::Channel> CloudSettings::channel(int port, const std::string& common_name) {
    const Certificate own = authority_.issue(common_name);
    grpc::SslCredentialsOptions tls;
    tls.pem_root_certs = authority_.certificate();
    tls.pem_cert_chain = own.certificate;
    tls.pem_private_key = own.key;
    return grpc::CreateChannel("localhost:" + std::to_string(port), grpc::SslCredentials(tls));
}

}  // namespace aquacis::test
