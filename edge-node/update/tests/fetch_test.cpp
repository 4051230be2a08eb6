// A bundle over bad links and from servers that do not do as they should.

#include "edge-node/update/fetch.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <random>

#include "edge-node/update/bundle.hpp"
#include "edge-node/update/tests/file_server.hpp"
#include "edge-node/update/tests/signing.hpp"
#include "edge-node/update/update_error.hpp"

namespace aquacis::edge::update::test {
namespace {

namespace fs = std::filesystem;

std::string noise(std::size_t size) {
    std::mt19937 random{20'261'123};
    std::string bytes(size, ' ');
    for (char& byte : bytes)
        byte = static_cast<char>(random());
    return bytes;
}

class FetchTest : public testing::Test {
protected:
    FetchWish wish() const {
        write(folder_.path / "copy", content_);
        return {server_->url(), sha256_of(folder_.path / "copy"), {}, 0};
    }
    fs::path here() const { return folder_.path / "update"; }
    fs::path bring(const FetchWish& wish, int tries = 100) {
        int left = tries;
        return fetch(wish, here(),
                     {[&] { return left-- == 0; }, [this](std::chrono::milliseconds time) { paused_ += time; }});
    }
    std::string fault_of(const FetchWish& wish, int tries = 100) {
        try {
            bring(wish, tries);
        } catch (const UpdateError& fault) {
            return fault.what();
        }
        return "";
    }
    std::string left_over() const {
        std::string names;
        if (fs::exists(here()))
            for (const auto& entry : fs::directory_iterator(here()))
                names += entry.path().extension().string();
        return names;
    }

    const std::string content_ = noise(3'000'000);
    std::optional<FileServer> server_{std::in_place, content_};
    TempFolder folder_;
    std::chrono::milliseconds paused_{0};
};

TEST_F(FetchTest, comes_in_pieces_and_whole) {
    const fs::path file = bring(wish());
    EXPECT_EQ(read(file), content_);
    EXPECT_EQ(server_->asked, 6);
    EXPECT_EQ(left_over(), ".bundle");
}

TEST_F(FetchTest, a_server_that_fails_is_asked_again_and_no_piece_twice) {
    server_->fails_every = 2;
    EXPECT_EQ(read(bring(wish())), content_);
    EXPECT_EQ(server_->asked, 11) << "six pieces, five failures between";
    EXPECT_EQ(paused_, std::chrono::seconds(5));
}

TEST_F(FetchTest, another_try_goes_on_where_the_last_one_ended) {
    EXPECT_NE(fault_of(wish(), 2).find("given up after 1048576 bytes"), std::string::npos);
    EXPECT_EQ(left_over(), ".part");
    EXPECT_EQ(read(bring(wish())), content_);
    EXPECT_EQ(server_->asked, 6);
}

TEST_F(FetchTest, a_power_cut_before_the_last_step_costs_one_request) {
    const FetchWish wanted = wish();
    fs::create_directories(here());
    write(here() / (wanted.sha256 + ".part"), content_);
    EXPECT_EQ(read(bring(wanted)), content_);
    EXPECT_EQ(server_->asked, 1);
}

TEST_F(FetchTest, a_link_that_is_gone_is_waited_for_and_given_up_in_time) {
    const FetchWish wanted = wish();
    server_.reset();
    EXPECT_NE(fault_of(wanted, 10).find("given up after 0 bytes"), std::string::npos);
    EXPECT_GE(paused_, std::chrono::minutes(3)) << "ever longer, up to a minute";
    EXPECT_LE(paused_, std::chrono::minutes(6));
}

TEST_F(FetchTest, another_file_than_was_named_is_thrown_away) {
    FetchWish other = wish();
    other.sha256[0] = other.sha256[0] == '0' ? '1' : '0';
    EXPECT_NE(fault_of(other).find("not the one that was named"), std::string::npos);
    EXPECT_EQ(left_over(), "");
}

TEST_F(FetchTest, a_part_of_another_bundle_goes) {
    fs::create_directories(here());
    write(here() / (std::string(64, 'a') + ".part"), "old");
    bring(wish());
    EXPECT_EQ(left_over(), ".bundle");
}

TEST_F(FetchTest, servers_that_do_not_do_as_asked_are_named) {
    server_->shifts = true;
    EXPECT_NE(fault_of(wish()).find("does not send the pieces"), std::string::npos);
    server_->shifts = false;
    server_->claims = largest_bundle + 1;
    EXPECT_NE(fault_of(wish()).find("a bundle at most"), std::string::npos);
    server_->claims = 0;
    server_->status = 404;
    EXPECT_NE(fault_of(wish()).find("status 404"), std::string::npos);
    server_->status = 0;
    fault_of(wish(), 1);
    server_->knows_ranges = false;
    EXPECT_NE(fault_of(wish()).find("Range"), std::string::npos) << "it would begin anew each time";
}

TEST_F(FetchTest, a_small_file_may_come_at_once) {
    server_->knows_ranges = false;
    EXPECT_EQ(read(bring(wish())), content_);
}

TEST_F(FetchTest, wrong_wishes_are_refused_before_anything_is_asked) {
    FetchWish wrong = wish();
    for (const char* url : {"", "edge.bundle", "http://updates.utility.mx/edge.bundle", "https://host",
                            "ftp://host/file", "https://host/a b", "http://127.0.0.1.example.com/edge.bundle"}) {
        wrong.url = url;
        EXPECT_NE(fault_of(wrong).find("the bundle's address must"), std::string::npos) << url;
    }
    wrong = wish();
    for (const std::string& sha256 :
         {std::string(), std::string(64, 'A'), std::string(64, '/'), std::string("../../../etc/passwd")}) {
        wrong.sha256 = sha256;
        EXPECT_NE(fault_of(wrong).find("sha256 must be"), std::string::npos) << sha256;
    }
    EXPECT_EQ(server_->asked, 0);
}

TEST_F(FetchTest, a_full_disk_is_told_before) {
    FetchWish large = wish();
    large.keep_free_bytes = std::int64_t{1} << 60;
    EXPECT_NE(fault_of(large).find("no room"), std::string::npos);
}

}  // namespace
}  // namespace aquacis::edge::update::test
