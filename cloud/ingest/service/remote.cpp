#include "cloud/ingest/service/remote.hpp"

#include <array>

#include "aquacis/edge/v1/edge.pb.h"
#include "base/log/log.hpp"

namespace aquacis::ingest {
namespace {

constexpr std::size_t most_key_bytes = 200'000;
constexpr std::size_t most_receiver_bytes = 100'000;
constexpr std::size_t most_detail = 200'000;
constexpr std::size_t most_reason = 1'000;
constexpr int usual_minutes = 60;
constexpr int most_minutes = 10'080;

constexpr std::array kinds{std::pair{"reload_keys", edge::v1::COMMAND_KIND_RELOAD_KEYS},
                           std::pair{"send_again", edge::v1::COMMAND_KIND_SEND_AGAIN},
                           std::pair{"report_state", edge::v1::COMMAND_KIND_REPORT_STATE},
                           std::pair{"read_now", edge::v1::COMMAND_KIND_READ_NOW},
                           std::pair{"restart", edge::v1::COMMAND_KIND_RESTART},
                           std::pair{"send_logs", edge::v1::COMMAND_KIND_SEND_LOGS},
                           std::pair{"valve", edge::v1::COMMAND_KIND_VALVE},
                           std::pair{"update", edge::v1::COMMAND_KIND_UPDATE},
                           std::pair{"renew_certificate", edge::v1::COMMAND_KIND_RENEW_CERTIFICATE}};

Refusal wrong(const char* code, const char* field, const char* message, const char* remedy) {
    return {RefusalKind::invalid, code, field, message, remedy};
}

Refusal unknown_gateway(const std::string& gateway_id) {
    return {RefusalKind::not_found, "gateway.unknown", "gateway_id",
            "No hay una compuerta «" + gateway_id + "» en servicio en esta administración.",
            "Consulte las que hay con «aquacisctl gateway list»."};
}

Refusal not_sent() {
    return {RefusalKind::unavailable, "gateway.not_sent", "",
            "No hay conexión con el intermediario de mensajes; no se envió nada.", "Repita en un minuto."};
}

std::string topic(AdministrationId administration, const std::string& gateway_id, const char* subtopic) {
    return topic_of({administration, gateway_id}, subtopic);
}

// The limits of what may be wished of a gateway; 0 and empty leave what it has.
Result<> check(const TwinWish& wish) {
    if (wish.interval_minutes < 0 || wish.interval_minutes > 1'440)
        return wrong("gateway.wrong_interval", "interval_minutes", "El intervalo debe ser de 1 a 1440 minutos.",
                     "Corrija el intervalo; 0 deja el del equipo.");
    if (wish.linger_ms < 0 || wish.linger_ms > 60'000)
        return wrong("gateway.wrong_linger", "linger_ms", "La espera debe ser de 1 a 60000 milisegundos.",
                     "Corrija la espera; 0 deja la del equipo.");
    if (!wish.server.empty() && wish.server.rfind("ssl://", 0) != 0)
        return wrong("gateway.wrong_server", "server", "El servidor debe empezar con ssl://.",
                     "Escriba, por ejemplo, ssl://broker:8883.");
    if (wish.keys.size() > most_key_bytes)
        return wrong("gateway.too_many_keys", "keys", "Las llaves pasan de 200 000 bytes.",
                     "Envíe solo las de los medidores de esta compuerta.");
    if (wish.receivers.size() > most_receiver_bytes)
        return wrong("gateway.too_many_receivers", "receivers", "Los receptores pasan de 100 000 bytes.",
                     "Quite lo que sobre.");
    return Done{};
}

bool is_meter(const std::string& name) { return name.size() == 12 && name[3] == ' '; }

Result<edge::v1::Command> with_bundle(edge::v1::Command command, const CommandWish& wish) {
    if (wish.url.rfind("https://", 0) != 0 || wish.url.size() > 2'000)
        return wrong("command.wrong_url", "url", "La dirección del paquete debe empezar con https://.",
                     "Escriba dónde está el paquete.");
    if (wish.sha256.size() != 64 || wish.sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
        return wrong("command.wrong_sha256", "sha256",
                     "La suma SHA-256 del paquete son 64 cifras hexadecimales en minúsculas.",
                     "Tómela de «sha256sum paquete».");
    command.set_url(wish.url);
    command.set_sha256(wish.sha256);
    return command;
}

// A command that is whole: what every kind has is judged first, then what a valve or an update needs besides.
Result<edge::v1::Command> read_command(const CommandWish& wish) {
    const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const auto& one) { return wish.kind == one.first; });
    if (kind == kinds.end())
        return wrong("command.wrong_kind", "kind", "No se conoce esa orden.",
                     "Use read_now, restart, send_logs, valve, update, reload_keys, send_again, report_state o "
                     "renew_certificate.");
    if (!wish.meter.empty() && !is_meter(wish.meter))
        return wrong("command.wrong_meter", "meter", "El medidor se escribe como «KAM 64107712».",
                     "Corrija el medidor.");
    if (wish.valid_minutes < 0 || wish.valid_minutes > most_minutes)
        return wrong("command.wrong_validity", "valid_minutes", "La vigencia debe ser de 1 a 10080 minutos.",
                     "Corrija la vigencia; 0 es una hora.");
    edge::v1::Command command;
    command.set_kind(kind->second);
    command.set_meter(wish.meter);
    if (kind->second == edge::v1::COMMAND_KIND_UPDATE) return with_bundle(std::move(command), wish);
    if (kind->second != edge::v1::COMMAND_KIND_VALVE) return command;
    if (wish.meter.empty())
        return wrong("command.no_meter", "meter", "Falta el medidor de la válvula.",
                     "Escriba, por ejemplo, «SIE 00000001».");
    if (wish.valve != "open" && wish.valve != "closed")
        return wrong("command.wrong_valve", "valve", "Falta qué hacer con la válvula.",
                     "Escriba open para abrirla o closed para cerrarla.");
    command.set_valve(wish.valve == "open" ? edge::v1::VALVE_POSITION_OPEN : edge::v1::VALVE_POSITION_CLOSED);
    return command;
}

std::string word(edge::v1::TwinOutcome outcome) {
    switch (outcome) {
        case edge::v1::TWIN_OUTCOME_ON_TRIAL:
            return "on_trial";
        case edge::v1::TWIN_OUTCOME_APPLIED:
            return "applied";
        case edge::v1::TWIN_OUTCOME_REFUSED:
            return "refused";
        case edge::v1::TWIN_OUTCOME_ROLLED_BACK:
            return "rolled_back";
        default:
            return "unknown";
    }
}

// PostgreSQL takes neither nought bytes nor broken UTF-8 in a text.
std::string as_text(std::string text, std::size_t most) {
    if (text.size() > most) text.resize(most);
    for (char& c : text)
        if (c == '\0') c = ' ';
    return text;
}

}  // namespace

Result<std::int64_t> configure_gateway(const Remote& remote, const platform::Caller& caller, const TwinWish& wish) {
    if (const auto checked = check(wish); !checked) return checked.refusal();
    // The version is taken first: should the broker not take the message, the next one is newer all the same.
    const auto version = remote.database.run(caller.administration, [&](platform::Transaction& tx) {
        return remote.store.next_version(tx, wish.gateway_id, caller.subject, remote.clock.now());
    });
    if (!version) return unknown_gateway(wish.gateway_id);
    edge::v1::TwinDesired desired;
    desired.set_version(static_cast<std::uint64_t>(*version));
    desired.set_interval_minutes(static_cast<std::uint32_t>(wish.interval_minutes));
    desired.set_linger_ms(static_cast<std::uint32_t>(wish.linger_ms));
    desired.set_server(wish.server);
    desired.set_keys(wish.keys);
    desired.set_receivers(wish.receivers);
    if (!remote.publish(
            {topic(caller.administration, wish.gateway_id, "twin/desired"), desired.SerializeAsString(), true}))
        return not_sent();
    log::info("gateway.configured", {{"gateway", wish.gateway_id}, {"version", *version}, {"by", caller.subject}});
    return *version;
}

Result<CommandRow> command_gateway(const Remote& remote, const platform::Caller& caller, const CommandWish& wish) {
    auto command = read_command(wish);
    if (!command) return command.refusal();
    const Instant now = remote.clock.now();
    CommandRow row{make_uuid_v7(now, remote.random).to_string(),
                   wish.gateway_id,
                   wish.kind,
                   wish.meter,
                   now,
                   caller.subject,
                   now + std::chrono::minutes(wish.valid_minutes == 0 ? usual_minutes : wish.valid_minutes)};
    const bool known = remote.database.run(caller.administration,
                                           [&](platform::Transaction& tx) { return remote.store.add(tx, row); });
    if (!known) return unknown_gateway(wish.gateway_id);
    command->set_command_id(row.command_id);
    command->set_expires_at_us(to_microseconds(row.expires_at));
    if (!remote.publish(
            {topic(caller.administration, wish.gateway_id, "command"), command->SerializeAsString(), false})) {
        remote.database.run(caller.administration,
                            [&](platform::Transaction& tx) { remote.store.drop(tx, row.command_id); });
        return not_sent();
    }
    log::info("gateway.commanded",
              {{"gateway", wish.gateway_id}, {"command", row.command_id}, {"kind", wish.kind}, {"by", caller.subject}});
    return row;
}

Result<CommandRow> find_command(const Remote& remote, const platform::Caller& caller, const std::string& command_id) {
    auto found = remote.database.run(
        caller.administration, [&](platform::Transaction& tx) { return remote.store.find_command(tx, command_id); });
    if (!found)
        return Refusal{RefusalKind::not_found, "command.unknown", "command_id", "No hay una orden con ese número.",
                       "Consulte las de la compuerta."};
    return std::move(*found);
}

Result<RemoteView> look_at_gateway(const Remote& remote, const platform::Caller& caller,
                                   const std::string& gateway_id) {
    RemoteView view;
    const bool known = remote.database.run(caller.administration, [&](platform::Transaction& tx) {
        const auto twin = remote.store.find_twin(tx, gateway_id);
        if (!twin) return false;
        view = {*twin, remote.store.newest_commands(tx, gateway_id)};
        return true;
    });
    if (!known) return unknown_gateway(gateway_id);
    return view;
}

void note_report(const Remote& remote, const UplinkTopic& from, const std::string& bytes) {
    edge::v1::TwinReported told;
    if (!told.ParseFromString(bytes)) return;
    const TwinReport report{static_cast<std::int64_t>(told.version()), word(told.outcome()),
                            as_text(told.reason(), most_reason), told.keys_in_use()};
    remote.database.run(from.administration, [&](platform::Transaction& tx) {
        remote.store.note(tx, from.gateway_id, report, remote.clock.now());
    });
}

void note_answer(const Remote& remote, const UplinkTopic& from, const std::string& bytes) {
    edge::v1::CommandAnswer told;
    if (!told.ParseFromString(bytes)) return;
    const CommandAnswered answer{as_text(told.command_id(), 100), as_text(told.status(), 20),
                                 as_text(told.detail(), most_detail)};
    remote.database.run(from.administration, [&](platform::Transaction& tx) {
        remote.store.note(tx, from.gateway_id, answer, remote.clock.now());
    });
}

}  // namespace aquacis::ingest
