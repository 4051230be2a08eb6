#include "edge-node/update/update_command.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/command_line/command_line.hpp"
#include "base/durable_file.hpp"
#include "base/log/log.hpp"
#include "edge-node/update/child.hpp"
#include "edge-node/update/fetcher.hpp"
#include "edge-node/update/gate.hpp"
#include "edge-node/update/signature.hpp"
#include "edge-node/update/start.hpp"
#include "edge-node/update/update_error.hpp"

namespace aquacis::edge {
namespace {

namespace fs = std::filesystem;
using namespace update;

constexpr int status_gone_back = 3;

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw UpdateError("cannot be read: " + file.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

// What every subcommand may be told; each takes what it needs.
struct Told {
    std::string config, bundle, keys, with, folder, user, version, compatible, certificate, key, signature, manifest_to;
    bool allow_downgrade = false;
    bool no_restart = false;
    std::vector<std::string> arguments;

    UpdateSettings settings() const {
        UpdateSettings read = read_update_settings(Config::from_file(config));
        if (!keys.empty()) read.keys_file = keys;
        if (with == "rauc") read.with = With::rauc;
        return read;
    }
};

void print(const Manifest& manifest) {
    std::printf("release %s for %s, %zu files, %lld bytes\n", manifest.version.c_str(), manifest.compatible.c_str(),
                manifest.files.size(), static_cast<long long>(manifest.bytes()));
}

int check(const Told& told) {
    const UpdateSettings settings = told.settings();
    const Bundle bundle(told.bundle, content_of(settings.keys_file), SystemClock().now());
    bundle.check();
    print(bundle.manifest());
    return 0;
}

// How the node is now: what the new release is measured by. A node that does not answer asks nothing of the new one but
// to be well.
Before look_before(const UpdateSettings& settings) {
    const HealthAnswer now = ask_health(settings.health_url);
    if (!now.answered)
        std::fprintf(stderr, "aquacis-edge: the node does not answer at %s; the new release must reach the cloud\n",
                     settings.health_url.c_str());
    return {now.answered, now.cloud, now.receivers_open};
}

int install_file(const Told& told, const UpdateSettings& settings, const fs::path& file) {
    const Bundle bundle(file, content_of(settings.keys_file), SystemClock().now());
    const SlotFolder slots(settings.folder);
    const int slot =
        install(bundle, slots, {settings.compatible, settings.keep_free_bytes, told.allow_downgrade, !told.no_restart},
                look_before(settings));
    print(bundle.manifest());
    std::printf("in slot %s, on trial\n", slot_name(slot).c_str());
    if (told.no_restart) return 0;
    if (run_child(settings.restart) != 0)
        throw UpdateError("the node was not restarted; restart it: " + settings.restart.front());
    return 0;
}

int install_bundle(const Told& told) {
    const UpdateSettings settings = told.settings();
    if (settings.with == With::rauc) throw UpdateError("this gateway updates with RAUC: rauc install " + told.bundle);
    return install_file(told, settings, told.bundle);
}

// What the node brought lies in a folder of the node's: it is believed no more than any other file. Taken away first,
// so that a bundle that cannot be installed is tried once.
int install_fetched(const Told& told) {
    const Config config = Config::from_file(told.config);
    const UpdateSettings settings = told.settings();
    const fs::path folder = fs::path(config.text("gateway.state_folder")) / "update",
                   file = folder / "installing.bundle";
    fs::rename(folder / fetched_name, file);
    const auto tell = [&](const std::string& why) {
        fs::create_directories(settings.folder);
        write_durably(settings.folder / "fetched.json", nlohmann::json{{"why", why}}.dump() + "\n", 0644);
    };
    try {
        if (settings.with == With::slots)
            install_file(told, settings, file);
        else if (run_child({settings.rauc_program, "install", file.string()}) != 0)
            throw UpdateError("rauc did not install the bundle: see journalctl -u rauc");
    } catch (const std::exception& fault) {
        fs::remove(file);
        tell(fault.what());
        throw;
    }
    fs::remove(file);
    tell("");
    return 0;
}

// What each slot holds, whether it is whole, and what answers now: what a person asks before going on.
int print_status(const Told& told) {
    const UpdateSettings settings = told.settings();
    const SlotFolder slots(settings.folder);
    const SlotTable table = slots.read();
    nlohmann::ordered_json shown{{"starts", slot_name(table.primary)}};
    for (int slot = 0; slot < 2; ++slot) {
        const Slot& one = table.at(slot);
        nlohmann::ordered_json line{{"status", to_string(one.status)}};
        if (!one.version.empty()) line["release"] = one.version;
        if (one.status == SlotStatus::trial)
            line["starts_used"] = std::to_string(one.attempts) + " of " + std::to_string(max_attempts);
        if (!one.why.empty()) line["why"] = one.why;
        if (one.status == SlotStatus::trial || one.status == SlotStatus::good)
            if (const std::string why = why_not_whole(slots.path(slot)); !why.empty()) line["damaged"] = why;
        shown[slot_name(slot)] = std::move(line);
    }
    std::ifstream fetched(settings.folder / "fetched.json");
    const auto last = nlohmann::json::parse(std::string(std::istreambuf_iterator<char>(fetched), {}), nullptr, false);
    if (last.is_object())
        shown["last_fetched"] = last.value("why", "").empty() ? "installed" : "not installed: " + last.value("why", "");
    const HealthAnswer now = ask_health(settings.health_url);
    shown["answers"] = now.answered ? (now.release.empty() ? "the package's program" : now.release) : "nobody";
    std::printf("%s\n", shown.dump(2).c_str());
    return 0;
}

int mark_good(const Told& told) {
    const SlotFolder slots(told.settings().folder);
    const SlotTable table = slots.change([](SlotTable& now) {
        if (!now.on_trial()) throw UpdateError("no release is on trial");
        now.mark_good();
    });
    std::printf("slot %s, release %s, is good\n", slot_name(table.primary).c_str(),
                table.at(table.primary).version.c_str());
    return 0;
}

int roll_back(const Told& told) {
    const UpdateSettings settings = told.settings();
    const SlotFolder slots(settings.folder);
    const SlotTable table = slots.change([&](SlotTable& now) {
        if (now.primary == no_slot) throw UpdateError("the package's program runs: there is nothing before it");
        now.give_up("rolled back by hand");
        now.restart_due = !told.no_restart;
    });
    std::printf("slot %s starts next\n", slot_name(table.primary).c_str());
    if (told.no_restart) return 0;
    if (run_child(settings.restart) != 0)
        throw UpdateError("the node was not restarted; restart it: " + settings.restart.front());
    return 0;
}

int run_gate(const Told& told) {
    log::start("aquacis-edge");
    const UpdateSettings settings = told.settings();
    const Verdict verdict = settings.with == With::rauc ? gate_rauc(settings) : gate_slots(settings);
    return verdict == Verdict::gone_back ? status_gone_back : 0;
}

int run_start(const Told& told) {
    log::start("aquacis-edge");
    start({told.folder, fs::read_symlink("/proc/self/exe"), told.user, told.arguments});
    return 1;
}

int pack(const Told& told) {
    const Manifest manifest = make_manifest(told.folder, told.version, told.compatible);
    if (!told.manifest_to.empty()) {
        write_durably(told.manifest_to, manifest.to_json(), 0644);
        return 0;
    }
    if (told.signature.empty() && (told.certificate.empty() || told.key.empty()))
        throw UpdateError(
            "name --certificate and --key, or the --signature made elsewhere over what --manifest-to wrote");
    const std::string signature = told.signature.empty()
                                      ? sign(manifest.to_json(), content_of(told.certificate), content_of(told.key))
                                      : content_of(told.signature);
    write_bundle(told.bundle, told.folder, manifest, signature);
    print(manifest);
    return 0;
}

using Step = int (*)(const Told&);

// The commands and what each takes; `status` becomes what the given one ends with.
void describe(Command& app, Told& told, int& status) {
    const auto add = [&](const char* name, const char* help, Step step) {
        Command made = app.add_command(name, help);
        made.when_given([&told, &status, step] { status = step(told); });
        return made;
    };
    const auto on_gateway = [&](const char* name, const char* help, Step step) {
        Command made = add(name, help, step);
        made.add_option("--config", told.config, "the settings file (TOML)").required();
        return made;
    };
    const auto takes_bundle = [&](Command made) {
        made.add_option("bundle", told.bundle, "the bundle's file").required();
        made.add_option("--keys", told.keys, "authorities of release certificates (PEM); else update.keys_file");
        return made;
    };
    takes_bundle(on_gateway("check", "Verifies a bundle and changes nothing.", check));
    Command installs = takes_bundle(on_gateway(
        "install", "Verifies a bundle, fills the other slot with it and starts it on trial.", install_bundle));
    installs.add_flag("--allow-downgrade", told.allow_downgrade, "though it is older than what runs");
    installs.add_flag("--no-restart", told.no_restart, "the next start takes it");
    on_gateway("install-fetched", "The same with the bundle that the node brought when the cloud asked for it.",
               install_fetched);
    on_gateway("status", "Says what is in the slots and which release answers.", print_status);
    on_gateway("mark-good", "Keeps the release on trial without waiting for the gate.", mark_good);
    on_gateway("rollback", "Goes back to the other slot's release.", roll_back)
        .add_flag("--no-restart", told.no_restart, "the next start takes it");
    on_gateway("gate", "Keeps the release on trial when /health proves it, else goes back (exit status 3).", run_gate)
        .add_option("--with", told.with, "slots or rauc; else update.with")
        .one_of({"slots", "rauc"});
    Command starts =
        add("start", "Becomes the release whose turn it is: aquacis-edge update start -- run --config FILE", run_start);
    starts.add_option("--folder", told.folder, "of the slots").default_to(usual_folder);
    starts.add_option("--as-user", told.user, "whom the release runs as");
    starts.add_option("arguments", told.arguments, "of the release").required();
    Command packs =
        add("pack", "Makes a bundle of a folder that holds bin/aquacis-edge (at the release machine).", pack);
    packs.add_option("folder", told.folder).required().existing_folder();
    packs.add_option("--version", told.version, "such as 1.4.0").required();
    packs.add_option("--compatible", told.compatible, "which gateways it is for").required();
    packs.add_option("--out", told.bundle, "the bundle's file");
    packs.add_option("--certificate", told.certificate, "the release certificate (PEM)");
    packs.add_option("--key", told.key, "its key (PEM)");
    packs.add_option("--manifest-to", told.manifest_to, "only writes what is to be signed elsewhere");
    packs.add_option("--signature", told.signature, "a detached CMS signature (DER) made elsewhere");
    app.needs_a_command();
}

}  // namespace

int update_command(int argc, char** argv) {
    CommandLine app{"Updates this gateway: signed bundles, two slots, a health gate.", "aquacis-edge update"};
    Told told;
    int status = 0;
    describe(app, told, status);
    try {
        return app.parse(argc, argv).value_or(status);
    } catch (const ConfigError& fault) {
        std::fprintf(stderr, "aquacis-edge: %s\n", fault.what());
        return 2;
    } catch (const UpdateError& fault) {
        std::fprintf(stderr, "aquacis-edge: %s\n", fault.what());
        return 1;
    }
}

}  // namespace aquacis::edge
