#pragma once
// MQTT in, event log out: the context that aquacisd registers.
// Settings: ingest.server ("ssl://broker:8883"), ingest.ca, ingest.certificate, ingest.key; ingest.client_id, one for
// each process and the certificate's common name (default "aquacis-ingest"); ingest.workers (default 2);
// ingest.gateways, a list of "administration/gateway" registered at start.

#include "cloud/platform/host/module.hpp"

namespace aquacis::ingest {

platform::ModuleDescriptor module();

}  // namespace aquacis::ingest
