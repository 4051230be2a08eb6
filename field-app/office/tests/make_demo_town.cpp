// Writes an office.db to take pictures of: make_demo_town FOLDER. The cashier is lucia, her PIN 482193; elena
// supervises, 905172.

#include <iostream>

#include "field-app/office/tests/demo_town.hpp"

int main(int argc, char** argv) {
    using namespace aquacis;
    using namespace aquacis::office;
    if (argc != 2) {
        std::cerr << "make_demo_town FOLDER\n";
        return 2;
    }
    const std::filesystem::path folder = argv[1];
    std::filesystem::create_directories(folder);
    constexpr int payments = 37;
    const OfficeConfig config = test_config();
    ManualClock clock(*parse_iso("2026-11-22T14:02:00Z"));
    OfficeStore store(config.database_in(folder), config.device, config.administration);
    Office office{config, store, clock, seeded_random(3)};
    OfficeFeedTarget target({config.series, config.folio_batch});
    feed_demo_town(store, target, payments);
    target.granted(store.database(), anas_bills());
    target.granted(store.database(), anas_september_bill());
    const auto session = open_session(office, {"lucia", pesos(500)});
    for (int i = 0; i < payments; ++i) {
        clock.advance(std::chrono::minutes(7));
        const auto account = account_of(office, neighbour_number(i)).value();
        const PaymentId id(make_uuid_v7(clock.now(), office.random));
        const auto taken = take_payment(office, {id,
                                                 session->id,
                                                 account.contract.id,
                                                 {{}, account.owed, Money::zero(), {{Method::cash, pesos(1000), ""}}}});
        if (!taken) std::cerr << taken.refusal().message << '\n';
        store.set_print_state(taken->print_job.id, PrintState::sent);
    }
    return 0;
}
