#include "base/command_line/command_line.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>

namespace aquacis {
namespace {

void name_variable(CLI::App& command, const std::string& option_name, const std::string& variable,
                   const std::string& help) {
    for (CLI::Option* option : command.get_options())
        if (option->check_lname(option_name)) option->envname(variable)->description(help);
    for (CLI::App* below : command.get_subcommands({}))
        name_variable(*below, option_name, variable, help);
}

// A word that is no command is told as one, with those that there are.
bool tell_of_unknown_command(const CLI::App& app, int argc, char** argv) {
    const auto all = app.get_subcommands({});
    if (argc < 2 || argv[1][0] == '-' || all.empty() || !app.get_subcommands().empty()) return false;
    std::string names;
    for (const CLI::App* command : all)
        names += " " + command->get_name();
    std::fprintf(stderr, "%s: there is no command '%s'; there are:%s\n", app.get_name().c_str(), argv[1],
                 names.c_str());
    return true;
}

}  // namespace

Option Option::required() { return Option(option_->required()); }
Option Option::default_to(const std::string& text) { return Option(option_->default_val(text)); }
Option Option::show_default() { return Option(option_->capture_default_str()); }
Option Option::excludes(Option other) { return Option(option_->excludes(other.option_)); }
Option Option::needs(Option other) { return Option(option_->needs(other.option_)); }
Option Option::existing_file() { return Option(option_->check(CLI::ExistingFile)); }
Option Option::existing_folder() { return Option(option_->check(CLI::ExistingDirectory)); }
Option Option::between(double least, double most) { return Option(option_->check(CLI::Range(least, most))); }
Option Option::one_of(const std::vector<std::string>& words) { return Option(option_->check(CLI::IsMember(words))); }
bool Option::is_given() const { return option_->count() > 0; }

Command Command::add_command(const std::string& name, const std::string& help) {
    return Command(app_->add_subcommand(name, help));
}

template <typename T>
Option Command::add_option(const std::string& name, T& value, const std::string& help) {
    return Option(app_->add_option(name, value, help));
}

template Option Command::add_option(const std::string&, std::string&, const std::string&);
template Option Command::add_option(const std::string&, std::vector<std::string>&, const std::string&);
template Option Command::add_option(const std::string&, double&, const std::string&);
template Option Command::add_option(const std::string&, std::uint8_t&, const std::string&);
template Option Command::add_option(const std::string&, int&, const std::string&);
template Option Command::add_option(const std::string&, std::uint32_t&, const std::string&);
template Option Command::add_option(const std::string&, std::int64_t&, const std::string&);
template Option Command::add_option(const std::string&, std::uint64_t&, const std::string&);

Option Command::add_flag(const std::string& name, bool& value, const std::string& help) {
    return Option(app_->add_flag(name, value, help));
}

Command Command::needs_a_command() { return Command(app_->require_subcommand(1)); }
Command Command::may_have_a_command() { return Command(app_->require_subcommand(0, 1)); }
void Command::share_options() { app_->fallthrough(); }
bool Command::has_a_command() const { return !app_->get_subcommands().empty(); }
void Command::when_given(std::function<void()> action) { app_->callback(std::move(action)); }

CommandLine::CommandLine(const std::string& description, const std::string& name)
    : CommandLine(std::make_unique<CLI::App>(description, name)) {}
CommandLine::CommandLine(std::unique_ptr<CLI::App> app) : Command(app.get()), owned_(std::move(app)) {}
CommandLine::~CommandLine() = default;

void CommandLine::set_version(const std::string& text) { app()->set_version_flag("--version", text); }

void CommandLine::add_action(const std::string& name, const std::function<void()>& action, const std::string& help) {
    const auto act_and_end = [action] {
        action();
        throw CLI::Success();
    };
    app()->add_flag_callback(name, act_and_end, help);
}

void CommandLine::take_from_environment(const std::string& option, const std::string& variable,
                                        const std::string& help) {
    name_variable(*app(), option, variable, help);
}

std::optional<int> CommandLine::parse(int argc, char** argv) {
    constexpr int status_of_wrong_words = 2;
    try {
        app()->parse(argc, argv);
        return std::nullopt;
    } catch (const CLI::RequiredError& fault) {
        if (tell_of_unknown_command(*app(), argc, argv)) return status_of_wrong_words;
        return app()->exit(fault);
    } catch (const CLI::ParseError& fault) {
        return app()->exit(fault);
    }
}

}  // namespace aquacis
