#include "cloud/fiscal/pacsim/pac_server.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <thread>

namespace aquacis::fiscal::pacsim {
namespace {

using http::Request;
using http::Response;
using nlohmann::json;

constexpr std::array<std::pair<const char*, Misbehaviour>, 7> behaviours{{{"none", Misbehaviour::none},
                                                                          {"transient", Misbehaviour::transient},
                                                                          {"lost", Misbehaviour::lost},
                                                                          {"silent", Misbehaviour::silent},
                                                                          {"duplicate", Misbehaviour::duplicate},
                                                                          {"reject", Misbehaviour::reject},
                                                                          {"proxy", Misbehaviour::proxy}}};

Response json_response(int status, const json& body) { return {status, "application/json", body.dump() + "\n", {}}; }

Response to_response(const Verdict& verdict) {
    switch (verdict.kind) {
        case Verdict::Kind::stamped:
            return json_response(200, {{"timbre", verdict.timbre}});
        case Verdict::Kind::duplicate:
            return json_response(409,
                                 {{"code", verdict.code}, {"message", verdict.message}, {"timbre", verdict.timbre}});
        case Verdict::Kind::rejected:
            return json_response(422, {{"code", verdict.code}, {"message", verdict.message}});
        case Verdict::Kind::full:
            break;
    }
    return json_response(503, {{"code", verdict.code}, {"message", verdict.message}});
}

}  // namespace

PacServer::PacServer(const Clock& clock, Settings settings)
    : silence_(settings.silence),
      stamper_(clock, settings.most_kept),
      server_(std::move(settings.server), [this](const Request& request) { return answer(request); }) {}

void PacServer::behave(Misbehaviour as, int next) {
    const std::lock_guard lock(mutex_);
    as_ = as;
    next_ = next;
}

Misbehaviour PacServer::next_behaviour() {
    const std::lock_guard lock(mutex_);
    if (next_ == 0) return Misbehaviour::none;
    --next_;
    return as_;
}

// What a PAC offers, stamping and recovering, and what tests and demos ask of this one besides. Where its recovery is
// hidden it answers as a web server without one.
Response PacServer::answer(const Request& request) {
    if (request.method == "POST" && request.target == "/stamp") return stamp(request.body);
    if (request.method == "POST" && request.target == "/recover") {
        if (is_hidden()) return {404, "text/html", "<html><h1>404 Not Found</h1></html>", {}};
        const std::string timbre = stamper_.recover(request.body);
        return timbre.empty()
                   ? json_response(404, {{"code", "205"}, {"message", "El PAC no tiene timbre de ese documento."}})
                   : json_response(200, {{"timbre", timbre}});
    }
    if (request.method == "POST" && request.target == "/behave") return take_behaviour(request.body);
    if (request.target == "/health") return json_response(200, {{"status", "ok"}});
    if (request.target == "/count") return json_response(200, {{"stamped", stamper_.stamped()}});
    if (request.target == "/certificate") return {200, "application/x-pem-file", stamper_.certificate_pem(), {}};
    return json_response(404, {{"message", "POST /stamp, /recover, /behave; GET /health, /count, /certificate"}});
}

// Behind a proxy that answers itself, a question reaches the PAC as little as a document.
bool PacServer::is_hidden() {
    const std::lock_guard lock(mutex_);
    return as_ == Misbehaviour::proxy && next_ > 0;
}

Response PacServer::stamp(const std::string& xml) {
    const Misbehaviour as = next_behaviour();
    return as == Misbehaviour::none ? to_response(stamper_.stamp(xml)) : misbehave(as, xml);
}

Response PacServer::misbehave(Misbehaviour as, const std::string& xml) {
    switch (as) {
        case Misbehaviour::lost: {
            const Verdict verdict = stamper_.stamp(xml);
            std::this_thread::sleep_for(silence_);
            return to_response(verdict);
        }
        case Misbehaviour::silent:
            std::this_thread::sleep_for(silence_);
            break;
        case Misbehaviour::duplicate:
            stamper_.stamp(xml);
            return json_response(409, {{"code", "307"}, {"message", "El comprobante contiene un timbre previo."}});
        case Misbehaviour::reject:
            return json_response(422, {{"code", "CFDI40999"}, {"message", "Error no clasificado."}});
        case Misbehaviour::proxy:
            return {400, "text/html", "<html><h1>400 Bad Request</h1></html>", {}};
        case Misbehaviour::none:
        case Misbehaviour::transient:
            break;
    }
    return json_response(503, {{"code", "708"}, {"message", "No se pudo conectar al SAT."}});
}

Response PacServer::take_behaviour(const std::string& body) {
    const json wanted = json::parse(body, nullptr, false);
    if (wanted.is_object())
        for (const auto& [name, as] : behaviours)
            if (wanted.value("as", "") == name) {
                behave(as, wanted.value("next", 1));
                return json_response(200, wanted);
            }
    return json_response(
        400, {{"message", "{\"as\": none|transient|lost|silent|duplicate|reject|proxy, \"next\": how many}"}});
}

}  // namespace aquacis::fiscal::pacsim
