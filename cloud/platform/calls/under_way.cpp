#include "cloud/platform/calls/under_way.hpp"

namespace aquacis::platform {

bool CallsUnderWay::begin(const std::string& who, CallerKind kind) {
    const std::lock_guard lock(mutex_);
    const bool is_export = kind == CallerKind::exporter;
    if (is_export && exports_ >= most_of_exports) return false;
    const auto [at, is_new] = by_caller_.try_emplace(who, 0);
    if (at->second < most_of_one && all_ < most_of_all) {
        ++at->second;
        ++all_;
        if (is_export) ++exports_;
        return true;
    }
    if (is_new) by_caller_.erase(at);
    return false;
}

void CallsUnderWay::end(const std::string& who, CallerKind kind) {
    const std::lock_guard lock(mutex_);
    const auto at = by_caller_.find(who);
    if (--at->second == 0) by_caller_.erase(at);
    --all_;
    if (kind == CallerKind::exporter) --exports_;
}

}  // namespace aquacis::platform
