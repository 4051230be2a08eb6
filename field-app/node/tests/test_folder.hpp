#pragma once
// A folder of a test's own, gone at its end.

#include <unistd.h>

#include <filesystem>
#include <string>

namespace aquacis::field {

struct TestFolder {
    std::filesystem::path path;
    explicit TestFolder(const std::string& name)
        : path(std::filesystem::temp_directory_path() / ("aquacis-" + name + "-" + std::to_string(getpid()))) {
        std::filesystem::remove_all(path);
        std::filesystem::create_directories(path);
    }
    ~TestFolder() { std::filesystem::remove_all(path); }
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;
    std::filesystem::path file() const { return path / "office.db"; }
};

}  // namespace aquacis::field
