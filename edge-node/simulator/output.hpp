#pragma once
// Where the simulated air goes: standard output, a node that listens, or a node that connects.

#include <cstdint>
#include <string>
#include <string_view>

namespace aquacis::edge {

class Output {
public:
    static Output standard();
    // "host:port"; both wait until the node is there, at most `wait_s`, and throw std::runtime_error then.
    static Output connect(const std::string& address, int wait_s);
    static Output listen(const std::string& address, int wait_s);
    ~Output();
    Output(Output&& other) noexcept;
    Output& operator=(Output&&) = delete;

    void write(std::string_view text);  // all of it; throws std::runtime_error when the node went away
    void finish();                      // the end of the stream, and waits until the node has read it

private:
    explicit Output(int fd) : fd_(fd) {}
    int fd_;
};

}  // namespace aquacis::edge
