#pragma once
// The use case: batches of one administration become events of the log, each once, in one transaction.

#include <atomic>
#include <vector>

#include "cloud/ingest/service/append_journal.hpp"
#include "cloud/ingest/service/batch.hpp"
#include "cloud/ingest/store/ingest_store.hpp"
#include "cloud/ingest/store/registry_store.hpp"
#include "cloud/platform/events/event_log.hpp"

namespace aquacis::ingest {

struct Context {
    platform::Pool& database;
    platform::EventLog& log;
    const Clock& clock;
    IngestStore store{};
    RegistryStore registry{};
    AppendJournal* journal = nullptr;  // told of what was appended
};

// The outcome of each batch whose gateway is registered and enabled, to be acknowledged now that it is committed;
// the others have none. Throws what the databases throw: then nothing may be acknowledged.
std::vector<Outcome> record_batches(const Context& context, AdministrationId administration,
                                    const std::vector<Batch>& batches);

// A message that is no batch, of a registered gateway.
void quarantine_message(const Context& context, const UplinkTopic& from, const std::string& content,
                        const std::string& reason);

void register_gateway(const Context& context, AdministrationId administration, const std::string& gateway_id);

}  // namespace aquacis::ingest
