#include "edge-node/update/child.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace aquacis::edge::update {

int run_child(const std::vector<std::string>& words) {
    if (words.empty()) return 0;
    std::vector<char*> argv;
    for (const std::string& word : words)
        argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    const pid_t child = ::fork();
    if (child < 0) return 127;
    if (child == 0) {
        ::execvp(argv[0], argv.data());
        ::_exit(127);
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return 127;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace aquacis::edge::update
