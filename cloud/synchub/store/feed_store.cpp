#include "cloud/synchub/store/feed_store.hpp"

#include <openssl/evp.h>

#include <cassert>
#include <map>
#include <nlohmann/json.hpp>

#include "cloud/platform/database/sql.hpp"
#include "cloud/synchub/domain/partition.hpp"
#include "cloud/synchub/store/sql.hpp"
#include "sync/model/digest.hpp"

namespace aquacis::synchub {
namespace {

using nlohmann::json;

using platform::run_sql;

std::string base64(const std::string& bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::string ids_json(std::span<const std::string> ids) {
    json rows = json::array();
    for (const std::string& id : ids)
        rows.push_back({{"id", id}});
    return rows.dump();
}

// The last of an id wins, at its place.
std::string rows_json(std::span<const FeedRow> rows) {
    std::map<std::pair<std::string, std::string>, std::size_t> last;
    for (std::size_t i = 0; i < rows.size(); ++i)
        last[{rows[i].kind, rows[i].id}] = i;
    json out = json::array();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const FeedRow& row = rows[i];
        if (last[{row.kind, row.id}] != i) continue;
        out.push_back({{"kind", row.kind},
                       {"id", row.id},
                       {"body", base64(row.body)},
                       {"hash", static_cast<std::int64_t>(sync::row_hash(row.kind, row.id, row.body))},
                       {"version", row.version},
                       {"place", i}});
    }
    return out.dump();
}

}  // namespace

PartitionHead lock_partition(Transaction& tx) {
    const std::string partition = partition_of(tx.administration());
    run_sql(tx, sql::make_partition, partition, tx.administration().number());
    const pqxx::result rows = run_sql(tx, sql::lock_partition, partition);
    return {partition, rows.at(0)[0].as<std::int64_t>(), static_cast<std::uint64_t>(rows.at(0)[1].as<std::int64_t>())};
}

void put_rows(Transaction& tx, PartitionHead& head, std::span<const FeedRow> rows) {
    assert(rows.size() <= max_rows_at_once);
    if (rows.empty()) return;
    const pqxx::result changed =
        run_sql(tx, sql::put_rows, rows_json(rows), head.partition, tx.administration().number(), head.position);
    if (changed.empty()) return;
    sync::PartitionChecksum sum(head.checksum);
    for (const pqxx::row& row : changed)
        sum.replace(static_cast<std::uint64_t>(row[0].as<std::int64_t>()),
                    static_cast<std::uint64_t>(row[1].as<std::int64_t>()));
    head.position += static_cast<std::int64_t>(changed.size());
    head.checksum = sum.value();
    run_sql(tx, sql::advance_partition, head.partition, head.position, static_cast<std::int64_t>(head.checksum));
}

std::vector<FeedRow> find_rows(Transaction& tx, const RowsOfKind& where, std::span<const std::string> ids) {
    platform::SqlArray wanted;
    for (const std::string& id : ids)
        wanted.add(id);
    std::vector<FeedRow> found;
    for (const pqxx::row& row : run_sql(tx, sql::find_rows, where.partition, where.kind, wanted.text()))
        found.push_back({where.kind, row[0].c_str(), pqxx::binarystring(row[1]).str(), 0});
    return found;
}

FeedPage read_page(Transaction& tx, const PageWish& wish) {
    FeedPage page;
    page.head.partition = partition_of(tx.administration());
    for (const pqxx::row& row : run_sql(tx, sql::read_page, page.head.partition, wish.after, wish.limit)) {
        page.head.position = row[0].as<std::int64_t>();
        page.head.checksum = static_cast<std::uint64_t>(row[1].as<std::int64_t>());
        if (row[2].is_null()) continue;
        page.rows.push_back({row[2].c_str(), row[3].c_str(), pqxx::binarystring(row[4]).str(), 0});
        page.position = row[5].as<std::int64_t>();
    }
    if (page.rows.empty()) page.position = page.head.position;
    return page;
}

std::int64_t read_position(Transaction& tx) {
    const pqxx::result rows = run_sql(tx, sql::read_heads);
    return rows.empty() ? 0 : rows[0][1].as<std::int64_t>();
}

void put_contracts(Transaction& tx, std::span<const ContractPart> parts) {
    std::map<std::string, json> rows;
    for (const ContractPart& part : parts)
        rows[part.contract_id] = {{"contract_id", part.contract_id},
                                  {"customer_id", part.customer_id},
                                  {"number", part.number},
                                  {"street", part.street},
                                  {"street_number", part.street_number},
                                  {"settlement", part.settlement},
                                  {"municipality", part.municipality},
                                  {"zone_id", part.zone_id},
                                  {"use_class", part.use_class},
                                  {"tariff_code", part.tariff_code},
                                  {"state", part.state}};
    json all = json::array();
    for (auto& [id, row] : rows)
        all.push_back(std::move(row));
    run_sql(tx, sql::put_contracts, all.dump(), tx.administration().number());
}

void put_customers(Transaction& tx, std::span<const CustomerPart> parts) {
    std::map<std::string, const CustomerPart*> newest;
    for (const CustomerPart& part : parts) {
        const CustomerPart*& kept = newest[part.customer_id];
        if (kept == nullptr || kept->version <= part.version) kept = &part;
    }
    json all = json::array();
    for (const auto& [id, part] : newest)
        all.push_back({{"customer_id", id}, {"name", part->name}, {"version", part->version}});
    run_sql(tx, sql::put_customers, all.dump(), tx.administration().number());
}

void put_meters(Transaction& tx, std::span<const MeterPart> parts) {
    std::map<std::string, const MeterPart*> newest;
    for (const MeterPart& part : parts) {
        const MeterPart*& kept = newest[part.contract_id];
        if (kept == nullptr || kept->installed_on <= part.installed_on) kept = &part;
    }
    json all = json::array();
    for (const auto& [contract, part] : newest)
        all.push_back({{"contract_id", contract},
                       {"manufacturer", part->manufacturer},
                       {"serial", part->serial},
                       {"installed_on", part->installed_on}});
    run_sql(tx, sql::put_meters, all.dump(), tx.administration().number());
}

std::vector<std::string> contracts_of_customers(Transaction& tx, std::span<const std::string> customers) {
    std::vector<std::string> found;
    for (const pqxx::row& row : run_sql(tx, sql::contracts_of_customers, ids_json(customers)))
        found.emplace_back(row[0].c_str());
    return found;
}

std::vector<ContractView> select_contracts(Transaction& tx, std::span<const std::string> contracts) {
    std::vector<ContractView> found;
    for (const pqxx::row& row : run_sql(tx, sql::select_contracts, ids_json(contracts))) {
        ContractView view;
        view.contract.contract_id = row[0].c_str();
        view.contract.number = row[1].c_str();
        view.customer_name = row[2].c_str();
        view.contract.street = row[3].c_str();
        view.contract.street_number = row[4].c_str();
        view.contract.settlement = row[5].c_str();
        view.contract.municipality = row[6].c_str();
        view.contract.zone_id = row[7].c_str();
        view.contract.use_class = row[8].c_str();
        view.contract.tariff_code = row[9].c_str();
        view.manufacturer = row[10].c_str();
        view.serial = row[11].c_str();
        view.contract.state = row[12].c_str();
        found.push_back(std::move(view));
    }
    return found;
}

}  // namespace aquacis::synchub
