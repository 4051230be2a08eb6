#pragma once
// What was read and is not yet acknowledged by the cloud: one SQLite file, durable at each commit, bounded in bytes and
// age. Not for two threads at once: SpoolThread owns it.

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

#include "base/sqlite/sqlite.hpp"
#include "base/time.hpp"

namespace aquacis::edge {

enum class RowClass : std::uint8_t { alarm = 1, billing = 2, interval = 3 };
inline constexpr std::array row_classes{RowClass::alarm, RowClass::billing, RowClass::interval};
std::string_view to_string(RowClass row_class);

enum class TimeQuality : std::uint8_t { synced = 1, meter = 2, rewritten = 3, unknown = 4 };

// When something was received: by the wall clock, and on the monotonic clock of this boot, by which an unknown
// wall time is set later.
struct Moment {
    Instant at;
    TimeQuality quality = TimeQuality::synced;
    std::int64_t uptime_us = 0;
};

inline constexpr int class_shift = 48;
constexpr std::int64_t first_row(RowClass row_class) { return static_cast<std::int64_t>(row_class) << class_shift; }
constexpr std::int64_t end_row(RowClass row_class) { return (static_cast<std::int64_t>(row_class) + 1) << class_shift; }
constexpr RowClass class_of(std::int64_t row) { return static_cast<RowClass>(row >> class_shift); }

// What thinning and the watch for replays must know of a meter after a restart.
struct MeterMark {
    std::uint64_t meter = 0;    // MeterKey
    std::int64_t slot = 0;      // the last interval of which a reading was kept
    std::int32_t day = 0;       // the last local day of which a billing reading was kept
    std::uint32_t words = 0;    // hash of the status words last told
    std::uint32_t counter = 0;  // the newest of a telegram whose counter rises
    std::optional<std::chrono::sys_time<std::chrono::minutes>> counter_at{};  // when that was heard
};

// What may be asked of the spool, in order. Each is small; many of them are one commit.
struct KeepReading {
    std::int64_t row = 0;
    Moment moment;
    int rssi_dbm = 0;
    std::string body;
    MeterMark mark;
    bool heard_once = false;  // nothing will say it again, as a radio meter does within the hour
};
struct ImproveRssi {
    std::int64_t row = 0;
    int rssi_dbm = 0;
};
struct KeepSealed {
    std::uint64_t meter = 0;
    Moment moment;
    int rssi_dbm = 0;
    std::string frame;
};
struct RemoveRows {
    std::vector<std::int64_t> rows;  // acknowledged by the cloud
};
struct RemoveSealed {
    std::int64_t row = 0;
};
struct KeepFormat {
    std::uint16_t signature = 0;
    std::string headers;
};
using SpoolEntry = std::variant<KeepReading, ImproveRssi, KeepSealed, RemoveRows, RemoveSealed, KeepFormat>;

struct SpoolRow {
    std::int64_t row = 0;
    Instant taken_at;
    TimeQuality quality = TimeQuality::synced;
    int rssi_dbm = 0;
    std::string body;
};
struct SealedRow {
    std::int64_t row = 0;
    std::uint64_t meter = 0;
    Moment moment;
    int rssi_dbm = 0;
    std::string frame;
};

struct SpoolLimits {
    std::int64_t bytes = 700'000'000;
    std::int64_t sealed_rows = 20'000;
    std::array<std::chrono::days, 3> keep{std::chrono::days(180), std::chrono::days(120),
                                          std::chrono::days(90)};  // by class
    bool readable_by_others =
        false;  // other programs may look into the file while this one runs: a little more is written
};

struct SpoolCounts {
    std::array<std::int64_t, 3> rows{};     // by class, unwritten ones too
    std::int64_t unwritten = 0;             // taken in and not yet on the disk, of any kind
    std::array<std::int64_t, 3> evicted{};  // for want of room, since the start
    std::array<std::int64_t, 3> expired{};  // for age, since the start
    std::int64_t sealed = 0;
    std::int64_t sealed_dropped = 0;
    std::int64_t bytes_used = 0;
    std::int64_t bytes_limit = 0;
    std::int64_t set_aside = 0;  // corrupt files put away, since the start
};

// A commit writes whole pages, however few its rows: what may wait is taken in and written together with more. What is
// taken in can already be sent; when the cloud acknowledges it first, it never touches the disk.
class Spool {
public:
    static constexpr int max_taken = 500;
    static constexpr int max_meters = 50'000;

