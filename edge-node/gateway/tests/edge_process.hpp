#pragma once
// The real aquacis-edge as a child process, its settings and folder, and a socket that feeds it lines.

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "edge-node/simulator/meter_register.hpp"
#include "tests/support/mosquitto/mosquitto_server.hpp"

namespace aquacis::edge::test {

class EdgeProcess {
public:
    struct Options {
        std::string gateway = "QRO-GW-0147";
        std::string more_settings;  // TOML appended
        bool second_receiver = false;
        bool quick_spool = true;  // every row is durable at once; else as the settings' defaults say
    };
    EdgeProcess(aquacis::test::MosquittoServer& broker, const Options& options);
    ~EdgeProcess();
    EdgeProcess(const EdgeProcess&) = delete;
    EdgeProcess& operator=(const EdgeProcess&) = delete;

    void write_keys(const MeterRegister& meters);
    void start();
    void kill_hard();
    int end();                               // SIGTERM; its exit status
    int wait(std::chrono::seconds at_most);  // its exit status when it ends by itself; -1: it runs on
    void reload_keys();
    static constexpr long most_resident_kib = 32'768;
    long resident_kib() const;
    bool is_small() const;  // resident within that; true under a sanitizer, which needs several times as much
    long peak_resident_kib() const;
    std::int64_t bytes_written() const;  // to the block layer, as the kernel counts it
    double processor_seconds() const;
    std::uint16_t port(int receiver = 0) const { return ports_[static_cast<std::size_t>(receiver)]; }
    std::filesystem::path spool() const { return folder_ / "state" / "spool.db"; }
    std::filesystem::path folder() const { return folder_; }
    std::int64_t count(const std::string& sql) const;  // over the spool's file
    std::string log() const;

private:
    long fact(const std::string& file, std::string_view name) const;

    std::filesystem::path folder_;
    std::vector<std::uint16_t> ports_;
    pid_t child_ = -1;
};

// Feeds a listening receiver. False: the node went away.
class Feeder {
public:
    explicit Feeder(std::uint16_t port);
    ~Feeder();
    Feeder(const Feeder&) = delete;
    Feeder& operator=(const Feeder&) = delete;
    bool write(std::string_view text);

private:
    int fd_ = -1;
};

// Meters of all securities with deterministic keys.
MeterRegister make_register(int meters, Date start);

}  // namespace aquacis::edge::test
