#include "base/command_line/command_line.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace aquacis {
namespace {

using testing::internal::CaptureStderr;
using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStderr;
using testing::internal::GetCapturedStdout;

std::optional<int> parse(CommandLine& line, std::vector<std::string> words) {
    std::vector<char*> arguments;
    for (std::string& word : words)
        arguments.push_back(word.data());
    return line.parse(static_cast<int>(arguments.size()), arguments.data());
}

TEST(CommandLineTest, FillsWhatIsGivenAndRunsTheChosenCommandAlone) {
    CommandLine line("tells", "teller");
    line.needs_a_command();
    std::string name;
    int count = 3;
    bool loud = false, is_said = false, is_sung = false;
    Command say = line.add_command("say", "says it");
    say.add_option("--name", name).required();
    const Option counted = say.add_option("--count", count).between(1, 9);
    say.add_flag("--loud", loud);
    say.when_given([&] { is_said = true; });
    line.add_command("sing", "sings it").when_given([&] { is_sung = true; });
    EXPECT_EQ(parse(line, {"teller", "say", "--name", "Ana", "--loud"}), std::nullopt);
    EXPECT_EQ(name, "Ana");
    EXPECT_TRUE(loud && is_said);
    EXPECT_FALSE(is_sung || counted.is_given());
    EXPECT_EQ(count, 3);
}

TEST(CommandLineTest, WrongWordsAreNamedAndEndTheProgram) {
    CommandLine line("tells", "teller");
    line.needs_a_command();
    int count = 0;
    std::string how;
    Command say = line.add_command("say", "says it");
    say.add_option("--count", count).between(1, 9);
    say.add_option("--how", how).one_of({"softly", "loudly"});
    const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
        {{"teller", "whistle"}, "there is no command 'whistle'; there are: say"},
        {{"teller", "say", "--count", "10"}, "--count"},
        {{"teller", "say", "--count", "many"}, "--count"},
        {{"teller", "say", "--how", "late"}, "--how"},
        {{"teller", "say", "--never"}, "--never"}};
    for (const auto& [words, named] : wrong) {
        CaptureStderr();
        const auto status = parse(line, words);
        const std::string said = GetCapturedStderr();
        ASSERT_TRUE(status) << named;
        EXPECT_NE(*status, 0) << named;
        EXPECT_NE(said.find(named), std::string::npos) << said;
    }
}

TEST(CommandLineTest, HelpVersionAndActionsEndItWell) {
    CommandLine line("tells", "teller");
    line.set_version("teller 1.2");
    bool is_done = false;
    line.add_action(
        "--list", [&] { is_done = true; }, "lists");
    for (const char* word : {"--help", "--version", "--list"}) {
        CaptureStdout();
        EXPECT_EQ(parse(line, {"teller", word}), 0) << word;
        EXPECT_EQ(GetCapturedStdout().empty(), std::string(word) == "--list");
    }
    EXPECT_TRUE(is_done);
}

TEST(CommandLineTest, TheEnvironmentGivesWhatIsNotTyped) {
    CommandLine line("tells", "teller");
    std::string file;
    line.add_command("say", "says it").add_option("--file", file).required();
    line.take_from_environment("file", "AQUACIS_COMMAND_LINE_TEST", "a file");
    ::setenv("AQUACIS_COMMAND_LINE_TEST", "there", 1);
    EXPECT_EQ(parse(line, {"teller", "say"}), std::nullopt);
    ::unsetenv("AQUACIS_COMMAND_LINE_TEST");
    EXPECT_EQ(file, "there");
}

TEST(CommandLineTest, WhatACommandThrowsLeavesIt) {
    CommandLine line("tells", "teller");
    line.add_command("say", "says it").when_given([] { throw std::runtime_error("hoarse"); });
    EXPECT_THROW(parse(line, {"teller", "say"}), std::runtime_error);
}

}  // namespace
}  // namespace aquacis
