// The laws of sync/model/ALGEBRA.md over random histories. A seed that fails is printed: AQUACIS_SEED=<n> runs it
// alone, AQUACIS_SEEDS=<count> runs more of them.

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <iostream>

#include "base/parse_number.hpp"
#include "tests/simulation/model_server.hpp"
#include "tests/simulation/real_server.hpp"
#include "tests/simulation/world.hpp"

namespace aquacis::simulation {
namespace {

constexpr int usual_seeds = 60;  // of each of the four kinds of history

int count_from_environment(const char* name, int otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : parse_number<int>(text).value();
}

std::filesystem::path folder_of(std::uint64_t seed) {
    const std::filesystem::path fast = "/dev/shm";
    const auto parent = access(fast.c_str(), W_OK) == 0 ? fast : std::filesystem::temp_directory_path();
    return parent / ("aquacis-simulation-" + std::to_string(getpid()) + "-" + std::to_string(seed));
}

struct Seeds {
    std::uint64_t first = 0;
    int count = usual_seeds;
};
using Run = std::function<Report(std::uint64_t seed, const Faults& faults)>;

Report of_the_model(std::uint64_t seed, const Faults& faults) {
    return World(seed, faults, folder_of(seed), std::make_unique<ModelServer>()).run();
}

// Two administrations, of this run alone; their tills stand beside each other.
Report of_the_server(std::uint64_t seed, const Faults& faults) {
    static int next_administration = 100;
    const std::vector<int> administrations{next_administration, next_administration + 1};
    next_administration += 2;
    return World(seed, faults, folder_of(seed), std::make_unique<RealServer>(administrations), administrations).run();
}

Report sum_of_runs(const Faults& faults, const Seeds& seeds, const Run& run = of_the_model) {
    Report sum;
    const int only = count_from_environment("AQUACIS_SEED", -1);
    const int count = only >= 0 ? 1 : count_from_environment("AQUACIS_SEEDS", seeds.count);
    for (int i = 0; i < count; ++i) {
        const std::uint64_t seed =
            only >= 0 ? static_cast<std::uint64_t>(only) : seeds.first + static_cast<std::uint64_t>(i);
        try {
            const Report report = run(seed, faults);
            sum.payments += report.payments;
            sum.crashes += report.crashes;
            sum.streams += report.streams;
            sum.resets += report.resets;
            sum.restores += report.restores;
            sum.epochs += report.epochs;
            sum.steps_to_rest = std::max(sum.steps_to_rest, report.steps_to_rest);
        } catch (const std::exception& broken) {
            ADD_FAILURE() << "seed " << seed << ": " << broken.what() << " (AQUACIS_SEED=" << seed << " runs it alone)";
            return sum;
        }
    }
    std::cout << count << " seeds from " << seeds.first << ": " << sum.payments << " payments, " << sum.streams
              << " streams, " << sum.crashes << " crashes, " << sum.resets << " resets, " << sum.restores
              << " clones or restores, " << sum.epochs << " new epochs, at rest after " << sum.steps_to_rest
              << " steps at most\n";
    return sum;
}

TEST(Simulation, CrashesAndBadNetworks) {
    const Report sum = sum_of_runs({}, {1000});
    EXPECT_GT(sum.payments, 0);
    EXPECT_GT(sum.crashes, 0);
}

TEST(Simulation, AServerRestoredFromItsBackup) { EXPECT_GT(sum_of_runs({.server_backups = true}, {2000}).restores, 0); }

TEST(Simulation, ALostSynchubIsMadeAnewFromTillsAndLog) {
    EXPECT_GT(sum_of_runs({.losses = true}, {5000}).restores, 0);
}

// What was wrong once, put back: the same runs must find it, or they prove nothing of it.
void expect_found(const Faults& faults, const std::string& law, const Run& run = of_the_model) {
    constexpr std::uint64_t most_seeds = 60;
    for (std::uint64_t seed = 7000; seed < 7000 + most_seeds; ++seed) {
        try {
            run(seed, faults);
        } catch (const Broken& broken) {
            EXPECT_EQ(std::string(broken.what()).rfind(law, 0), 0U) << "seed " << seed << ": " << broken.what();
            std::cout << "found by seed " << seed << ": " << broken.what() << "\n";
            return;
        }
    }
    ADD_FAILURE() << "no seed found it";
}

TEST(Simulation, FindsAnEffectThatIsSaidToBeSeenByTheClock) {
    expect_found({.defects = {.seen_by_the_clock = true}}, "6 causality");
}

TEST(Simulation, FindsARestoredTillThatPrintsItsFoliosTwice) {
    expect_found({.node_backups = true, .defects = {.folios_outlive_epochs = true}}, "8 folios");
}

TEST(Simulation, FindsARestoredServerThatForgotWhatItGranted) {
    expect_found({.server_backups = true, .defects = {.grants_are_forgotten = true}}, "8 folios");
}

TEST(Simulation, FindsACopyThatIsShownBeforeItIsWhole) {
    expect_found({.server_backups = true, .defects = {.coming_copy_is_shown = true}}, "13 whole copies");
}

TEST(Simulation, TillsThatWereCloned) { EXPECT_GT(sum_of_runs({.clones = true}, {3000}).epochs, 0); }

TEST(Simulation, TillsRestoredFromTheirBackups) { EXPECT_GT(sum_of_runs({.node_backups = true}, {4000}).epochs, 0); }

// The same histories, fewer, of the server itself.
constexpr int few_seeds = 3;

TEST(TheServerItself, CrashesBadNetworksAndContextsThatFail) {
    const Report sum = sum_of_runs({.context_faults = true}, {1000, few_seeds}, of_the_server);
    EXPECT_GT(sum.payments, 0);
    EXPECT_GT(sum.crashes, 0);
}

TEST(TheServerItself, TillsThatAreNewerThanTheCloud) {
    EXPECT_GT(sum_of_runs({.newer_tills = true}, {6000, few_seeds}, of_the_server).payments, 0);
}

TEST(TheServerItself, TillsThatWereClonedOrRestored) {
    const Faults faults{.clones = true, .node_backups = true, .without_cancels = true};
    EXPECT_GT(sum_of_runs(faults, {3000, few_seeds}, of_the_server).restores, 0);
}

TEST(TheServerItself, ALostSynchubIsMadeAnewFromTillsAndLog) {
    const Report sum = sum_of_runs({.losses = true}, {5000, few_seeds}, of_the_server);
    EXPECT_GT(sum.payments, 0);
    EXPECT_GT(sum.restores, 0);
}

// Long histories: of the short ones a few in a hundred come to the second folio.
TEST(TheServerItself, FindsARestoredTillThatPrintsItsFoliosTwice) {
    constexpr int many_steps = 2000;
    expect_found({.node_backups = true,
                  .without_cancels = true,
                  .stormy_steps = many_steps,
                  .defects = {.folios_outlive_epochs = true}},
                 "8 folios", of_the_server);
}

}  // namespace
}  // namespace aquacis::simulation
