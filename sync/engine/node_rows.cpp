#include "sync/engine/node_rows.hpp"

#include <charconv>
#include <stdexcept>

#include "sync/sqlite/sql.hpp"

namespace aquacis::sync {

NodeDevice read_device(sqlite::Database& database) {
    auto row = database.prepare(sql::read_device);
    if (!row.step()) throw std::logic_error("sync: OperationLog::prepare was never called on this file");
    NodeDevice device;
    device.device = row.uuid(0);
    device.administration = static_cast<int>(row.integer(1));
    device.epoch = static_cast<std::uint32_t>(row.integer(2));
    device.epoch_base = static_cast<std::uint64_t>(row.integer(3));
    device.last_number = static_cast<std::uint64_t>(row.integer(4));
    device.chain_hash = row.text(5);
    device.hlc = {row.integer(6), static_cast<std::uint32_t>(row.integer(7))};
    device.acknowledged = static_cast<std::uint64_t>(row.integer(8));
    device.seen = static_cast<std::uint64_t>(row.integer(9));
    device.server_incarnation = row.text(10);
    return device;
}

void insert_operation(sqlite::Database& database, std::uint64_t number, const Operation& operation,
                      const std::vector<std::uint64_t>& deps, const std::string& hash) {
    database.prepare(sql::insert_operation)
        .bind(static_cast<std::int64_t>(number), static_cast<std::int64_t>(operation.epoch),
              static_cast<std::int64_t>(operation.seq), operation.type, static_cast<std::int64_t>(operation.version),
              bytes_of(operation.body), deps_text(deps), operation.hlc.wall_us,
              static_cast<std::int64_t>(operation.hlc.counter), operation.actor, bytes_of(operation.previous_hash),
              bytes_of(hash), to_microseconds(operation.created_at))
        .run();
}

std::vector<std::uint64_t> deps_in_epoch(const std::vector<std::uint64_t>& numbers, std::uint64_t epoch_base) {
    std::vector<std::uint64_t> seqs;
    for (const std::uint64_t number : numbers)
        if (number > epoch_base) seqs.push_back(number - epoch_base);
    return seqs;
}

std::string deps_text(const std::vector<std::uint64_t>& numbers) {
    std::string text;
    for (const std::uint64_t number : numbers)
        text += (text.empty() ? "" : ",") + std::to_string(number);
    return text;
}

std::vector<std::uint64_t> parse_deps(std::string_view text) {
    std::vector<std::uint64_t> numbers;
    while (!text.empty()) {
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc()) throw std::runtime_error("sync: an operation's deps cannot be read");
        numbers.push_back(number);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (!text.empty()) text.remove_prefix(1);
    }
    return numbers;
}

}  // namespace aquacis::sync
