#pragma once
// A SQLite file whose bytes on the disk are AES-256-XTS, sector by sector: the database in sectors of 4,096 bytes, its
// write-ahead log and journals in sectors of 512. XTS hides and does not authenticate: who takes the disk learns
// nothing but which sectors changed; who writes to it can only garble. The log's index (-shm) holds page numbers alone.
//
// A sector is written whole, so a power cut may tear one that also holds bytes of an older commit. SQLite is told so
// (sectors of 4,096 bytes, no safe overwrite) and then pads each commit to a boundary of its own.

#include <filesystem>

#include "base/sqlite/file_key.hpp"

namespace aquacis::sqlite {

struct File;

// The name of the VFS that reads and writes with this key; registered once for the life of the program.
const char* encrypted_vfs(const FileKey& key);

enum class FileShape { empty, plain, other };  // other: encrypted, or no database
FileShape shape_of(const std::filesystem::path& file);
bool opens(const FileKey& key, const std::filesystem::path& file);  // of a file of shape `other`

// A plain database becomes an encrypted one, in one step: written beside, then renamed over. Throws Error, and leaves
// the plain one, when another program has it open.
void encrypt_plain(const std::filesystem::path& file, const FileKey& key);

// A plain copy of the file as it is now, also while it is in use: for who investigates. Throws Error.
void copy_plain(const File& from, const std::filesystem::path& to);

}  // namespace aquacis::sqlite
