#include "cloud/gateway/problem.hpp"

#include <nlohmann/json.hpp>

#include "cloud/platform/calls/guard.hpp"

namespace aquacis::gateway {
namespace {

using nlohmann::json;

constexpr const char* try_again =
    "Repita la petición con la misma clave de idempotencia; si sigue, avise a quien opera el sistema.";

int http_status(RefusalKind kind) {
    switch (kind) {
        case RefusalKind::invalid:
            return 400;
        case RefusalKind::unauthenticated:
            return 401;
        case RefusalKind::forbidden:
            return 403;
        case RefusalKind::not_found:
            return 404;
        case RefusalKind::conflict:
            return 409;
        case RefusalKind::exhausted:
            return 429;
        case RefusalKind::unavailable:
            return 503;
    }
    return 500;
}

bool is_fault(grpc::StatusCode code) { return code == grpc::StatusCode::INTERNAL || code == grpc::StatusCode::UNKNOWN; }

}  // namespace

http::Headers kept_private() { return {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}}; }

http::Response problem(int status, const Refusal& refusal) {
    const json body{{"type", "about:blank"},  {"status", status},          {"code", refusal.code},
                    {"field", refusal.field}, {"detail", refusal.message}, {"remedy", refusal.remedy}};
    http::Response response{status, "application/problem+json",
                            body.dump(-1, ' ', false, json::error_handler_t::replace), kept_private()};
    if (status == 429 || status == 503) response.headers.emplace_back("Retry-After", "1");
    if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
}

http::Response problem(const Refusal& refusal) { return problem(http_status(refusal.kind), refusal); }

http::Response problem(const grpc::Status& status) {
    if (!status.error_details().empty()) {
        const Refusal refusal = platform::refusal_of(status);
        return is_fault(status.error_code()) ? problem(500, refusal) : problem(refusal);
    }
    // Without details it is gRPC that speaks: English, and of addresses.
    if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED)
        return problem(504, {RefusalKind::unavailable, "timeout", "", "El servicio no respondió a tiempo.", try_again});
    if (is_fault(status.error_code()))
        return problem(500, {RefusalKind::unavailable, "internal", "", "Ocurrió una falla interna.", try_again});
    return problem(503, {RefusalKind::unavailable, "unavailable", "", "El servicio no está disponible en este momento.",
                         try_again});
}

http::Response fault_answer(int status) {
    if (status == 413)
        return problem(status,
                       {RefusalKind::invalid, "http.body_too_large", "", "El cuerpo de la petición es mayor que 1 MiB.",
                        "Envíe menos elementos en cada petición."});
    if (status == 429)
        return problem(status, {RefusalKind::exhausted, "http.too_much_at_once", "",
                                "El servicio tiene en memoria demasiadas peticiones de todos.",
                                "Espere un segundo y repita la petición con la misma clave de idempotencia."});
    if (status == 431)
        return problem(status, {RefusalKind::invalid, "http.headers_too_large", "",
                                "Los encabezados de la petición son mayores que 16 KiB.",
                                "Envíe menos encabezados, o más cortos."});
    if (status == 417)
        return problem(status, {RefusalKind::invalid, "http.unknown_expectation", "Expect",
                                "El servidor no cumple esa expectativa.", "Use «Expect: 100-continue», o ninguna."});
    if (status == 501)
        return problem(status, {RefusalKind::invalid, "http.unknown_transfer_encoding", "Transfer-Encoding",
                                "El servidor no conoce esa codificación del cuerpo.",
                                "Envíe el cuerpo con Content-Length, o con «Transfer-Encoding: chunked»."});
    if (status == 503)
        return problem(status, {RefusalKind::unavailable, "http.busy", "", "El servicio atiende demasiadas peticiones.",
                                try_again});
    if (status == 500)
        return problem(status, {RefusalKind::unavailable, "internal", "", "Ocurrió una falla interna.", try_again});
    return problem(status, {RefusalKind::invalid, "http.malformed", "", "La petición no es HTTP/1.1 bien formado.",
                            "Revise el programa que la envía."});
}

}  // namespace aquacis::gateway
