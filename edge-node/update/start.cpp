#include "edge-node/update/start.hpp"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/log/log.hpp"
#include "edge-node/update/install.hpp"
#include "edge-node/update/update_error.hpp"

namespace aquacis::edge::update {
namespace {

constexpr int max_choices = 3;  // A, B, the package's

void give_up(const SlotFolder& slots, int slot, const std::string& why) {
    log::error("update.release_given_up", {{"slot", slot_name(slot)}, {"why", why}});
    slots.change([&](SlotTable& table) {
        if (table.primary == slot) table.give_up(why);
    });
}

void become(const std::string& user) {
    if (user.empty()) return;
    const passwd* found = ::getpwnam(user.c_str());
    if (found == nullptr) throw UpdateError("there is no user " + user);
    if (::initgroups(user.c_str(), found->pw_gid) != 0 || ::setgid(found->pw_gid) != 0 || ::setuid(found->pw_uid) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot become " + user);
}

std::string version_of(const SlotFolder& slots, int slot) {
    return slot == no_slot ? "" : slots.read().at(slot).version;
}

// The program and its arguments as execv takes them.
std::vector<char*> argv_of(std::vector<std::string>& words) {
    std::vector<char*> argv;
    for (std::string& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    return argv;
}

}  // namespace

int choose_whole(const SlotFolder& slots) {
    for (int i = 0; i < max_choices; ++i) {
        const int slot = slots.choose();
        if (slot == no_slot) return slot;
        const std::string why = why_not_whole(slots.path(slot));
        if (why.empty()) return slot;
        try {
            give_up(slots, slot, why);
        } catch (const std::system_error& fault) {
            log::error("update.table_not_written", {{"why", fault.what()}});
            return no_slot;
        }
    }
    return no_slot;
}

void start(const StartWish& wish) {
    const SlotFolder slots(wish.folder);
    const int slot = choose_whole(slots);
    const std::string version = version_of(slots, slot);
    const std::filesystem::path program = slot == no_slot ? wish.own_program : slots.path(slot) / program_path;
    log::info("update.starts", {{"slot", slot_name(slot)}, {"release", version}});
    become(wish.as_user);
    ::setenv("AQUACIS_GATEWAY_RELEASE", version.c_str(), 1);
    std::vector<std::string> words{program.string()};
    words.insert(words.end(), wish.arguments.begin(), wish.arguments.end());
    ::execv(program.c_str(), argv_of(words).data());
    // Of a trial the attempt is counted: the next start tries again, or gives it up.
    throw std::system_error(errno, std::generic_category(), program.string());
}

}  // namespace aquacis::edge::update