    // A file that is no database or is damaged is set aside as <file>.damaged-<n>, what can be read of it is carried
    // over, and a new one is begun. `machine_boot` names the boot by which uptimes are counted: what this program
    // stored before within the same one still gets its time. 0: each opening is one of its own.
    Spool(std::filesystem::path file, SpoolLimits limits, std::uint64_t machine_boot = 0);
    ~Spool();

    void take_in(std::span<const SpoolEntry> entries);  // in memory alone
    // What was taken in, all or none, durable when it returns. What thinning must know is many pages for few bytes: it
    // may be left out, and after a power cut a meter may then have a second reading in its hour.
    enum class Marks { of_alarms, all };
    void write(std::optional<Instant> now, Marks marks);
    void commit(std::span<const SpoolEntry> entries, std::optional<Instant> now);  // both, with all marks
    std::size_t unwritten() const { return young_.size() + steps_.size() + removed_.size() / removals_a_row; }

    bool is_written() const {
        return young_.empty() && !has_steps();
    }  // unwritten() may be 0 while a few removals wait
    bool is_unwritten(std::int64_t row) const { return young_.count(row) != 0; }
    bool has_steps() const { return !steps_.empty() || !removed_.empty(); }  // of other kinds than readings

    std::int64_t next_row(RowClass row_class) const { return next_[index_of(row_class)]; }
    std::int64_t boot() const { return boot_; }
    Instant last_known_time() const {
        return last_known_time_;
    }  // never later than the newest time this node was sure of

    // Rows after `after[class]`, alarms first, whose time is known.
    std::vector<SpoolRow> take(const std::array<std::int64_t, 3>& after, int limit);
    std::vector<SealedRow> sealed_after(std::int64_t row, int limit);
    std::int64_t count_sealed_meters();
    std::vector<MeterMark> marks();
    std::vector<std::pair<std::uint16_t, std::string>> formats();

    // The wall clock became known: what was stored since the machine's boot gets its time. Returns how many rows did.
    std::int64_t rewrite_times(Instant now, std::int64_t uptime_us);
    void keep_limits(std::optional<Instant> now);  // age and bytes, in bounded steps
    const SpoolCounts& counts() const { return counts_; }
    void set_aside(const std::string& why);  // the damaged file, when a fault shows it

private:
    static constexpr std::size_t removals_a_row = 16;  // removing rows side by side writes few pages
    static std::size_t index_of(RowClass row_class) { return static_cast<std::size_t>(row_class) - 1; }
    sqlite::Database& database();
    void open();
    void open_file();
    std::int64_t meta(std::string_view name);
    void recount();
    std::int64_t salvage(const std::filesystem::path& from);
    std::int64_t bytes_used();
    void expire(Instant now);
    bool make_room();
    std::int64_t thin(std::size_t level);
    std::int64_t drop_oldest(RowClass row_class);
    void tell_evicted(RowClass row_class, std::int64_t rows, const std::string& how);

    void note(const KeepReading& entry);
    void note(const ImproveRssi& entry);
    void note(const RemoveRows& entry);
    template <class Step>
    void note(const Step& step) {
        steps_.emplace_back(step);
    }
    void store(const KeepReading& entry, std::optional<Instant> now);
    void store(const ImproveRssi& entry);
    void store(const KeepSealed& entry);
    void store(const RemoveSealed& entry);
    void store(const KeepFormat& entry);
    void store(const MeterMark& mark);
    void store_all(std::optional<Instant> now, Marks marks);
    void remove_stored();

    std::filesystem::path file_;
    SpoolLimits limits_;
    std::unique_ptr<sqlite::Database> database_;
    std::map<std::int64_t, KeepReading> young_;  // not yet written; rows above all written ones of their class
    using Step = std::variant<ImproveRssi, KeepSealed, RemoveSealed, KeepFormat>;
    std::vector<Step> steps_;                             // to be written, in order
    std::unordered_set<std::int64_t> removed_;            // written rows to be removed
    std::unordered_map<std::uint64_t, MeterMark> marks_;  // changed since they were written
    SpoolCounts counts_;
    std::array<std::int64_t, 3> next_{};
    std::array<std::int64_t, 2> thinned_to_{};  // by level: rows below were looked at
    std::optional<Instant> expired_at_;
    const std::int64_t machine_boot_;
    bool some_timeless_ = false;   // readings whose time is unknown may be there
    std::int64_t boot_ = 0;        // of this program, for numbers that must not come again
    std::int64_t clock_boot_ = 0;  // of the monotonic clock
    Instant last_known_time_{};
};

}  // namespace aquacis::edge
