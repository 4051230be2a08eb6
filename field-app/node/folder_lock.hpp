#pragma once
// One window for one folder: two of them would be two hands in one drawer.

#include <filesystem>
#include <optional>

namespace aquacis::field {

class FolderLock {
public:
    // Nothing while another program holds it. Freed when the program ends, however it ends.
    static std::optional<FolderLock> take(const std::filesystem::path& folder);
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();

private:
    explicit FolderLock(int file) : file_(file) {}
    int file_;
};

}  // namespace aquacis::field
