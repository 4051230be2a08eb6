// The node's file on the disk: unreadable without its key, whole after a kill, and never begun anew by a wrong key.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "base/sqlite/encrypted_vfs.hpp"
#include "base/sqlite/sqlite.hpp"

namespace aquacis::sqlite {
namespace {

namespace fs = std::filesystem;

class EncryptedTest : public testing::Test {
protected:
    fs::path folder = fs::temp_directory_path() / ("aquacis-encrypted-" + std::to_string(getpid()));
    FileKey key = FileKey({1, 2, 3, 4, 5, 6, 7, 8});
    File file() const { return {folder / "node.db", key}; }

    void SetUp() override { fs::create_directories(folder); }
    void TearDown() override { fs::remove_all(folder); }

    static void fill(Database& db, int rows, const std::string& name = "Guadalupe Ocampo") {
        db.execute("CREATE TABLE IF NOT EXISTS person (id INTEGER PRIMARY KEY, name TEXT)");
        Transaction tx(db);
        for (int i = 0; i < rows; ++i)
            db.prepare("INSERT INTO person (name) VALUES (?)").bind(name + " " + std::to_string(i)).run();
        tx.commit();
    }
    bool is_on_disk(const std::string& text) const {
        for (const auto& entry : fs::directory_iterator(folder)) {
            std::ifstream in(entry.path(), std::ios::binary);
            std::stringstream all;
            all << in.rdbuf();
            if (all.str().find(text) != std::string::npos) return true;
        }
        return false;
    }
    int code_of(const std::function<void()>& open) const {
        try {
            open();
        } catch (const Error& fault) {
            return fault.code & 0xFF;
        }
        return 0;
    }
};

TEST_F(EncryptedTest, NothingOfItIsReadableNeitherInTheFileNorInItsLog) {
    {
        Database plain(folder / "plain.db");
        fill(plain, 10);
        EXPECT_TRUE(is_on_disk("Guadalupe")) << "the search finds what is readable";
    }
    for (const char* name : {"plain.db", "plain.db-wal", "plain.db-shm"})
        fs::remove(folder / name);
    Database db(file());
    fill(db, 2000);
    EXPECT_GT(fs::file_size(folder / "node.db-wal"), 0U);
    EXPECT_FALSE(is_on_disk("Guadalupe"));
    EXPECT_FALSE(is_on_disk("CREATE TABLE"));
    EXPECT_FALSE(is_on_disk("SQLite format"));
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    EXPECT_FALSE(is_on_disk("Guadalupe"));
    EXPECT_EQ(db.integer("SELECT count(*) FROM person"), 2000);
}

TEST_F(EncryptedTest, TwoConnectionsShareItAndItIsThereAfterwards) {
    {
        Database one(file());
        fill(one, 300);
        Database two(file());
        EXPECT_EQ(two.integer("SELECT count(*) FROM person"), 300);
        fill(two, 300);
        EXPECT_EQ(one.integer("SELECT count(*) FROM person"), 600);
        Database reader(folder / "node.db", {.read_only = true, .key = key});
        EXPECT_EQ(reader.integer("SELECT count(*) FROM person"), 600);
    }
    Database again(file());
    EXPECT_EQ(again.integer("SELECT count(*) FROM person"), 600);
    again.execute("DELETE FROM person WHERE id > 100; VACUUM");
    again.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    EXPECT_EQ(again.integer("SELECT count(*) FROM person"), 100);
    EXPECT_EQ(again.integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
}

TEST_F(EncryptedTest, AWrongKeyIsSaidAndHarmsNothing) {
    const FileKey wrong({9, 9, 9});
    {
        Database db(file());
        fill(db, 50);
        EXPECT_EQ(code_of([&] { Database(folder / "node.db", {.key = wrong}); }), 23);
    }
    EXPECT_EQ(code_of([&] { Database(folder / "node.db", {.key = wrong}); }), 23);
    EXPECT_EQ(code_of([&] { Database(folder / "node.db"); }), 26) << "without any key it is no database";
    Database db(file());
    EXPECT_EQ(db.integer("SELECT count(*) FROM person"), 50);
}

TEST_F(EncryptedTest, APlainFileBecomesEncryptedWithAllThatIsInIt) {
    {
        Database plain(folder / "node.db");
        fill(plain, 500);
        plain.execute("PRAGMA user_version=7");
        EXPECT_NE(code_of([&] { const Database refused(file()); }), 0) << "another program has it open";
        EXPECT_EQ(shape_of(folder / "node.db"), FileShape::plain);
    }
    {
        Database db(file());
        EXPECT_EQ(db.integer("SELECT count(*) FROM person"), 500);
        EXPECT_EQ(db.integer("PRAGMA user_version"), 7);
        EXPECT_FALSE(is_on_disk("Guadalupe"));
    }
    EXPECT_EQ(shape_of(folder / "node.db"), FileShape::other);
}

TEST_F(EncryptedTest, AKilledWriterLosesNothingThatWasCommitted) {
    for (int round = 0; round < 12; ++round) {
        int pipe_ends[2];
        ASSERT_EQ(::pipe(pipe_ends), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            Database db(file());
            db.execute("PRAGMA wal_autocheckpoint=20");
            for (;;) {
                fill(db, 5);
                const char done = 1;
                if (::write(pipe_ends[1], &done, 1) != 1) ::_exit(1);
            }
        }
        ::close(pipe_ends[1]);
        int acknowledged = 0;
        char done = 0;
        while (acknowledged < 5 + round * 7 && ::read(pipe_ends[0], &done, 1) == 1)
            ++acknowledged;
        ::kill(child, SIGKILL);
        while (::read(pipe_ends[0], &done, 1) == 1)
            ++acknowledged;
        ::close(pipe_ends[0]);
        ::waitpid(child, nullptr, 0);
        Database db(file());
        EXPECT_EQ(db.integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
        EXPECT_GE(db.integer("SELECT count(*) FROM person"), 5 * acknowledged) << "round " << round;
        EXPECT_EQ(db.integer("SELECT count(*) % 5 FROM person"), 0);
        db.execute("DELETE FROM person");
    }
}

// A power cut while a commit is written may leave each sector that it touched in any state: none of them may hold
// anything of the commits before.
TEST_F(EncryptedTest, ATornSectorNeverBelongsToAnOlderCommit) {
    const auto content = [](const fs::path& path) {
        std::ifstream in(path, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    for (const int rows : {1, 3, 40, 300}) {
        std::string before, after;
        {
            Database db(file());
            db.execute("PRAGMA wal_autocheckpoint=0; DROP TABLE IF EXISTS person");
            fill(db, 7);
            before = content(folder / "node.db-wal");
            fill(db, rows);
            after = content(folder / "node.db-wal");
            fs::copy_file(folder / "node.db", folder / "torn.db", fs::copy_options::overwrite_existing);
        }
        constexpr std::size_t sector = 4096;
        before.resize(after.size());
        int torn = 0;
        for (std::size_t at = 0; at < after.size(); at += sector) {
            if (before.compare(at, sector, after, at, sector) == 0) continue;
            ++torn;
            for (std::size_t i = at; i < std::min(at + sector, after.size()); ++i)
                after[i] = static_cast<char>(i * 31 + 7);
        }
        ASSERT_GT(torn, 0);
        std::ofstream(folder / "torn.db-wal", std::ios::binary) << after;
        fs::remove(folder / "torn.db-shm");
        Database db(File(folder / "torn.db", key));
        EXPECT_EQ(db.integer("SELECT count(*) FROM person"), 7) << rows << " rows were being written";
        EXPECT_EQ(db.integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
    }
}

TEST_F(EncryptedTest, TheKeyFileIsItsUsersAloneAndIsNeverMadeTwice) {
    const fs::path key_file = folder / "secret" / "office.key";
    const FileKey made = FileKey::read_or_make(key_file, folder / "node.db");
    struct stat state {};
    ASSERT_EQ(::stat(key_file.c_str(), &state), 0);
    EXPECT_EQ(state.st_mode & 0777U, 0600U);
    EXPECT_EQ(FileKey::read_or_make(key_file, folder / "node.db"), made);
    {
        Database db(File(folder / "node.db", made));
        fill(db, 3);
    }
    fs::remove(key_file);
    EXPECT_EQ(code_of([&] { FileKey::read_or_make(key_file, folder / "node.db"); }), 23)
        << "a new key would not open what is there";
    EXPECT_FALSE(fs::exists(key_file));
}

}  // namespace
}  // namespace aquacis::sqlite
