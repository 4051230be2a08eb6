#include "sync/transport/link_problem.hpp"

namespace aquacis::sync {

std::string problem_of(const grpc::Status& ended) {
    if (!ended.error_details().empty()) return ended.error_message();  // a refusal: it says why, and what to do
    switch (ended.error_code()) {
        case grpc::StatusCode::OK:
        case grpc::StatusCode::CANCELLED:
        case grpc::StatusCode::UNAVAILABLE:
            return "Sin conexión con el servidor.";
        case grpc::StatusCode::UNAUTHENTICATED:
        case grpc::StatusCode::PERMISSION_DENIED:
            return ended.error_message();
        case grpc::StatusCode::FAILED_PRECONDITION:
            return "El servidor pide una versión más nueva de este programa.";
        default:
            return "El servidor interrumpió la conexión; se intentará de nuevo.";
    }
}

}  // namespace aquacis::sync
