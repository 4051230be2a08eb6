// The program as a script drives it: lines in, lines out, offline; and again after it was ended.

#include <nlohmann/json.hpp>

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>

#include "base/files.hpp"
#include "field-app/node/folder_lock.hpp"
#include "field-app/office/tests/demo_town.hpp"

namespace aquacis::office {
namespace {

using Json = nlohmann::json;

class TillProgramTest : public testing::Test {
protected:
    TestFolder folder{"till-program"};
    std::string program;

    void SetUp() override {
        const char* bin = std::getenv("AQUACIS_BIN");
        if (bin == nullptr || !std::filesystem::exists(std::string(bin) + "/aquacis-till"))
            GTEST_SKIP() << "AQUACIS_BIN/aquacis-till is missing";
        program = std::string(bin) + "/aquacis-till";
        const OfficeConfig config = test_config();
        OfficeStore store(config.database_in(folder.path), config.device, config.administration);
        OfficeFeedTarget target({config.series, config.folio_batch});
        feed_demo_town(store, target, 2);
        std::ofstream(folder.path / "till.toml")
            << "[device]\nid = \"" << config.device.to_string()
            << "\"\nadministration = 11\n[till]\nname = \"Caja 03\"\noffice = \"Centro\"\n"
               "administration_name = \"Querétaro\"\nseries = \"QRO-C03\"\n";
    }

