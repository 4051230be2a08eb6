#pragma once
// What went wrong, as RFC 9457 tells it, with our code, field and remedy.

#include <grpcpp/support/status.h>

#include "base/http/message.hpp"
#include "base/result.hpp"

namespace aquacis::gateway {

http::Headers kept_private();  // of every answer about somebody: nobody stores it, nobody guesses its type
http::Response problem(int status, const Refusal& refusal);
http::Response problem(const Refusal& refusal);      // the status from the refusal's kind
http::Response problem(const grpc::Status& status);  // says nothing of the inside: addresses, faults
http::Response fault_answer(int status);             // what never reached the front: 400, 413, 431; 500 when it threw

}  // namespace aquacis::gateway
