// A page that cannot be told does not keep the others from being told.

#include "cloud/platform/events/announcing.hpp"

#include "cloud/platform/tests/notes.hpp"

namespace aquacis::platform {
namespace {

constexpr std::array<Migration, 1> tables{{{1, "tables",
                                            "CREATE TABLE first_told (administration_id integer NOT NULL);"
                                            "CREATE TABLE then_told (administration_id integer NOT NULL)",
                                            "DROP TABLE first_told, then_told"}}};

class AnnouncingTest : public NotesTest {
protected:
    test::ContextDatabase teller{"teller", tables};
};

TEST_F(AnnouncingTest, APageThatThrowsGoesLastAndIsTriedAgain) {
    teller.pool().run(queretaro, [](Transaction& tx) {
        tx.pq().exec("INSERT INTO first_told VALUES (11)");
        tx.pq().exec("INSERT INTO then_told VALUES (11)");
    });
    bool is_mended = false;
    std::vector<std::string> told;
    const auto page = [&](const std::string& table) {
        return [&, table](Transaction&, const std::string&) -> AnnouncedPage {
            if (table == "first_told" && !is_mended) throw std::logic_error("a row that cannot be told");
            told.push_back(table);
            return {1, std::nullopt};
        };
    };
    const std::vector<Announcement> own{{"first_told", page("first_told")}, {"then_told", page("then_told")}};
    ask_for_announcements(teller.pool());
    EXPECT_ANY_THROW(announce_next(teller.pool(), own));
    EXPECT_TRUE(announce_next(teller.pool(), own));
    EXPECT_EQ(told, std::vector<std::string>{"then_told"});
    EXPECT_ANY_THROW(announce_next(teller.pool(), own)) << "it alone is left";
    is_mended = true;
    EXPECT_TRUE(announce_next(teller.pool(), own));
    EXPECT_FALSE(announce_next(teller.pool(), own));
    EXPECT_EQ(told, (std::vector<std::string>{"then_told", "first_told"}));
}

}  // namespace
}  // namespace aquacis::platform
