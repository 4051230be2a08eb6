#include "base/uptime.hpp"

#include <ctime>
#include <fstream>

namespace aquacis {

std::string SystemUptime::boot() const {
    std::string id;
    std::ifstream("/proc/sys/kernel/random/boot_id") >> id;
    return id;
}

std::chrono::microseconds SystemUptime::now() const {
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return std::chrono::seconds(time.tv_sec) +
           std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::nanoseconds(time.tv_nsec));
}

}  // namespace aquacis