    std::vector<Json> run(const std::vector<Json>& commands) { return run_with(program, commands); }
    std::vector<Json> run_with(const std::string& till, const std::vector<Json>& commands) {
        std::ofstream in(folder.path / "in");
        for (const Json& command : commands)
            in << command.dump() << '\n';
        in.close();
        const std::string at = folder.path.string();
        const std::string line = till + " --config " + at + "/till.toml --data " + at + " run --offline <" + at +
                                 "/in >" + at + "/out 2>" + at + "/log";
        EXPECT_EQ(std::system(line.c_str()), 0);
        std::vector<Json> answers;
        std::ifstream out(folder.path / "out");
        for (std::string answer; std::getline(out, answer);)
            answers.push_back(Json::parse(answer));
        EXPECT_EQ(answers.size(), commands.size()) << "one answer a command";
        answers.resize(commands.size());
        return answers;
    }
};

TEST_F(TillProgramTest, OnlyTheTestsProgramKnowsAWrongClock) {
    const std::string at = folder.path.string();
    const std::string offset = " --config " + at + "/till.toml --data " + at + " run --offline --clock-offset-s 60";
    EXPECT_NE(std::system((program + offset + " </dev/null >/dev/null 2>&1").c_str()), 0) << "no option of a till's";
    const std::string wrong_clock = program.substr(0, program.rfind('/')) + "/till_with_a_wrong_clock";
    constexpr std::int64_t years = 27 * 365 * 86'400;
    const auto answers = run_with(
        wrong_clock + " -" + std::to_string(years),
        {{{"command", "sign_in"}, {"cashier_id", "lucia"}, {"pin", "482193"}},
         {{"command", "open"}, {"float_centavos", 0}},
         {{"command", "pay"}, {"contract_number", "00412-7"}, {"amount_centavos", 100}, {"received_centavos", 100}}});
    ASSERT_TRUE(answers[2]["ok"]) << answers[2];
    const OfficeConfig config = test_config();
    OfficeStore store(config.database_in(folder.path), config.device, config.administration);
    const auto payment = store.payment(*PaymentId::parse(answers[2]["payment_id"].get<std::string>()));
    EXPECT_GE(SystemClock().now() - payment->taken_at, std::chrono::seconds(years));
}

TEST_F(TillProgramTest, ExportRefusesAFolderWithoutATillsFileAndMakesNone) {
    const std::string at = folder.path.string();
    const std::string to = " --config " + at + "/till.toml --data " + at + "/nowhere export --out " + at + "/plain.db";
    const int status = std::system((program + to + " 2>" + at + "/said").c_str());
    EXPECT_EQ(WEXITSTATUS(status), 2);
    EXPECT_NE(read_file(folder.path / "said").find("/nowhere holds no office.db"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(folder.path / "nowhere")) << "no key and no empty till were made";
    EXPECT_FALSE(std::filesystem::exists(folder.path / "plain.db"));
}

TEST_F(TillProgramTest, TakesAPaymentOfflineAndKnowsItAfterwards) {
    const std::string id = "01890a5d-ac96-774b-bcce-b302099a8099";
    const std::string pdf = (folder.path / "r.pdf").string();
    const Json pay{{"command", "pay"},
                   {"contract_number", "00412-7"},
                   {"amount_centavos", 70000},
                   {"received_centavos", 100000},
                   {"payment_id", id}};
    auto first = run({{{"command", "sign_in"}, {"cashier_id", "lucia"}, {"pin", "482193"}},
                      pay,
                      {{"command", "open"}, {"float_centavos", 50000}},
                      {{"command", "search"}, {"text", "ana perez"}},
                      pay,
                      {{"command", "receipt_pdf"}, {"folio", "QRO-C03-004476"}, {"out", pdf}},
                      {{"command", "reprint"}, {"folio", "4476"}},
                      {{"command", "link"}, {"state", "online"}},
                      {{"command", "dance"}},
                      {{"command", "quit"}}});
    EXPECT_EQ(first[1]["code"], "payments.no_open_session");
    EXPECT_EQ(first[3]["hits"][0]["contract_number"], "00412-7");
    EXPECT_EQ(first[4]["folio"], "QRO-C03-004476");
    EXPECT_EQ(first[4]["change_centavos"], 30000);
    EXPECT_EQ(first[4]["applications"].size(), 2U);
    EXPECT_GT(std::filesystem::file_size(pdf), 1000U);
    EXPECT_EQ(first[6]["copy"], 1);
    EXPECT_FALSE(first[7]["ok"]) << "this till has no server";
    EXPECT_EQ(first[8]["code"], "till.malformed");

    // The same commands again, as a script does that did not see the answers.
    auto second = run({{{"command", "sign_in"}, {"cashier_id", "lucia"}, {"pin", "482193"}},
                       pay,
                       {{"command", "account"}, {"contract_number", "00412-7"}},
                       {{"command", "sync_status"}},
                       {{"command", "ledger"}},
                       {{"command", "cancel"},
                        {"folio", "QRO-C03-004476"},
                        {"reason", "contrato equivocado"},
                        {"authorized_by", "elena"},
                        {"pin", "905172"}},
                       {{"command", "account"}, {"contract_number", "00412-7"}},
                       {{"command", "close"}, {"counts", {{{"denomination_centavos", 50000}, {"count", 1}}}}}});
    EXPECT_FALSE(second[0]["session_id"].is_null()) << "the session is still hers";
    EXPECT_EQ(second[1]["code"], "payments.already_taken");
    EXPECT_EQ(second[1]["folio"], "QRO-C03-004476") << "the script learns what became of it";
    EXPECT_EQ(second[2]["owed_centavos"], 58460);
    EXPECT_EQ(second[3]["pending"], 3) << "the session, the payment, the copy";
    EXPECT_EQ(second[3]["undecided"], 3);
    EXPECT_EQ(second[4]["sum_centavos"], 70000);
    EXPECT_TRUE(second[5]["ok"]) << second[5];
    EXPECT_EQ(second[6]["owed_centavos"], 128460) << "owed again";
    EXPECT_EQ(second[7]["difference_centavos"], 0) << "the cash went back";
}

// A thief with the disk and no key learns nobody's name and tries nobody's PIN; another user of the machine reads
// nothing.
TEST_F(TillProgramTest, WhatItWritesIsItsUsersAloneAndItsFileSaysNothing) {
    const auto other = folder.path / "other";
    std::filesystem::create_directories(other);
    std::filesystem::copy(folder.path / "till.toml", other);
    const std::string at = other.string();
    const std::string line = program + " --config " + at + "/till.toml --data " + at + " run --offline";
    ASSERT_EQ(std::system(("echo '{\"command\":\"quit\"}' | " + line + " >/dev/null").c_str()), 0);
    const auto pdf = folder.path / "r.pdf";
    run({{{"command", "sign_in"}, {"cashier_id", "lucia"}, {"pin", "482193"}},
         {{"command", "open"}, {"float_centavos", 50000}},
         {{"command", "pay"},
          {"contract_number", "00412-7"},
          {"amount_centavos", 70000},
          {"received_centavos", 100000}},
         {{"command", "receipt_pdf"}, {"folio", "QRO-C03-004476"}, {"out", pdf.string()}}});
    const auto of_others = [](const std::filesystem::path& file) {
        return std::filesystem::status(file).permissions() &
               (std::filesystem::perms::group_all | std::filesystem::perms::others_all);
    };
    for (const auto& file : {other / "office.db", other / "office.key", pdf})
        EXPECT_EQ(of_others(file), std::filesystem::perms::none) << file;
    for (const char* end : {"", "-wal"}) {
        const auto file = folder.file().string() + end;
        if (!std::filesystem::exists(file)) continue;
        const std::string bytes = read_file(file);
        for (const char* known : {"SQLite format", "Ana Mar", "Morelos", "lucia", "salt-of-lucia", "QRO-C03"})
            EXPECT_EQ(bytes.find(known), std::string::npos) << known;
    }
}

TEST_F(TillProgramTest, OneWindowWorksOnOneFolder) {
    const std::string office = program.substr(0, program.rfind('/')) + "/aquacis-office";
    if (!std::filesystem::exists(office)) GTEST_SKIP() << "aquacis-office is missing";
    auto held = FolderLock::take(folder.path);
    ASSERT_TRUE(held.has_value());
    EXPECT_FALSE(FolderLock::take(folder.path).has_value());
    const std::string at = folder.path.string();
    const std::string line = "QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software " + office + " --config " + at +
                             "/till.toml --data " + at + " --offline --screen signin --screenshot " + at + "/p.png >" +
                             at + "/said 2>&1";
    constexpr int already_open = 3;
    EXPECT_EQ(WEXITSTATUS(std::system(line.c_str())), already_open);
    std::ifstream said(folder.path / "said");
    const std::string text((std::istreambuf_iterator<char>(said)), {});
    EXPECT_NE(text.find("Caja 03 ya está abierta en este equipo."), std::string::npos) << text;
    held.reset();
    EXPECT_EQ(WEXITSTATUS(std::system(line.c_str())), 0) << "and the next one works";
    EXPECT_TRUE(std::filesystem::exists(folder.path / "p.png"));
}

}  // namespace
}  // namespace aquacis::office
