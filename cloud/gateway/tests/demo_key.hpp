#pragma once
// A demo issuer's key in a file of its own, gone with the test.

#include <stdlib.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

#include "cloud/gateway/demo_issuer.hpp"

namespace aquacis::gateway {

struct DemoKeyFile {
    DemoKeyFile() {
        char name[] = "/tmp/aquacis-demo-key-XXXXXX";
        const int file = mkstemp(name);
        const std::string pem = DemoIssuer::make_key();
        const bool written = file >= 0 && write(file, pem.data(), pem.size()) == static_cast<ssize_t>(pem.size());
        if (file >= 0) close(file);
        path = name;
        if (!written) throw std::runtime_error("cannot write " + path);
    }
    ~DemoKeyFile() { unlink(path.c_str()); }
    DemoKeyFile(const DemoKeyFile&) = delete;
    DemoKeyFile& operator=(const DemoKeyFile&) = delete;

    std::string path;
};

}  // namespace aquacis::gateway
