#pragma once
// What a program understands after its name: commands, options, flags and their help. CLI11 stands behind it, and is
// compiled here alone: it takes ten seconds a file.
//
//     CommandLine line("Hears meters.", "aquacis-edge run");
//     line.add_option("--config", config_file, "the settings (TOML)").required();
//     if (const auto status = line.parse(argc, argv)) return *status;

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace aquacis {

// One option or flag of a command, which owns it: a handle, made to be copied.
class Option {
public:
    explicit Option(CLI::Option* option) : option_(option) {}
    Option required();
    Option default_to(const std::string& text);  // before parsing the variable has it, and the help says so
    Option show_default();                       // the help says what the variable holds
    Option excludes(Option other);
    Option needs(Option other);
    Option existing_file();
    Option existing_folder();
    Option between(double least, double most);
    Option one_of(const std::vector<std::string>& words);
    bool is_given() const;

private:
    CLI::Option* option_;
};

// The program itself or one of its commands; a handle too. `value` must live until the words are parsed.
class Command {
public:
    explicit Command(CLI::App* app) : app_(app) {}
    Command add_command(const std::string& name, const std::string& help);
    // T: std::string, std::vector<std::string>, double or an integer of 1, 4 or 8 bytes. A name without dashes is a
    // word's place.
    template <typename T>
    Option add_option(const std::string& name, T& value, const std::string& help = "");
    Option add_flag(const std::string& name, bool& value, const std::string& help = "");
    Command needs_a_command();  // one of those below it
    Command may_have_a_command();
    void share_options();                           // they may stand after a command's name too
    bool has_a_command() const;                     // one below it was given
    void when_given(std::function<void()> action);  // run by parse(); what it throws leaves parse()

protected:
    CLI::App* app() const { return app_; }

private:
    CLI::App* app_;
};

class CommandLine : public Command {
public:
    explicit CommandLine(const std::string& description, const std::string& name = "");
    ~CommandLine();
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;
    void set_version(const std::string& text);  // what --version prints
    // A flag that does one thing and ends the program well.
    void add_action(const std::string& name, const std::function<void()>& action, const std::string& help);
    // Wherever a command has this option, an environment variable may give it.
    void take_from_environment(const std::string& option, const std::string& variable, const std::string& help);
    // A status when the program is to end with it: help or version was printed, or the words were wrong and it was
    // said.
    std::optional<int> parse(int argc, char** argv);

private:
    explicit CommandLine(std::unique_ptr<CLI::App> app);
    std::unique_ptr<CLI::App> owned_;
};

}  // namespace aquacis
