#include "tests/support/mosquitto/mosquitto_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

namespace aquacis::test {
namespace {

constexpr const char* mosquitto_program = "/usr/sbin/mosquitto";

void run_openssl(const std::string& arguments) {
    if (std::system(("openssl " + arguments + " >/dev/null 2>&1").c_str()) != 0)
        throw std::runtime_error("openssl failed: " + arguments);
}

std::filesystem::path make_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "aquacis-mosquitto-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
    return name;
}

bool answers(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool connected = ::connect(fd, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
    ::close(fd);
    return connected;
}

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

void make_authority(const std::filesystem::path& name) {
    run_openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test-authority-" +
                name.filename().string() + " -keyout " + name.string() + ".key -out " + name.string() + ".crt");
}

}  // namespace

std::uint16_t free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    if (::bind(fd, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0 ||
        ::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size) != 0)
        throw std::runtime_error("no free port");
    ::close(fd);
    return ntohs(at.sin_port);
}

std::optional<std::string> MosquittoServer::missing() {
    if (!std::filesystem::exists(mosquitto_program)) return "mosquitto (Debian package mosquitto)";
    return std::nullopt;
}

MosquittoServer::MosquittoServer() : MosquittoServer(std::string()) {}

MosquittoServer::MosquittoServer(const std::string& access_rules) : folder_(make_folder()), port_(free_port()) {
    make_authority(folder_ / "ca");
    issue("localhost");
    const char* source = std::getenv("AQUACIS_SOURCE");
    acl_ = std::filesystem::path(source == nullptr ? "." : source) / "deploy/mosquitto/aquacis.acl";
    if (!access_rules.empty()) {
        acl_ = folder_ / "acl";
        std::ofstream(acl_) << access_rules;
    }
    write_config();
    start();
}

MosquittoServer::~MosquittoServer() {
    stop();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

MosquittoServer::Certificate MosquittoServer::issue(const std::string& common_name) {
    const std::string f = folder_.string() + "/";
    Certificate made{folder_ / (common_name + ".crt"), folder_ / (common_name + ".key")};
    std::ofstream(f + "names.ext") << "subjectAltName=DNS:" << common_name << ",IP:127.0.0.1\n";
    run_openssl("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + common_name + " -keyout " +
                made.key.string() + " -out " + f + "request.csr");
    run_openssl("x509 -req -days 2 -in " + f + "request.csr -CA " + f + "ca.crt -CAkey " + f +
                "ca.key -CAcreateserial -extfile " + f + "names.ext -out " + made.certificate.string());
    return made;
}

std::string MosquittoServer::sign(const std::string& request_pem, const std::string& common_name) {
    const std::string f = folder_.string() + "/";
    std::ofstream(f + "request.csr") << request_pem;
    run_openssl("x509 -req -days 2 -in " + f + "request.csr -CA " + f + "ca.crt -CAkey " + f +
                "ca.key -CAcreateserial -subj /CN=" + common_name + " -out " + f + "signed.crt");
    return content_of(folder_ / "signed.crt");
}

std::string MosquittoServer::make_next_authority() {
    make_authority(folder_ / "next");
    return content_of(folder_ / "next.crt");
}

// The first certificate of the file signs; all of them are believed.
void MosquittoServer::use_next_authority() {
    const std::string both = content_of(folder_ / "next.crt") + content_of(ca());
    stop();
    std::ofstream(ca()) << both;
    std::filesystem::rename(folder_ / "next.key", folder_ / "ca.key");
    issue("localhost");
    start();
}

void MosquittoServer::write_config() const {
    std::ofstream config(folder_ / "mosquitto.conf");
    config << "per_listener_settings false\nallow_anonymous false\nlistener " << port_ << " 127.0.0.1\n"
           << "cafile " << ca().string() << "\ncertfile " << (folder_ / "localhost.crt").string() << "\nkeyfile "
           << (folder_ / "localhost.key").string()
           << "\ntls_version tlsv1.3\nrequire_certificate true\nuse_identity_as_username true\nacl_file "
           << acl_.string() << "\npersistence true\npersistence_location " << folder_.string() << "/\nlog_dest file "
           << (folder_ / "mosquitto.log").string()
           << "\nmax_queued_messages 100000\nmax_queued_bytes 268435456\nmax_inflight_messages 100\nset_tcp_nodelay "
              "true\n";
    // As root the broker would become another user, who may not read the test's folder.
    if (::geteuid() == 0) config << "user root\n";
    // With rules of its own a test may have several clients of one certificate.
    if (acl_.parent_path() != folder_) config << "use_username_as_clientid true\n";
    if (revokes_) config << "crlfile " << (folder_ / "revocations.pem").string() << "\n";
}

void MosquittoServer::use_revocations(const std::string& list_pem) {
    std::ofstream(folder_ / "revocations.pem") << list_pem;
    if (revokes_) {
        ::kill(child_, SIGHUP);
        return;
    }
    revokes_ = true;
    stop();
    write_config();
    start();
}

void MosquittoServer::start() {
    const std::string config = (folder_ / "mosquitto.conf").string();
    child_ = ::fork();
    if (child_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        const int nothing = ::open("/dev/null", O_RDWR);
        ::dup2(nothing, STDOUT_FILENO);
        ::dup2(nothing, STDERR_FILENO);
        ::execl(mosquitto_program, mosquitto_program, "-c", config.c_str(), nullptr);
        ::_exit(127);
    }
    for (int tries = 0; tries < 200; ++tries) {
        if (answers(port_)) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    throw std::runtime_error("mosquitto does not answer; see " + (folder_ / "mosquitto.log").string());
}

void MosquittoServer::stop() {
    if (child_ <= 0) return;
    ::kill(child_, SIGTERM);
    ::waitpid(child_, nullptr, 0);
    child_ = -1;
}

}  // namespace aquacis::test
