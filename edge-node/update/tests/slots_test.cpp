// Which slot starts.

#include "edge-node/update/slots.hpp"

#include <gtest/gtest.h>

#include "edge-node/update/install.hpp"
#include "edge-node/update/start.hpp"
#include "edge-node/update/tests/signing.hpp"
#include "edge-node/update/update_error.hpp"

namespace aquacis::edge::update {
namespace {

class Slots : public testing::Test {
protected:
    void install_release(const std::string& version) {
        const auto file = test::make_bundle(folder.path, version, signer, {.version = version});
        install(Bundle(file, authority.certificate(), test::now()), slots, {.compatible = test::compatible}, {});
    }
    void install_good(const std::string& version) {
        install_release(version);
        slots.change([](SlotTable& table) { table.mark_good(); });
    }

    test::TempFolder folder;
    test::ReleaseAuthority authority;
    const test::Pem signer = authority.issue();
    const SlotFolder slots{folder.path / "releases"};
};

TEST_F(Slots, start_the_packages_program_when_there_is_no_release) {
    EXPECT_EQ(choose_whole(slots), no_slot);
    EXPECT_FALSE(std::filesystem::exists(slots.folder()));
}

TEST_F(Slots, are_filled_in_turn) {
    install_good("1.0");
    EXPECT_EQ(choose_whole(slots), 0);
    install_good("1.1");
    EXPECT_EQ(choose_whole(slots), 1);
    install_good("1.2");
    EXPECT_EQ(choose_whole(slots), 0);
    EXPECT_EQ(slots.read().at(1).version, "1.1");
}

TEST_F(Slots, give_up_a_release_that_was_started_three_times) {
    install_good("1.0");
    install_release("1.1");
    for (int i = 0; i < max_attempts; ++i)
        EXPECT_EQ(choose_whole(slots), 1);
    EXPECT_EQ(choose_whole(slots), 0);
    EXPECT_EQ(slots.read().at(1).status, SlotStatus::bad);
    EXPECT_NE(slots.read().at(1).why.find("3 times"), std::string::npos);
    EXPECT_EQ(choose_whole(slots), 0);
}

TEST_F(Slots, go_back_to_the_package_when_the_first_release_fails) {
    install_release("1.0");
    for (int i = 0; i < max_attempts; ++i)
        EXPECT_EQ(choose_whole(slots), 0);
    EXPECT_EQ(choose_whole(slots), no_slot);
}

TEST_F(Slots, do_not_count_the_starts_of_a_good_release) {
    install_good("1.0");
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(choose_whole(slots), 0);
}

TEST_F(Slots, do_not_go_back_to_a_bad_one) {
    install_release("1.0");
    slots.change([](SlotTable& table) { table.give_up("ill"); });
    install_release("1.1");
    const SlotTable after = slots.change([](SlotTable& table) { table.give_up("ill too"); });
    EXPECT_EQ(after.primary, no_slot);
}

TEST_F(Slots, do_not_start_a_damaged_release) {
    install_good("1.0");
    install_good("1.1");
    test::write(slots.path(1) / "bin/aquacis-edge", "#!/bin/sh\nexit 1\n");
    EXPECT_EQ(choose_whole(slots), 0);
    EXPECT_EQ(slots.read().at(1).status, SlotStatus::bad);
    std::filesystem::remove(slots.path(0) / "manifest.json");
    EXPECT_EQ(choose_whole(slots), no_slot);
}

TEST_F(Slots, whose_table_is_damaged_start_the_package) {
    install_good("1.0");
    test::write(slots.folder() / "slots.json", "{\"primary\":");
    EXPECT_EQ(choose_whole(slots), no_slot);
    EXPECT_THROW(slots.read(), UpdateError);
}

// A trial whose attempt cannot be counted might be started for ever: it is not started. A folder of the temporary
// file's name keeps the table from being written, for root too.
TEST_F(Slots, do_not_start_a_trial_that_cannot_be_counted) {
    install_good("1.0");
    install_release("1.1");
    std::filesystem::create_directory(slots.folder() / "slots.json.new");
    EXPECT_EQ(choose_whole(slots), 0);
    std::filesystem::remove(slots.folder() / "slots.json.new");
    EXPECT_EQ(choose_whole(slots), 1);
}

}  // namespace
}  // namespace aquacis::edge::update
