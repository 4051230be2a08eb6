#include "edge-node/update/fetcher.hpp"

#include <fstream>
#include <iterator>
#include <utility>

#include "base/durable_file.hpp"
#include "base/log/log.hpp"
#include "edge-node/update/bundle.hpp"
#include "edge-node/update/update_error.hpp"

namespace aquacis::edge::update {
namespace {

namespace fs = std::filesystem;
constexpr std::chrono::milliseconds look_every{100};

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw UpdateError("cannot be read: " + file.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Fetcher::Fetcher(UpdateSettings settings, fs::path folder)
    : settings_(std::move(settings)), folder_(std::move(folder)) {}
Fetcher::~Fetcher() = default;  // the thread is told to end and waited for

bool Fetcher::busy() const {
    const std::lock_guard lock(mutex_);
    return busy_;
}

bool Fetcher::begin(FetchWish wish, std::chrono::steady_clock::time_point until, Answer answer) {
    const std::lock_guard lock(mutex_);
    if (std::exchange(busy_, true)) return false;
    thread_ = std::jthread([this, wish = std::move(wish), until,
                            answer = std::move(answer)](const std::stop_token& stop) {
        const FetchWays ways{[&] { return stop.stop_requested() || std::chrono::steady_clock::now() >= until; },
                             [&](std::chrono::milliseconds time) {
                                 for (auto left = time; left.count() > 0 && !stop.stop_requested(); left -= look_every)
                                     std::this_thread::sleep_for(std::min(left, look_every));
                             }};
        FetchOutcome outcome;
        try {
            outcome = {true, bring(wish, ways)};
        } catch (const std::exception& fault) {
            outcome.detail = fault.what();
        }
        {
            const std::lock_guard done(mutex_);
            busy_ = false;
        }
        log::info("update.fetched", {{"fetched", outcome.fetched}, {"detail", outcome.detail}});
        answer(outcome);
    });
    return true;
}

std::string Fetcher::bring(const FetchWish& wish, const FetchWays& ways) const {
    const fs::path file = fetch(wish, folder_, ways);
    std::string release = "the system's image";
    try {
        if (settings_.with == With::slots) {
            const Bundle bundle(file, content_of(settings_.keys_file), SystemClock().now());
            bundle.check();
            if (bundle.manifest().compatible != settings_.compatible)
                throw UpdateError("the bundle is for " + bundle.manifest().compatible + ", this gateway is " +
                                  settings_.compatible);
            release = bundle.manifest().version;
        }
    } catch (const UpdateError&) {
        fs::remove(file);
        throw;
    }
    fs::rename(file, folder_ / fetched_name);
    sync_folder(folder_);
    return release;
}

}  // namespace aquacis::edge::update
