#pragma once
// Where a node's flash would be. As root: an ext4 file system of its own on a loop device, whose block layer counts
// every sector written, the file system's journal included. Else a temporary folder, and only the kernel's count by
// process.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace aquacis::edge::test {

class Disk {
public:
    static Disk temporary_folder();
    // Nothing when this machine does not allow it. Ends with the process: the mount is in a name space of its own.
    static std::optional<Disk> loop_device(std::int64_t bytes);
    ~Disk();
    Disk(Disk&& other) noexcept;
    Disk& operator=(Disk&&) = delete;

    std::filesystem::path folder() const { return folder_; }
    void sync() const;
    std::optional<std::int64_t> bytes_written() const;  // by the device

private:
    Disk() = default;
    std::filesystem::path folder_;
    std::filesystem::path outer_;  // holds the image and the mount point; empty: moved from
    std::string device_;
};

std::int64_t own_bytes_written();  // by this process, to the block layer

}  // namespace aquacis::edge::test
