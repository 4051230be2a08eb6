#pragma once
// So many connections to a port of the loopback from a process of their own, which takes none of the test's
// descriptors. They say nothing and stay until it ends.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <stdexcept>

namespace aquacis::test {

class OtherProcess {
public:
    OtherProcess(int connections, std::uint16_t port) {
        if (pipe(connected_.data()) != 0 || pipe(over_.data()) != 0) throw std::runtime_error("pipe");
        child_ = fork();
        if (child_ == 0) hold(connections, port);
        char byte = 0;
        if (read(connected_[0], &byte, 1) != 1 || byte != 'y') throw std::runtime_error("it did not connect");
    }
    ~OtherProcess() {
        (void)!write(over_[1], "x", 1);
        waitpid(child_, nullptr, 0);
        for (const int end : {connected_[0], connected_[1], over_[0], over_[1]})
            ::close(end);
    }
    OtherProcess(const OtherProcess&) = delete;
    OtherProcess& operator=(const OtherProcess&) = delete;

private:
    // Other threads of the test may hold any lock: nothing here takes one.
    [[noreturn]] void hold(int connections, std::uint16_t port) const {
        rlimit all{};
        getrlimit(RLIMIT_NOFILE, &all);
        all.rlim_cur = all.rlim_max;
        setrlimit(RLIMIT_NOFILE, &all);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        bool is_connected = true;
        for (int i = 0; i < connections; ++i)
            is_connected =
                connect(socket(AF_INET, SOCK_STREAM, 0), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                is_connected;
        char byte = is_connected ? 'y' : 'n';
        (void)!write(connected_[1], &byte, 1);
        (void)!read(over_[0], &byte, 1);
        _exit(0);
    }
    std::array<int, 2> connected_{}, over_{};
    pid_t child_ = -1;
};

}  // namespace aquacis::test
