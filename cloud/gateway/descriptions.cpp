#include "cloud/gateway/descriptions.hpp"

#include <stdexcept>

#include "cloud/gateway/described.hpp"

namespace aquacis::gateway {

const google::protobuf::FileDescriptorSet& described_files() {
    static const auto files = [] {
        google::protobuf::FileDescriptorSet read;
        if (!read.ParseFromArray(described_protos, static_cast<int>(sizeof described_protos)))
            throw std::logic_error("gateway: the embedded descriptors cannot be read");
        return read;
    }();
    return files;
}

}  // namespace aquacis::gateway
