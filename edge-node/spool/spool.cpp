#include "edge-node/spool/spool.hpp"

#include <algorithm>
#include <utility>

#include "base/log/log.hpp"
#include "edge-node/spool/sql.hpp"

namespace aquacis::edge {
namespace {

constexpr int eviction_step = 2'000;  // rows a commit, so that a reading never waits long
constexpr int max_steps_at_once = 8;
constexpr int max_set_aside_names = 1'000;
constexpr int max_formats = 4'096;
constexpr auto known_time_step = std::chrono::hours(1);
constexpr auto expire_every = std::chrono::minutes(1);
constexpr std::array thinning_hours{4, 24};

constexpr std::string_view schema[] = {sql::schema_1, sql::schema_2, sql::schema_3};

std::span<const std::uint8_t> as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

std::string_view to_string(RowClass row_class) {
    switch (row_class) {
        case RowClass::alarm:
            return "alarm";
        case RowClass::billing:
            return "billing";
        case RowClass::interval:
            return "interval";
    }
    return "interval";
}

Spool::Spool(std::filesystem::path file, SpoolLimits limits, std::uint64_t machine_boot)
    : file_(std::move(file)), limits_(limits), machine_boot_(static_cast<std::int64_t>(machine_boot)) {
    counts_.bytes_limit = limits_.bytes;
    try {
        open();
    } catch (const sqlite::Error& fault) {
        if (!fault.is_corrupt()) throw;
        set_aside(fault.what());
    }
}

Spool::~Spool() = default;

// A disk that is full when a damaged file is replaced leaves none: the next use tries again.
sqlite::Database& Spool::database() {
    if (!database_) open();
    return *database_;
}

void Spool::open() {
    try {
        open_file();
    } catch (...) {
        database_.reset();
        throw;
    }
}

void Spool::open_file() {
    database_ = std::make_unique<sqlite::Database>(
        file_, sqlite::Database::Options{.cache_kib = 2048, .exclusive = !limits_.readable_by_others});
    // The log's file is used again and again: a file that keeps its size costs the file system's journal least.
    database_->execute("PRAGMA wal_autocheckpoint=250; PRAGMA journal_size_limit=8388608");
    // An update that is left gives way to the release before it, which must read what the newer one wrote: each step
    // only adds.
    sqlite::migrate(*database_, schema, sqlite::Newer::taken);
    auto boot = database_->prepare(sql::next_boot);
    boot.step();
    boot_ = boot.integer(0);
    boot.run();
    clock_boot_ = machine_boot_ != 0 && meta("machine_boot") == machine_boot_ ? meta("clock_boot") : boot_;
    database_->prepare(sql::set_meta).bind("machine_boot", machine_boot_).run();
    database_->prepare(sql::set_meta).bind("clock_boot", clock_boot_).run();
    last_known_time_ = from_microseconds(meta("last_known_time"));
    recount();
}

std::int64_t Spool::meta(std::string_view name) {
    auto value = database().prepare(sql::get_meta).bind(name);
    value.step();
    return value.integer(0);
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
        some_timeless_ = some_timeless_ || count.integer(1) > 0;
    }
    counts_.sealed = database_->integer(sql::count_sealed);
    some_timeless_ = some_timeless_ || database_->integer(sql::count_timeless_sealed) > 0;
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
        if (std::filesystem::exists(file_.string() + part))
            std::filesystem::rename(file_.string() + part, aside.string() + part);
    ++counts_.set_aside;
    open();
    const std::int64_t carried = salvage(aside);
    recount();
    log::error("spool.damaged_file_set_aside",
               {{"file", aside.string()}, {"why", why}, {"rows_carried_over", carried}});
}

std::int64_t Spool::salvage(const std::filesystem::path& from) {
    std::int64_t carried = 0;
    try {
        sqlite::Database damaged(from, {.read_only = true});
        sqlite::Transaction all(database());
        try {
            std::int64_t after = 0;
            auto rows = damaged.prepare(sql::take_readings);
            rows.bind(after, end_row(RowClass::interval), std::int64_t{-1});
            while (rows.step()) {
                database()
                    .prepare(sql::insert_reading)
                    .bind(rows.integer(0), rows.integer(1), rows.integer(2), 0, clock_boot_, rows.integer(1),
                          rows.integer(3), as_bytes(rows.view(4)))
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

void Spool::take_in(std::span<const SpoolEntry> entries) {
    for (const SpoolEntry& entry : entries)
        std::visit([&](const auto& kind) { note(kind); }, entry);
    counts_.unwritten = static_cast<std::int64_t>(unwritten());
}

void Spool::note(const KeepReading& entry) {
    const std::size_t i = index_of(class_of(entry.row));
    if (!young_.emplace(entry.row, entry).second) return;
    ++counts_.rows[i];
    next_[i] = std::max(next_[i], entry.row + 1);
    marks_[entry.mark.meter] = entry.mark;
    some_timeless_ = some_timeless_ || entry.moment.quality == TimeQuality::unknown;
}

void Spool::note(const ImproveRssi& entry) {
    const auto young = young_.find(entry.row);
    if (young != young_.end())
        young->second.rssi_dbm = entry.rssi_dbm;
    else
        steps_.emplace_back(entry);
}

void Spool::note(const RemoveRows& entry) {
    for (const std::int64_t row : entry.rows) {
        if (row < first_row(RowClass::alarm) || row >= end_row(RowClass::interval)) continue;
        if (young_.erase(row) != 0 || removed_.insert(row).second) --counts_.rows[index_of(class_of(row))];
    }
}

void Spool::commit(std::span<const SpoolEntry> entries, std::optional<Instant> now) {
    take_in(entries);
    write(now, Marks::all);
}

void Spool::write(std::optional<Instant> now, Marks marks) {
    const bool time_moved = now && *now > last_known_time_ + known_time_step;
    const SpoolCounts before = counts_;
    try {
        sqlite::Transaction group(database());
        store_all(now, marks);
        if (time_moved) database().prepare(sql::set_meta).bind("last_known_time", to_microseconds(*now)).run();
        group.commit();
    } catch (...) {
        counts_ = before;
        throw;
    }
    if (time_moved) last_known_time_ = *now;
    for (const auto& [row, reading] : young_)
        if (class_of(row) == RowClass::alarm) marks_.erase(reading.mark.meter);
    if (marks == Marks::all) marks_.clear();
    young_.clear();
    steps_.clear();
    removed_.clear();
    counts_.unwritten = 0;
    counts_.bytes_used = bytes_used();
}

void Spool::store_all(std::optional<Instant> now, Marks marks) {
    for (const auto& [row, reading] : young_) {
        store(reading, now);
        // An alarm told twice is worse than a reading too many.
        if (class_of(row) == RowClass::alarm) store(marks_.at(reading.mark.meter));
    }
    for (const Step& step : steps_)
        std::visit([&](const auto& kind) { store(kind); }, step);
    remove_stored();
    if (marks == Marks::all)
        for (const auto& [meter, mark] : marks_)
            store(mark);
}

// Nought takes no byte in the file: where a column says nothing, it is nought.
void Spool::store(const KeepReading& entry, std::optional<Instant> now) {
    const Moment& moment = entry.moment;
    const bool timeless = moment.quality == TimeQuality::unknown;
    std::optional<std::int64_t> stored_at;
    if (now)
        stored_at = !timeless && moment.at > *now - std::chrono::days(1) && moment.at < *now + std::chrono::days(1)
                        ? 0
                        : to_microseconds(*now);
    database()
        .prepare(sql::insert_reading)
        .bind(entry.row, to_microseconds(moment.at), static_cast<int>(moment.quality), timeless ? moment.uptime_us : 0,
              timeless ? clock_boot_ : 0, stored_at, entry.rssi_dbm, as_bytes(entry.body))
        .run();
    counts_.rows[index_of(class_of(entry.row))] += database().changes() - 1;
}

void Spool::store(const MeterMark& mark) {
    database()
        .prepare(sql::put_meter)
        .bind(static_cast<std::int64_t>(mark.meter), mark.slot, mark.day, static_cast<std::int64_t>(mark.words),
              static_cast<std::int64_t>(mark.counter),
              mark.counter_at ? std::int64_t{mark.counter_at->time_since_epoch().count()} : 0)
        .run();
}

void Spool::store(const ImproveRssi& entry) {
    database().prepare(sql::improve_rssi).bind(entry.row, entry.rssi_dbm).run();
}

void Spool::store(const KeepSealed& entry) {
    some_timeless_ = some_timeless_ || entry.moment.quality == TimeQuality::unknown;
    database()
        .prepare(sql::insert_sealed)
        .bind(static_cast<std::int64_t>(entry.meter), to_microseconds(entry.moment.at),
              static_cast<int>(entry.moment.quality), entry.moment.uptime_us, clock_boot_, entry.rssi_dbm,
              as_bytes(entry.frame))
        .run();
    ++counts_.sealed;
    if (counts_.sealed <= limits_.sealed_rows) return;
    database().prepare(sql::drop_oldest_sealed).bind(counts_.sealed - limits_.sealed_rows).run();
    counts_.sealed -= database().changes();
    counts_.sealed_dropped += database().changes();
}

void Spool::remove_stored() {
    for (const std::int64_t row : removed_) {
        database().prepare(sql::remove_reading).bind(row).run();
        counts_.rows[index_of(class_of(row))] +=
            1 - database().changes();  // evicted meanwhile: it was counted out twice
    }
}

void Spool::store(const RemoveSealed& entry) {
    database().prepare(sql::remove_sealed).bind(entry.row).run();
    counts_.sealed -= database().changes();
}

void Spool::store(const KeepFormat& entry) {
    database().prepare(sql::put_format).bind(static_cast<int>(entry.signature), as_bytes(entry.headers)).run();
}

std::vector<SpoolRow> Spool::take(const std::array<std::int64_t, 3>& after, int limit) {
    std::vector<SpoolRow> taken;
    limit = std::min(limit, max_taken);
    for (const RowClass row_class : row_classes) {
        const int room = limit - static_cast<int>(taken.size());
        if (room == 0) break;
        const std::int64_t from = std::max(after[index_of(row_class)], first_row(row_class));
        const std::size_t full = taken.size() + static_cast<std::size_t>(room);
        auto rows = database()
                        .prepare(sql::take_readings)
                        .bind(from, end_row(row_class), room + static_cast<int>(removed_.size()));
        while (taken.size() < full && rows.step())
            if (removed_.count(rows.integer(0)) == 0)
                taken.push_back({rows.integer(0), from_microseconds(rows.integer(1)),
                                 static_cast<TimeQuality>(rows.integer(2)), static_cast<int>(rows.integer(3)),
                                 rows.text(4)});
        const auto young_end = young_.lower_bound(end_row(row_class));
        for (auto young = young_.upper_bound(from); taken.size() < full && young != young_end; ++young)
            if (young->second.moment.quality != TimeQuality::unknown)
                taken.push_back({young->first, young->second.moment.at, young->second.moment.quality,
                                 young->second.rssi_dbm, young->second.body});
    }
    return taken;
}

std::vector<SealedRow> Spool::sealed_after(std::int64_t row, int limit) {
    std::vector<SealedRow> page;
    for (auto rows = std::move(database().prepare(sql::page_of_sealed)).bind(row, limit); rows.step();)
        page.push_back({rows.integer(0), static_cast<std::uint64_t>(rows.integer(1)),
                        Moment{from_microseconds(rows.integer(2)), static_cast<TimeQuality>(rows.integer(3)), 0},
                        static_cast<int>(rows.integer(4)), rows.text(5)});
    return page;
}

std::int64_t Spool::count_sealed_meters() { return database().integer(sql::count_sealed_meters); }

std::vector<MeterMark> Spool::marks() {
    std::vector<MeterMark> found;
    for (auto rows = std::move(database().prepare(sql::all_meters)).bind(max_meters); rows.step();) {
        const auto meter = static_cast<std::uint64_t>(rows.integer(0));
        if (marks_.count(meter) != 0) continue;
        MeterMark mark{meter, rows.integer(1), static_cast<std::int32_t>(rows.integer(2)),
                       static_cast<std::uint32_t>(rows.integer(3))};
        if (const std::int64_t minute = rows.integer(5); minute != 0) {
            mark.counter = static_cast<std::uint32_t>(rows.integer(4));
            mark.counter_at = std::chrono::sys_time<std::chrono::minutes>(std::chrono::minutes(minute));
        }
        found.push_back(mark);
    }
    for (const auto& [meter, mark] : marks_)
        found.push_back(mark);
    return found;
}

std::vector<std::pair<std::uint16_t, std::string>> Spool::formats() {
    std::vector<std::pair<std::uint16_t, std::string>> found;
    for (auto rows = std::move(database().prepare(sql::all_formats)).bind(max_formats); rows.step();)
        found.emplace_back(static_cast<std::uint16_t>(rows.integer(0)), rows.text(1));
    return found;
}

std::int64_t Spool::rewrite_times(Instant now, std::int64_t uptime_us) {
    if (!some_timeless_) return 0;
    sqlite::Transaction step(database());
    const std::int64_t started = to_microseconds(now) - uptime_us;
    database().prepare(sql::rewrite_times).bind(clock_boot_, started).run();
    std::int64_t rewritten = database().changes();
    database().prepare(sql::rewrite_sealed_times).bind(clock_boot_, started).run();
    database().prepare(sql::release_lost_times).bind(clock_boot_, to_microseconds(now)).run();
    step.commit();
    some_timeless_ = false;
    for (auto& [row, young] : young_) {
        if (young.moment.quality != TimeQuality::unknown) continue;
        young.moment.at = from_microseconds(young.moment.uptime_us + started);
        young.moment.quality = TimeQuality::rewritten;
        ++rewritten;
    }
    return rewritten;
}

std::int64_t Spool::bytes_used() {
    const std::int64_t pages = database().integer("PRAGMA page_count") - database().integer("PRAGMA freelist_count");
    return pages * database().integer("PRAGMA page_size");
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
    if (expired_at_ && now >= *expired_at_ && now < *expired_at_ + expire_every) return;
    expired_at_ = now;
    for (const RowClass row_class : row_classes) {
        const std::size_t i = index_of(row_class);
        database()
            .prepare(sql::expire_class)
            .bind(first_row(row_class), end_row(row_class), to_microseconds(now - limits_.keep[i]), eviction_step)
            .run();
        const std::int64_t gone = database().changes();
        if (gone == 0) continue;
        counts_.expired[i] += gone;
        counts_.rows[i] -= gone;
        log::warning("spool.expired",
                     {{"class", to_string(row_class)}, {"rows", gone}, {"days", limits_.keep[i].count()}});
    }
}

// Intervals are thinned to one in four hours, then one a day, before any class loses its last readings.
bool Spool::make_room() {
    for (std::size_t level = 0; level < thinning_hours.size(); ++level)
        if (thin(level) > 0) return true;
    for (const RowClass row_class : {RowClass::interval, RowClass::billing, RowClass::alarm})
        if (drop_oldest(row_class) > 0) return true;
    return false;
}

std::int64_t Spool::thin(std::size_t level) {
    const RowClass row_class = RowClass::interval;
    const int keep_every_hours = thinning_hours[level];
    std::int64_t gone = 0;
    std::int64_t& from = thinned_to_[level];
    from = std::max(from, first_row(row_class));
    auto rows = database().prepare(sql::thin_class).bind(from, end_row(row_class), keep_every_hours, eviction_step);
    while (rows.step()) {
        from = std::max(from, rows.integer(0) + 1);
        ++gone;
    }
    if (gone > 0) {
        tell_evicted(row_class, gone, "thinned to one in " + std::to_string(keep_every_hours) + " hours");
        return gone;
    }
    const auto young = young_.lower_bound(first_row(row_class));
    from = young == young_.end() ? next_[index_of(row_class)] : young->first;
    return 0;
}

std::int64_t Spool::drop_oldest(RowClass row_class) {
    database().prepare(sql::drop_oldest_of_class).bind(first_row(row_class), end_row(row_class), eviction_step).run();
    const std::int64_t gone = database().changes();
    if (gone > 0) tell_evicted(row_class, gone, "oldest dropped");
    return gone;
}

void Spool::tell_evicted(RowClass row_class, std::int64_t rows, const std::string& how) {
    counts_.evicted[index_of(row_class)] += rows;
    counts_.rows[index_of(row_class)] -= rows;
    log::warning("spool.evicted",
                 {{"class", to_string(row_class)}, {"rows", rows}, {"how", how}, {"bytes_limit", limits_.bytes}});
}

}  // namespace aquacis::edge
