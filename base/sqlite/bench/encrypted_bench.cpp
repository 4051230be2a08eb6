// What encryption costs a node's file: 100,000 rows of six columns, WAL and synchronous=FULL, plain beside encrypted.

#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "base/sqlite/sqlite.hpp"

using namespace aquacis;

namespace {

double seconds(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void measure(const char* name, const sqlite::File& file) {
    constexpr int rows = 100'000, in_a_commit = 1000, small_commits = 300;
    sqlite::Database db(file);
    db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c INTEGER, d INTEGER, e BLOB)");
    const auto insert = [&](int i) {
        db.prepare("INSERT INTO t VALUES (?,?,?,?,?,?)")
            .bind(i, "Guadalupe Ocampo " + std::to_string(i), "Calle Morelos 112", i * 7, i % 13, Uuid())
            .run();
    };
    const double bulk = seconds([&] {
        for (int i = 0; i < rows; i += in_a_commit) {
            sqlite::Transaction tx(db);
            for (int k = 0; k < in_a_commit; ++k)
                insert(i + k);
            tx.commit();
        }
    });
    const double payments = seconds([&] {
        for (int i = 0; i < small_commits; ++i) {
            sqlite::Transaction tx(db);
            insert(rows + i);
            tx.commit();
        }
    });
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    sqlite::Database cold(file);
    const double scan = seconds([&] { cold.integer("SELECT sum(length(a)) FROM t"); });
    const double point = seconds([&] {
        for (int i = 0; i < 20'000; ++i)
            cold.prepare("SELECT a FROM t WHERE id = ?").bind((i * 7919) % rows).step();
    });
    std::printf(
        "%-9s %7.0f rows/s in commits of 1,000; %5.2f ms a commit of one row; scan %.0f ms; read %.1f us; %ju KiB\n",
        name, rows / bulk, payments / small_commits * 1000, scan * 1000, point / 20'000 * 1e6,
        static_cast<std::uintmax_t>(std::filesystem::file_size(file.path) / 1024));
}

}  // namespace

int main() {
    const auto folder = std::filesystem::temp_directory_path() / ("aquacis-bench-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    for (int round = 0; round < 3; ++round) {
        const std::string suffix = std::to_string(round) + ".db";
        measure("plain", sqlite::File(folder / ("plain" + suffix)));
        measure("encrypted", {folder / ("encrypted" + suffix), sqlite::FileKey({1, 2, 3})});
    }
    std::filesystem::remove_all(folder);
    return 0;
}
