#pragma once
// What the office asks of a gateway from afar: a desired state, or a command; and what the gateway says to it.

#include <functional>
#include <string>

#include "base/mqtt/mqtt.hpp"
#include "cloud/ingest/domain/reading.hpp"
#include "cloud/ingest/store/remote_store.hpp"
#include "cloud/platform/calls/guard.hpp"

namespace aquacis::ingest {

struct Remote {
    platform::Pool& database;
    const Clock& clock;
    const RandomBits& random;
    std::function<bool(const mqtt::Message&)> publish;  // false: the broker is not connected
    RemoteStore store{};
};

struct TwinWish {
    std::string gateway_id;
    int interval_minutes = 0;  // 0: as its settings file says
    int linger_ms = 0;
    std::string server{};
    std::string keys{};  // passed on, and kept nowhere here
    std::string receivers{};
};
Result<std::int64_t> configure_gateway(const Remote& remote, const platform::Caller& caller,
                                       const TwinWish& wish);  // the version

struct CommandWish {
    std::string gateway_id;
    std::string kind;  // reload_keys | send_again | report_state | read_now | restart | send_logs | valve | update |
                       // renew_certificate
    std::string meter{};
    std::string valve{};  // open | closed
    int valid_minutes = 0;
    std::string url{};  // of an update's bundle
    std::string sha256{};
};
Result<CommandRow> command_gateway(const Remote& remote, const platform::Caller& caller, const CommandWish& wish);
Result<CommandRow> find_command(const Remote& remote, const platform::Caller& caller, const std::string& command_id);

struct RemoteView {
    TwinRow twin;
    std::vector<CommandRow> commands;
};
Result<RemoteView> look_at_gateway(const Remote& remote, const platform::Caller& caller, const std::string& gateway_id);

// From the broker. What cannot be read, or comes from a gateway that is revoked or unknown, changes nothing.
void note_report(const Remote& remote, const UplinkTopic& from, const std::string& bytes);
void note_answer(const Remote& remote, const UplinkTopic& from, const std::string& bytes);

}  // namespace aquacis::ingest
