// How long a cashier waits for a payment while the whole feed comes anew beside what is shown, and what the file grows
// to. renewal_bench [contracts]; each has an account with a debt, a bill and thirteen months.

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <thread>

#include "field-app/core/search/searcher.hpp"
#include "field-app/core/tests/till_fixture.hpp"
#include "sync/engine/session.hpp"
#include "sync/model/digest.hpp"

namespace aquacis::office {
namespace {

using Moment = std::chrono::steady_clock::time_point;

double ms_since(Moment begin) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

std::string number_of(int i) { return std::to_string(100'000 + i) + "-7"; }

std::vector<sync::FeedRow> rows_of(int i) {
    const std::string number = number_of(i);
    aquacis::sync::v1::InvoiceRow bill;
    bill.set_invoice_id(named(number + "2026-10").to_string());
    bill.set_contract_id(named(number).to_string());
    bill.set_period("2026-10");
    bill.set_invoice(std::string(1500, 'x'));
    for (unsigned month = 0; month < 13; ++month) {
        auto& used = *bill.add_months();
        used.set_period(Period(2025 + (9 + month) / 12, (9 + month) % 12 + 1).to_string());
        used.set_litres(15'000);
    }
    return {contract_row(number, "Vecina " + std::to_string(i % 4000) + " Pérez " + std::to_string(i % 700),
                         "Calle " + std::to_string(i % 900), std::to_string(i % 200), std::to_string(60'000'000 + i)),
            account_row(number, {{"2026-10", pesos(900)}}),
            {"invoice", bill.contract_id(), bill.SerializeAsString()}};
}

// The server's part: pages of 2,000 rows, as synchub cuts them.
void send(sync::Session& session, int contracts, const Clock& clock) {
    sync::PartitionChecksum sum;
    std::uint64_t position = 0;
    constexpr int contracts_a_page = 2000 / 3;
    for (int done = 0; done < contracts;) {
        sync::v1::ServerMsg begin, rows, commit;
        begin.mutable_feed_begin()->set_partition("admin/11");
        begin.mutable_feed_begin()->set_to_position(static_cast<std::uint64_t>(contracts) * 3);
        session.received(begin, clock.now());
        for (const int end = std::min(done + contracts_a_page, contracts); done < end; ++done)
            for (const sync::FeedRow& row : rows_of(done)) {
                sum.replace(0, sync::row_hash(row.kind, row.id, row.body));
                auto& sent = *rows.mutable_rows()->add_rows();
                sent.set_kind(row.kind);
                sent.set_id(row.id);
                sent.set_body(row.body);
                ++position;
            }
        session.received(rows, clock.now());
        commit.mutable_feed_commit()->set_partition("admin/11");
        commit.mutable_feed_commit()->set_position(position);
        commit.mutable_feed_commit()->set_checksum(sum.value());
        if (session.received(commit, clock.now()).hang_up) throw std::runtime_error("the checksum differs");
    }
}

double megabytes(const std::filesystem::path& folder) {
    double sum = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        sum += static_cast<double>(entry.file_size()) / 1e6;
    return sum;
}

struct Waits {
    std::vector<double> payments, searches;
    void print(const char* what) {
        for (auto* waits : {&payments, &searches}) {
            std::sort(waits->begin(), waits->end());
            if (waits->empty()) continue;
            std::printf("  %s, %s: %zu, median %.1f ms, p99 %.1f ms, longest %.1f ms\n", what,
                        waits == &payments ? "payments" : "searches", waits->size(), (*waits)[waits->size() / 2],
                        (*waits)[waits->size() * 99 / 100], waits->back());
        }
    }
};

// A cashier who charges and searches as fast as the machine lets her, until it is over.
Waits charge_meanwhile(Office& office, const std::filesystem::path& file, const std::atomic<bool>& is_over) {
    Waits waits;
    Searcher searcher(file);
    const auto session = office.store.open_session_of(office.config.till);
    for (int i = 0; !is_over; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const auto taken = take_payment(office, {PaymentId(make_uuid_v7(office.clock.now(), office.random)),
                                                 session->id,
                                                 ContractId(named(number_of(i % 500))),
                                                 {{}, pesos(1), Money::zero(), {{Method::cash, pesos(1), ""}}}});
        if (!taken) throw std::runtime_error(taken.refusal().message);
        waits.payments.push_back(ms_since(begin));
        const auto search = std::chrono::steady_clock::now();
        if (searcher.find("perez 312").hits.empty()) throw std::runtime_error("nothing is found");
        waits.searches.push_back(ms_since(search));
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
    }
    return waits;
}

void run(int contracts) {
    const TestFolder folder("renewal-bench");
    const OfficeConfig config = test_config();
    const SystemClock clock;
    OfficeStore store(folder.file(), config.device, config.administration);
    OfficeFeedTarget target({config.series, config.folio_batch});
    feed_people(store);
    target.granted(store.database(), folios(config.series, 1, 1'000'000));
    Office office{config, store, clock, seeded_random(1)};
    if (!open_session(office, {"lucia", pesos(500)})) throw std::runtime_error("no session");

    sqlite::Database database(folder.file());
    sync::Session::Settings settings{"admin/11", "bench"};
    settings.give_way = [] { std::this_thread::sleep_for(std::chrono::milliseconds(3)); };
    sync::Session session(database, target, settings);
    sync::v1::ServerMsg welcome, reset;
    welcome.mutable_welcome()->set_epoch(1);
    welcome.mutable_welcome()->set_server_time_us(to_microseconds(clock.now()));
    reset.mutable_reset_partition()->set_partition("admin/11");
    session.opened(clock.now());
    session.received(welcome, clock.now());
    auto begin = std::chrono::steady_clock::now();
    send(session, contracts, clock);
    std::printf("%d contracts loaded in %.1f s, %.0f MB\n", contracts, ms_since(begin) / 1000, megabytes(folder.path));

    std::atomic<bool> is_over{false};
    Waits waits;
    std::thread cashier([&] { waits = charge_meanwhile(office, folder.file(), is_over); });
    begin = std::chrono::steady_clock::now();
    session.received(reset, clock.now());
    send(session, contracts, clock);
    std::printf("come anew in %.1f s, %.0f MB\n", ms_since(begin) / 1000, megabytes(folder.path));
    is_over = true;
    cashier.join();
    waits.print("while it comes");

    is_over = false;
    std::thread again([&] { waits = charge_meanwhile(office, folder.file(), is_over); });
    begin = std::chrono::steady_clock::now();
    int pages = 0;
    std::vector<double> page_ms;
    for (bool has_more = true; has_more; ++pages) {
        const auto page = std::chrono::steady_clock::now();
        has_more = session.tick(clock.now()).has_more;
        page_ms.push_back(ms_since(page));
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    is_over = true;
    again.join();
    std::printf("the old copy taken away in %d pages, %.1f s, the longest %.1f ms, %.0f MB\n", pages,
                ms_since(begin) / 1000, *std::max_element(page_ms.begin(), page_ms.end()), megabytes(folder.path));
    waits.print("while it goes");
}

}  // namespace
}  // namespace aquacis::office

int main(int argc, char** argv) { aquacis::office::run(argc > 1 ? std::stoi(argv[1]) : 100'000); }
