#pragma once
// This machine becomes one of the utility's devices, by the one-time code of: aquacisctl device invite

#include <filesystem>
#include <string>

#include "base/certificates/enrollment.hpp"

namespace aquacis::field {

struct Enroll : EnrollmentRequest {
    std::filesystem::path identity;  // where key, certificate and authorities go
    bool again = false;              // though an identity stands there
};
struct Enrolled {
    std::string device_id;
    int administration = 0;
    std::string name;
    std::string office;
};
// Throws EnrollmentError; std::system_error when the file cannot be written.
Enrolled enroll(const Enroll& request, Instant now);

// The command's own line: enroll --server URL --identity FILE [--code CODE] [--ca FILE] [--again]. Returns the status.
// `program` is whose command it is: "aquacis-till".
int enroll_command(int argc, char** argv, const std::string& program);

}  // namespace aquacis::field
