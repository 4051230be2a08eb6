#include "edge-node/spool/spool.hpp"

#include <algorithm>
#include <utility>

#include "base/log/log.hpp"
#include "edge-node/spool/sql.hpp"

namespace aquacis::edge {
namespace {

constexpr int eviction_step = 2'000;      // rows a commit, so that a reading never waits long
constexpr int max_steps_at_once = 8;
constexpr int max_set_aside_names = 1'000;
constexpr int max_formats = 4'096;
constexpr auto known_time_step = std::chrono::minutes(1);

constexpr std::string_view schema[] = {sql::schema_1};


std::span<const std::uint8_t> as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

std::string_view to_string(RowClass row_class) {
    switch (row_class) {
        case RowClass::alarm: return "alarm";
        case RowClass::billing: return "billing";
        case RowClass::interval: return "interval";
    }
    return "interval";
}

Spool::Spool(std::filesystem::path file, SpoolLimits limits) : file_(std::move(file)), limits_(limits) {
    counts_.bytes_limit = limits_.bytes;
    try {
        open();
    } catch (const sqlite::Error& fault) {
        if (!fault.is_corrupt()) throw;
        set_aside(fault.what());
    }
}

Spool::~Spool() = default;

void Spool::open() {
    database_ = std::make_unique<sqlite::Database>(file_, sqlite::Database::Options{.cache_kib = 2048});
    database_->execute("PRAGMA wal_autocheckpoint=1000; PRAGMA journal_size_limit=8388608");
    sqlite::migrate(*database_, schema);
    auto boot = database_->prepare(sql::next_boot);
    boot.step();
    boot_ = boot.integer(0);
    boot.run();
    auto known = std::move(database_->prepare(sql::get_meta)).bind("last_known_time");
    known.step();
    last_known_time_ = from_microseconds(known.integer(0));
    recount();
}

void Spool::recount() {
    for (const RowClass row_class : row_classes) {
        const std::size_t i = index_of(row_class);
        auto last = database_->prepare(sql::last_row_of_class).bind(first_row(row_class), end_row(row_class));
        last.step();
        next_[i] = std::max({next_[i], last.integer(0) + 1, first_row(row_class) + 1});
        auto count = database_->prepare(sql::count_class).bind(first_row(row_class), end_row(row_class));
        count.step();
        counts_.rows[i] = count.integer(0);
    }
    counts_.sealed = database_->integer(sql::count_sealed);
    counts_.bytes_used = bytes_used();
}

void Spool::set_aside(const std::string& why) {
    database_.reset();
    std::filesystem::path aside;
    for (int n = 1; n <= max_set_aside_names; ++n) {
        aside = file_.string() + ".damaged-" + std::to_string(n);
        if (!std::filesystem::exists(aside)) break;
    }
    for (const char* part : {"", "-wal", "-shm"})
        if (std::filesystem::exists(file_.string() + part)) std::filesystem::rename(file_.string() + part, aside.string() + part);
    ++counts_.set_aside;
    open();
    const std::int64_t carried = salvage(aside);
    recount();
    log::error("spool.damaged_file_set_aside", {{"file", aside.string()}, {"why", why}, {"rows_carried_over", carried}});
}

std::int64_t Spool::salvage(const std::filesystem::path& from) {
    std::int64_t carried = 0;
    try {
        sqlite::Database damaged(from, {.read_only = true});
        sqlite::Transaction all(*database_);
        try {
            std::int64_t after = 0;
            auto rows = damaged.prepare(sql::take_readings);
            rows.bind(after, end_row(RowClass::interval), std::int64_t{-1});
            while (rows.step()) {
                database_->prepare(sql::insert_reading)
                    .bind(rows.integer(0), rows.integer(1), rows.integer(2), 0, boot_, rows.integer(1), rows.integer(3),
                          as_bytes(rows.view(4)))
                    .run();
                ++carried;
            }
        } catch (const sqlite::Error& fault) {
            log::warning("spool.salvage_ended", {{"why", fault.what()}, {"rows", carried}});
        }
        all.commit();
    } catch (const sqlite::Error& fault) {
        log::warning("spool.nothing_to_salvage", {{"why", fault.what()}});
    }
    return carried;
}

void Spool::commit(std::span<const SpoolEntry> entries, std::optional<Instant> now) {
    sqlite::Transaction group(*database_);
    const SpoolCounts before = counts_;
    try {
        for (const SpoolEntry& entry : entries) std::visit([&](const auto& kind) { store(kind, now); }, entry);
        if (now && *now > last_known_time_ + known_time_step)
            database_->prepare(sql::set_meta).bind("last_known_time", to_microseconds(*now)).run();
        group.commit();
    } catch (...) {
        counts_ = before;
        throw;
    }
    if (now && *now > last_known_time_ + known_time_step) last_known_time_ = *now;
}

void Spool::store(const KeepReading& entry, std::optional<Instant> now) {
    const std::optional<std::int64_t> stored_at = now ? std::optional(to_microseconds(*now)) : std::nullopt;
    database_->prepare(sql::insert_reading)
        .bind(entry.row, to_microseconds(entry.moment.at), static_cast<int>(entry.moment.quality), entry.moment.uptime_us, boot_,
              stored_at, entry.rssi_dbm, as_bytes(entry.body))
        .run();
    const std::size_t i = index_of(class_of(entry.row));
    counts_.rows[i] += database_->changes();
    next_[i] = std::max(next_[i], entry.row + 1);
    database_->prepare(sql::put_meter)
        .bind(static_cast<std::int64_t>(entry.mark.meter), entry.mark.slot, entry.mark.day,
              static_cast<std::int64_t>(entry.mark.words))
        .run();
}

void Spool::store(const ImproveRssi& entry, std::optional<Instant>) {
    database_->prepare(sql::improve_rssi).bind(entry.row, entry.rssi_dbm).run();
}

void Spool::store(const KeepSealed& entry, std::optional<Instant>) {
    database_->prepare(sql::insert_sealed)
        .bind(static_cast<std::int64_t>(entry.meter), to_microseconds(entry.moment.at), static_cast<int>(entry.moment.quality),
              entry.moment.uptime_us, boot_, entry.rssi_dbm, as_bytes(entry.frame))
        .run();
    ++counts_.sealed;
    if (counts_.sealed <= limits_.sealed_rows) return;
    database_->prepare(sql::drop_oldest_sealed).bind(counts_.sealed - limits_.sealed_rows).run();
    counts_.sealed -= database_->changes();
    counts_.sealed_dropped += database_->changes();
}

void Spool::store(const RemoveRows& entry, std::optional<Instant>) {
    for (const std::int64_t row : entry.rows) {
        database_->prepare(sql::remove_reading).bind(row).run();
        counts_.rows[index_of(class_of(row))] -= database_->changes();
    }
}

void Spool::store(const RemoveSealed& entry, std::optional<Instant>) {
    database_->prepare(sql::remove_sealed).bind(entry.row).run();
    counts_.sealed -= database_->changes();
}

void Spool::store(const KeepFormat& entry, std::optional<Instant>) {
    database_->prepare(sql::put_format).bind(static_cast<int>(entry.signature), as_bytes(entry.headers)).run();
}

std::vector<SpoolRow> Spool::take(const std::array<std::int64_t, 3>& after, int limit) {
    std::vector<SpoolRow> taken;
    limit = std::min(limit, max_taken);
    for (const RowClass row_class : row_classes) {
        const int room = limit - static_cast<int>(taken.size());
        if (room == 0) break;
        const std::int64_t from = std::max(after[index_of(row_class)], first_row(row_class));
        auto rows = database_->prepare(sql::take_readings).bind(from, end_row(row_class), room);
        while (rows.step())
            taken.push_back({rows.integer(0), from_microseconds(rows.integer(1)), static_cast<TimeQuality>(rows.integer(2)),
                             static_cast<int>(rows.integer(3)), rows.text(4)});
    }
    return taken;
}

std::vector<SealedRow> Spool::sealed_after(std::int64_t row, int limit) {
    std::vector<SealedRow> page;
    for (auto rows = std::move(database_->prepare(sql::page_of_sealed)).bind(row, limit); rows.step();)
        page.push_back({rows.integer(0), static_cast<std::uint64_t>(rows.integer(1)),
                        Moment{from_microseconds(rows.integer(2)), static_cast<TimeQuality>(rows.integer(3)), 0},
                        static_cast<int>(rows.integer(4)), rows.text(5)});
    return page;
}

std::vector<std::pair<std::uint64_t, int>> Spool::sealed_meters(int limit) {
    std::vector<std::pair<std::uint64_t, int>> found;
    for (auto rows = std::move(database_->prepare(sql::sealed_by_meter)).bind(limit); rows.step();)
        found.emplace_back(static_cast<std::uint64_t>(rows.integer(0)), static_cast<int>(rows.integer(1)));
    return found;
}

std::vector<MeterMark> Spool::marks() {
    std::vector<MeterMark> found;
    for (auto rows = std::move(database_->prepare(sql::all_meters)).bind(max_meters); rows.step();)
        found.push_back({static_cast<std::uint64_t>(rows.integer(0)), rows.integer(1), static_cast<std::int32_t>(rows.integer(2)),
                         static_cast<std::uint32_t>(rows.integer(3))});
    return found;
}

std::vector<std::pair<std::uint16_t, std::string>> Spool::formats() {
    std::vector<std::pair<std::uint16_t, std::string>> found;
    for (auto rows = std::move(database_->prepare(sql::all_formats)).bind(max_formats); rows.step();)
        found.emplace_back(static_cast<std::uint16_t>(rows.integer(0)), rows.text(1));
    return found;
}

std::int64_t Spool::rewrite_times(Instant now, std::int64_t uptime_us) {
    sqlite::Transaction step(*database_);
    const std::int64_t started = to_microseconds(now) - uptime_us;
    database_->prepare(sql::rewrite_times).bind(boot_, started).run();
    const std::int64_t rewritten = database_->changes();
    database_->prepare(sql::rewrite_sealed_times).bind(boot_, started).run();
    database_->prepare(sql::release_lost_times).bind(boot_, to_microseconds(now)).run();
    step.commit();
    return rewritten;
}

std::int64_t Spool::bytes_used() {
    const std::int64_t pages = database_->integer("PRAGMA page_count") - database_->integer("PRAGMA freelist_count");
    return pages * database_->integer("PRAGMA page_size");
}

void Spool::keep_limits(std::optional<Instant> now) {
    if (now) expire(*now);
    counts_.bytes_used = bytes_used();
    for (int step = 0; step < max_steps_at_once && counts_.bytes_used > limits_.bytes; ++step) {
        if (!make_room()) break;
        counts_.bytes_used = bytes_used();
    }
}

void Spool::expire(Instant now) {
    for (const RowClass row_class : row_classes) {
        const std::size_t i = index_of(row_class);
        database_->prepare(sql::expire_class)
            .bind(first_row(row_class), end_row(row_class), to_microseconds(now - limits_.keep[i]), eviction_step)
            .run();
        const std::int64_t gone = database_->changes();
        if (gone == 0) continue;
        counts_.expired[i] += gone;
        counts_.rows[i] -= gone;
        log::warning("spool.expired", {{"class", to_string(row_class)}, {"rows", gone}, {"days", limits_.keep[i].count()}});
    }
}

// Intervals are thinned to one in four hours, then one a day, before any class loses its last readings.
bool Spool::make_room() {
    for (const int keep_every_hours : {4, 24})
        if (evict(RowClass::interval, keep_every_hours) > 0) return true;
    for (const RowClass row_class : {RowClass::interval, RowClass::billing, RowClass::alarm})
        if (evict(row_class, 1) > 0) return true;
    return false;
}

std::int64_t Spool::evict(RowClass row_class, int keep_every_hours) {
    const bool thins = keep_every_hours > 1;
    if (thins)
        database_->prepare(sql::thin_class).bind(first_row(row_class), end_row(row_class), keep_every_hours, eviction_step).run();
    else
        database_->prepare(sql::drop_oldest_of_class).bind(first_row(row_class), end_row(row_class), eviction_step).run();
    const std::int64_t gone = database_->changes();
    if (gone == 0) return 0;
    counts_.evicted[index_of(row_class)] += gone;
    counts_.rows[index_of(row_class)] -= gone;
    log::warning("spool.evicted", {{"class", to_string(row_class)},
                                   {"rows", gone},
                                   {"how", thins ? "thinned to one in " + std::to_string(keep_every_hours) + " hours" : "oldest dropped"},
                                   {"bytes_limit", limits_.bytes}});
    return gone;
}

}  // namespace aquacis::edge
