#pragma once
// The feed: rows in commit order per partition, and the views that contract rows are joined from.

#include <span>
#include <string>
#include <vector>

#include "cloud/platform/database/postgres.hpp"
#include "cloud/synchub/domain/feed.hpp"

namespace aquacis::synchub {

using platform::Transaction;

struct PartitionHead {
    std::string partition;
    std::int64_t position = 0;
    std::uint64_t checksum = 0;
};

// Held until the end of the transaction: the first thing that a writer of the feed does, so that two never wait for
// each other.
PartitionHead lock_partition(Transaction& tx);
// What is equal to what is there, or older, is left out. Moves the head. At most `max_rows_at_once`; the last of an id
// wins.
inline constexpr std::size_t max_rows_at_once = 1000;
void put_rows(Transaction& tx, PartitionHead& head, std::span<const FeedRow> rows);

struct RowsOfKind {
    std::string partition, kind;
};
std::vector<FeedRow> find_rows(Transaction& tx, const RowsOfKind& where, std::span<const std::string> ids);

struct FeedPage {
    PartitionHead head;
    std::vector<FeedRow> rows;
    std::int64_t position = 0;  // of the last row, the head's when there is none
};
struct PageWish {
    std::int64_t after = 0;
    int limit = 0;
};
FeedPage read_page(Transaction& tx, const PageWish& wish);
std::int64_t read_position(Transaction& tx);  // of the administration's partition; 0 when it has none yet

struct CustomerPart {
    std::string customer_id, name;
    std::uint32_t version = 1;
};
struct MeterPart {
    std::string contract_id, manufacturer, serial, installed_on;
};
void put_contracts(Transaction& tx, std::span<const ContractPart> parts);
void put_customers(Transaction& tx, std::span<const CustomerPart> parts);
void put_meters(Transaction& tx, std::span<const MeterPart> parts);

std::vector<std::string> contracts_of_customers(Transaction& tx, std::span<const std::string> customers);
std::vector<ContractView> select_contracts(Transaction& tx, std::span<const std::string> contracts);

}  // namespace aquacis::synchub
