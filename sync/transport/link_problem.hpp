#pragma once
// Why there is no link, in words for the person.

#include <grpcpp/grpcpp.h>

#include <string>

namespace aquacis::sync {

std::string problem_of(const grpc::Status& ended);  // Spanish

}  // namespace aquacis::sync
