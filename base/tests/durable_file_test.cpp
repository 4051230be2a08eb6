#include "base/durable_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <system_error>

namespace aquacis {
namespace {

class DurableFileTest : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name = std::filesystem::temp_directory_path() / "aquacis-durable-XXXXXX";
        folder_ = ::mkdtemp(name.data());
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    std::string content(const char* name) const {
        std::ifstream in(folder_ / name);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::filesystem::path folder_;
};

TEST_F(DurableFileTest, TakesTheOldOnesPlaceAndLeavesNothingBeside) {
    write_durably(folder_ / "state", "first");
    write_durably(folder_ / "state", std::string(100'000, 'x'));
    EXPECT_EQ(content("state").size(), 100'000U);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "state.new"));
}

TEST_F(DurableFileTest, IsTheOwnersAloneAlsoWhereAnOpenOneStoodBeside) {
    std::ofstream(folder_ / "key.new") << "left by a power cut";
    ::chmod((folder_ / "key.new").c_str(), 0644);
    write_durably(folder_ / "key", "secret");
    struct stat told {};
    ASSERT_EQ(::stat((folder_ / "key").c_str(), &told), 0);
    EXPECT_EQ(told.st_mode & 0777U, 0600U);
}

TEST_F(DurableFileTest, SaysWhichFileCannotBeWritten) {
    try {
        write_durably(folder_ / "nowhere" / "state", "x");
        FAIL();
    } catch (const std::system_error& fault) {
        EXPECT_NE(std::string(fault.what()).find("nowhere/state"), std::string::npos) << fault.what();
    }
}

}  // namespace
}  // namespace aquacis
