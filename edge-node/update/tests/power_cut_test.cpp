// The power is cut at every step of an update, and what the disk had not made durable is lost: what ran before, or the
// whole new release, starts.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include "edge-node/update/install.hpp"
#include "edge-node/update/start.hpp"
#include "edge-node/update/tests/signing.hpp"

namespace aquacis::edge::update {
namespace {

namespace fs = std::filesystem;

enum class Loss { nothing, what_was_not_synced };

// Counts the steps on the disk; at the chosen one the process dies as by a power cut, and takes with it what was not
// synced: a file's new bytes, and the names in folders that were not made durable.
class PowerCut {
public:
    PowerCut(int at_step, Loss loss) : left_(at_step), loss_(loss) {}

    void operator()(DiskStep step, const fs::path& path) {
        if (step == DiskStep::file_written) unsynced_.insert(path);
        if (step == DiskStep::file_synced) unsynced_.erase(path);
        if (step == DiskStep::folder_changed) new_names_.insert(path);
        if (step == DiskStep::folder_synced)
            std::erase_if(new_names_, [&](const fs::path& name) { return name.parent_path() == path; });
        if (left_-- > 0) return;
        if (loss_ == Loss::what_was_not_synced) {
            std::error_code ignored;
            for (const fs::path& file : unsynced_)
                fs::resize_file(file, fs::file_size(file) / 2, ignored);
            for (const fs::path& name : new_names_)
                fs::remove_all(name, ignored);
            if (step == DiskStep::table_before) test::write(path.string() + ".new", "{\"primary\":\"B\",");
        }
        ::raise(SIGKILL);
    }

private:
    int left_;
    const Loss loss_;
    std::set<fs::path> unsynced_, new_names_;
};

class PowerCuts : public testing::TestWithParam<Loss> {
protected:
    // Runs `what` in a process of its own that dies at step `at`; whether it came to its end before.
    template <class What>
    bool survives(int at, What what) {
        const pid_t child = ::fork();
        if (child == 0) {
            try {
                what(SlotFolder(folder.path / "releases", PowerCut(at, GetParam())));
                ::_exit(0);
            } catch (const std::exception& fault) {
                std::fprintf(stderr, "%s\n", fault.what());
                ::_exit(1);
            }
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : WEXITSTATUS(status) == 0) << "step " << at;
        return WIFEXITED(status);
    }
    Bundle bundle(const std::string& version) {
        return Bundle(test::make_bundle(folder.path, version, signer,
                                        {.version = version,
                                         .files = {{"bin/aquacis-edge", std::string(200'000, 'p') + version},
                                                   {"share/drivers/one.toml", version},
                                                   {"share/two", ""}}}),
                      authority.certificate(), test::now());
    }
    void install_good(const std::string& version) {
        const SlotFolder slots(folder.path / "releases");
        install(bundle(version), slots, {.compatible = test::compatible}, {});
        slots.change([](SlotTable& table) { table.mark_good(); });
    }
    // What starts now is one of these versions and whole, byte for byte what was signed.
    std::string started() {
        const SlotFolder slots(folder.path / "releases");
        const int slot = choose_whole(slots);
        if (slot == no_slot) return "package";
        EXPECT_EQ(why_not_whole(slots.path(slot)), "");
        return slots.read().at(slot).version;
    }

    test::TempFolder folder;
    test::ReleaseAuthority authority;
    const test::Pem signer = authority.issue();
};

TEST_P(PowerCuts, at_any_step_of_an_install_leave_a_release_that_starts) {
    install_good("1.0");
    install_good("1.1");
    const Bundle next = bundle("1.2");
    int cuts = 0;
    for (;; ++cuts) {
        ASSERT_LT(cuts, 200);
        const bool finished = survives(
            cuts, [&](const SlotFolder& slots) { install(next, slots, {.compatible = test::compatible}, {}); });
        const std::string runs = started();
        if (finished) {
            EXPECT_EQ(runs, "1.2");
            break;
        }
        const SlotFolder after(folder.path / "releases");
        const SlotTable table = after.read();
        if (table.at(0).status == SlotStatus::good) {
            EXPECT_EQ(why_not_whole(after.path(0)), "") << "half a release is called good, step " << cuts;
        }
        if (table.on_trial()) {  // cut after the table was durable: the new release is whole, and on trial
            EXPECT_EQ(runs, "1.2");
            SlotFolder(folder.path / "releases").change([](SlotTable& now) { now.give_up("for the next cut"); });
            EXPECT_EQ(started(), "1.1");
        } else {
            EXPECT_EQ(runs, "1.1") << "step " << cuts;
        }
    }
    EXPECT_GT(cuts, 20);  // the tables, three files and a manifest in pieces, the folders
    RecordProperty("cuts", cuts);
}

TEST_P(PowerCuts, at_any_step_of_the_first_install_leave_the_package) {
    const Bundle first = bundle("1.0");
    for (int cuts = 0;; ++cuts) {
        ASSERT_LT(cuts, 200);
        const bool finished = survives(
            cuts, [&](const SlotFolder& slots) { install(first, slots, {.compatible = test::compatible}, {}); });
        const bool on_trial = SlotFolder(folder.path / "releases").read().on_trial();
        EXPECT_EQ(started(), on_trial ? "1.0" : "package");
        if (finished) break;
        if (on_trial)
            SlotFolder(folder.path / "releases").change([](SlotTable& now) { now.give_up("for the next cut"); });
    }
}

TEST_P(PowerCuts, at_any_step_of_the_gates_verdict_or_a_start_leave_a_release_that_starts) {
    install_good("1.0");
    const auto on_trial = [&] {
        const SlotFolder slots(folder.path / "releases");
        slots.change([](SlotTable& table) {
            table.at(1).status = SlotStatus::trial;
            table.at(1).attempts = 0;
            table.primary = 1;
        });
    };
    install(bundle("1.1"), SlotFolder(folder.path / "releases"), {.compatible = test::compatible}, {});
    const std::vector<std::function<void(const SlotFolder&)>> whats{
        [](const SlotFolder& slots) { slots.change([](SlotTable& table) { table.mark_good(); }); },
        [](const SlotFolder& slots) { slots.change([](SlotTable& table) { table.give_up("ill"); }); },
        [](const SlotFolder& slots) { choose_whole(slots); }};
    for (const auto& what : whats)
        for (int at = 0;; ++at) {
            on_trial();
            const bool finished = survives(at, what);
            const std::string runs = started();
            EXPECT_TRUE(runs == "1.0" || runs == "1.1") << runs;
            if (finished) break;
        }
}

// A release that takes the whole machine down with it uses up its attempts all the same.
TEST_P(PowerCuts, right_after_each_start_use_up_the_attempts) {
    install_good("1.0");
    install(bundle("1.1"), SlotFolder(folder.path / "releases"), {.compatible = test::compatible}, {});
    for (int i = 0; i < max_attempts; ++i)
        survives(1'000, [](const SlotFolder& slots) {
            EXPECT_EQ(choose_whole(slots), 1);
            ::raise(SIGKILL);
        });
    EXPECT_EQ(started(), "1.0");
}

INSTANTIATE_TEST_SUITE_P(Disk, PowerCuts, testing::Values(Loss::nothing, Loss::what_was_not_synced),
                         [](const auto& instance) {
                             return instance.param == Loss::nothing ? "keeps_all" : "loses_what_was_not_synced";
                         });

}  // namespace
}  // namespace aquacis::edge::update
