#include "cloud/aquacisctl/client.hpp"

#include <fstream>
#include <stdexcept>

namespace aquacis::aquacisctl {
void write_file(const std::string& path, const std::string& content) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << content;
    if (!out.flush()) throw std::runtime_error("cannot write " + path + "; check the folder and the disk");
}

Client::Client(const Config& config, const std::string& token_file) : token_(read_file(token_file)) {
    while (!token_.empty() && (token_.back() == '\n' || token_.back() == ' '))
        token_.pop_back();
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = read_file(config.text("client.ca"));
    options.pem_private_key = read_file(config.text("client.key"));
    options.pem_cert_chain = read_file(config.text("client.cert"));
    const std::string target = config.text("client.target");
    channel_ = grpc::CreateChannel(target, grpc::SslCredentials(options));
    // Calls do not wait for a server that went away: a person learns at once, and asks again.
    const std::chrono::seconds patience(config.integer("client.connect_s", 15, 1, 600));
    if (!channel_->WaitForConnected(std::chrono::system_clock::now() + patience))
        throw std::runtime_error("client.target: no server answers at " + target +
                                 "; start aquacisd, or correct the address or the certificates");
}

std::unique_ptr<grpc::ClientContext> Client::call(std::chrono::seconds deadline) const {
    auto call = std::make_unique<grpc::ClientContext>();
    call->set_deadline(std::chrono::system_clock::now() + deadline);
    call->AddMetadata("authorization", "Bearer " + token_);
    return call;
}

void require(const grpc::Status& status, const std::string& doing) {
    if (!status.ok()) throw std::runtime_error(doing + ": " + status.error_message());
}

}  // namespace aquacis::aquacisctl
