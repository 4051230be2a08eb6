// Meter readings over the whole way inside the cloud: ingest → log → metering → outbox → log, until the last one's
// event is in the log. Thirteen administrations. Ingest's use case is called as its workers call it; everything else is
// aquacisd's own host. Prints one JSON line. fsync is off, as in every test's PostgreSQL.

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "aquacis/metering/v1/metering.grpc.pb.h"
#include "base/parse_number.hpp"
#include "cloud/aquacisd/modules.hpp"
#include "cloud/ingest/service/record_batches.hpp"
#include "cloud/platform/calls/channels.hpp"
#include "cloud/platform/host/host.hpp"
#include "cloud/platform/telemetry/telemetry.hpp"
#include "tests/support/cloud_settings.hpp"

namespace {

using namespace aquacis;

constexpr int administrations = 13;
constexpr int installed_at_once = 500;
constexpr int batches_in_a_group = 8;
constexpr int workers = 2;
constexpr int first_serial = 60'000'000;
constexpr const char* recorded_topic = "reading.recorded";

AdministrationId administration_at(int place) { return AdministrationId(11 + place); }

// Each worker has its part of each administration's meters.
struct Meters {
    int first, last;
};
Meters meters_of(int all, int worker, int place) {
    const int part = worker * administrations + place, parts = workers * administrations;
    return {all / parts * part, part + 1 == parts ? all : all / parts * (part + 1)};
}

std::string id_of(const char* kind, int n) { return make_named_uuid(Uuid(), kind + std::to_string(n)).to_string(); }

void install(const std::shared_ptr<grpc::Channel>& channel, const platform::Channels& identity,
             AdministrationId administration, const Meters& meters) {
    const auto stub = metering::v1::Metering::NewStub(channel);
    for (int from = meters.first; from < meters.last; from += installed_at_once) {
        metering::v1::InstallMetersRequest request;
        for (int n = from; n < std::min(meters.last, from + installed_at_once); ++n) {
            auto* meter = request.add_meters();
            meter->set_meter_id(id_of("meter", n));
            meter->set_contract_id(id_of("contract", n));
            meter->set_manufacturer("KAM");
            meter->set_serial(std::to_string(first_serial + n));
            meter->set_version(27);
            meter->set_device_type(22);
            meter->set_zone_id("14-B");
            meter->set_installed_on("2026-09-01");
            meter->set_initial_litres(100'000);
        }
        metering::v1::InstallMetersResponse response;
        const auto call = identity.call({"bench", administration, ""}, std::chrono::seconds(60));
        if (const auto status = stub->InstallMeters(call.get(), request, &response); !status.ok())
            throw std::runtime_error(status.error_message());
    }
}

struct Portion {
    AdministrationId administration;
    int worker, day;
    Meters meters;
};

ingest::Batch make_batch(const Portion& portion) {
    ingest::Batch batch{{portion.administration, "GW-" + std::to_string(portion.worker)}, {}};
    batch.content.set_gateway_id(batch.from.gateway_id);
    batch.content.set_batch_id(static_cast<std::uint64_t>(portion.day) << 32U |
                               static_cast<std::uint64_t>(portion.meters.first));
    const Instant noon = local_midnight(add_days(*parse_date("2026-09-01"), portion.day)) + std::chrono::hours(12);
    for (int n = portion.meters.first; n < portion.meters.last; ++n) {
        auto* reading = batch.content.add_readings();
        reading->set_manufacturer("KAM");
        reading->set_serial(std::to_string(first_serial + n));
        reading->set_version(27);
        reading->set_device_type(22);
        reading->set_counter(static_cast<std::uint32_t>(portion.day));
        reading->set_payload_hash("hash" + std::to_string(1000 + portion.day));
        reading->set_taken_at_us(to_microseconds(noon));
        reading->set_time_quality(edge::v1::TIME_QUALITY_SYNCED);
        reading->set_volume_m3(std::to_string(100 + portion.day) + ".400");
        reading->set_driver("kamwater");
        reading->set_gateway_id(batch.from.gateway_id);
    }
    return batch;
}

void send_day(const ingest::Context& context, AdministrationId administration, int worker, int day,
              const Meters& meters) {
    std::vector<ingest::Batch> group;
    const auto flush = [&] {
        if (!group.empty()) ingest::record_batches(context, administration, group);
        group.clear();
    };
    for (int from = meters.first; from < meters.last; from += ingest::max_readings) {
        const Meters some{from, std::min(meters.last, from + ingest::max_readings)};
        group.push_back(make_batch({administration, worker, day, some}));
        if (group.size() == batches_in_a_group) flush();
    }
    flush();
}

// Day after day, one administration after the other: a call of record_batches is of one.
void send(const ingest::Context& context, int worker, int meters, int days) {
    for (int day = 1; day <= days; ++day)
        for (int place = 0; place < administrations; ++place)
            send_day(context, administration_at(place), worker, day, meters_of(meters, worker, place));
}

std::int64_t recorded(platform::EventLog& log) {
    std::int64_t sum = 0;
    for (int partition = 0; partition < log.partitions(recorded_topic); ++partition)
        sum += log.behind(recorded_topic, partition, platform::before_all);
    return sum;
}

}  // namespace

int main(int argc, char** argv) {
    const int meters = argc > 1 ? parse_number<int>(argv[1]).value() : 10'000;
    const int days = argc > 2 ? parse_number<int>(argv[2]).value() : 30;
    constexpr auto patience = std::chrono::seconds(600);
    test::CloudSettings settings(aquacisd::choose_modules("ingest,metering"));
    const Config config = settings.config();
    const SystemClock clock;
    platform::Host host(aquacisd::choose_modules("metering"), config, clock, system_random());
    host.start();
    const auto channel = settings.channel(host.grpc_port(), "cloud:bench");
    const platform::Channels identity(settings.internal_secret());
    platform::Pool database({.connection = platform::app_connection(config, "ingest")});
    const auto log = platform::make_postgres_event_log(platform::app_connection(config, "eventlog"), 2);
    const ingest::Context context{database, *log, clock};
    for (int worker = 0; worker < workers; ++worker)
        for (int place = 0; place < administrations; ++place) {
            install(channel, identity, administration_at(place), meters_of(meters, worker, place));
            ingest::register_gateway(context, administration_at(place), "GW-" + std::to_string(worker));
        }

    const auto begun = std::chrono::steady_clock::now();
    const auto seconds = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    };
    {
        std::vector<std::jthread> threads;
        for (int worker = 0; worker < workers; ++worker)
            threads.emplace_back([&, worker] { send(context, worker, meters, days); });
    }
    const double ingested = seconds();
    const std::int64_t wanted = std::int64_t{meters} * days;
    while (recorded(*log) < wanted && seconds() < std::chrono::duration<double>(patience).count())
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    std::printf(
        "{\"readings\":%lld,\"recorded\":%lld,\"ingested_after_s\":%.1f,\"recorded_after_s\":%.1f,\"resident_mib\":%"
        "lld}\n",
        static_cast<long long>(wanted), static_cast<long long>(recorded(*log)), ingested, seconds(),
        static_cast<long long>(platform::measure_process().resident_bytes / (1024 * 1024)));
    return recorded(*log) == wanted ? 0 : 1;
}
