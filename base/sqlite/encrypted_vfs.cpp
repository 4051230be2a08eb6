#include "base/sqlite/encrypted_vfs.hpp"

#include <openssl/evp.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <memory>
#include <mutex>
#include <vector>

#include "base/durable_file.hpp"
#include "base/openssl.hpp"
#include "base/sqlite/sqlite.hpp"

namespace aquacis::sqlite {
namespace {

constexpr std::int64_t database_sector = 4096;
constexpr std::int64_t log_sector = 512;
constexpr std::string_view magic{"SQLite format 3\0", 16};
enum Kind : std::uint8_t { database_kind = 1, log_kind = 2, other_kind = 3 };  // part of each sector's tweak

using Context = openssl::Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

struct XtsKey {
    std::string bytes;  // two AES-256 keys
    explicit XtsKey(const FileKey& key) : bytes(key.derive("aquacis file data") + key.derive("aquacis file tweak")) {}
};

// One file's ciphers. SQLite uses a file from one thread at a time.
class Sectors {
public:
    Sectors(const XtsKey& key, Kind kind, std::int64_t sector) : size(sector), kind_(kind) {
        const auto* bytes = reinterpret_cast<const unsigned char*>(key.bytes.data());
        encrypt_.reset(EVP_CIPHER_CTX_new());
        decrypt_.reset(EVP_CIPHER_CTX_new());
        is_sound_ = encrypt_ && decrypt_ &&
                    EVP_EncryptInit_ex(encrypt_.get(), EVP_aes_256_xts(), nullptr, bytes, nullptr) == 1 &&
                    EVP_DecryptInit_ex(decrypt_.get(), EVP_aes_256_xts(), nullptr, bytes, nullptr) == 1;
    }
    const std::int64_t size;
    bool is_sound() const { return is_sound_; }

    // Whole sectors, `offset` of the first; `in` may be `out`.
    bool encrypt(const unsigned char* in, unsigned char* out, std::int64_t bytes, std::int64_t offset) {
        return each(bytes, offset, [&](std::int64_t at, const unsigned char* tweak) {
            int written = 0;
            return EVP_EncryptInit_ex(encrypt_.get(), nullptr, nullptr, nullptr, tweak) == 1 &&
                   EVP_EncryptUpdate(encrypt_.get(), out + at, &written, in + at, static_cast<int>(size)) == 1;
        });
    }
    bool decrypt(unsigned char* data, std::int64_t bytes, std::int64_t offset) {
        return each(bytes, offset, [&](std::int64_t at, const unsigned char* tweak) {
            int written = 0;
            return EVP_DecryptInit_ex(decrypt_.get(), nullptr, nullptr, nullptr, tweak) == 1 &&
                   EVP_DecryptUpdate(decrypt_.get(), data + at, &written, data + at, static_cast<int>(size)) == 1;
        });
    }

private:
    template <class Step>
    bool each(std::int64_t bytes, std::int64_t offset, const Step& step) const {
        for (std::int64_t at = 0; at < bytes; at += size) {
            std::array<unsigned char, 16> tweak{};
            auto number = static_cast<std::uint64_t>((offset + at) / size);
            for (std::size_t i = 0; i < 8; ++i, number >>= 8U)
                tweak.at(i) = static_cast<unsigned char>(number);
            tweak[8] = kind_;
            if (!step(at, tweak.data())) return false;
        }
        return true;
    }
    Kind kind_;
    bool is_sound_ = false;
    Context encrypt_, decrypt_;
};

struct State {
    Sectors sectors;
    std::vector<unsigned char> scratch;
};

// What SQLite allocates: ours, and the system's own file behind it.
struct OpenFile {
    sqlite3_file base;
    State* state;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
static_assert(sizeof(OpenFile) % 8 == 0);

OpenFile& file_of(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }
sqlite3_file* real_of(sqlite3_file* file) { return file_of(file).real(); }

// How many of `bytes` from `offset` on are on the disk, in whole sectors.
int available(sqlite3_file* real, std::int64_t sector, std::int64_t offset, std::int64_t bytes, std::int64_t& there) {
    sqlite3_int64 size = 0;
    const int result = real->pMethods->xFileSize(real, &size);
    there = std::clamp<std::int64_t>(size / sector * sector - offset, 0, bytes);
    return result;
}

// Fills `scratch` with the plain bytes of the whole sectors [first, first + bytes); what is not there is zero.
int load(OpenFile& file, std::int64_t first, std::int64_t bytes, unsigned char* into, std::int64_t& there) {
    sqlite3_file* real = file.real();
    there = bytes;
    int result = real->pMethods->xRead(real, into, static_cast<int>(bytes), first);
    if (result == SQLITE_IOERR_SHORT_READ) {
        result = available(real, file.state->sectors.size, first, bytes, there);
        std::memset(into + there, 0, static_cast<std::size_t>(bytes - there));
    }
    if (result != SQLITE_OK) return result;
    return file.state->sectors.decrypt(into, there, first) ? SQLITE_OK : SQLITE_IOERR_READ;
}

struct Cover {
    std::int64_t first, bytes;
};
Cover cover(std::int64_t sector, std::int64_t offset, int amount) {
    const std::int64_t first = offset / sector * sector;
    const std::int64_t end = (offset + amount + sector - 1) / sector * sector;
    return {first, end - first};
}

int x_close(sqlite3_file* file) {
    const int result = real_of(file)->pMethods->xClose(real_of(file));
    delete file_of(file).state;
    file_of(file).state = nullptr;
    return result;
}

int x_read(sqlite3_file* handle, void* buffer, int amount, sqlite3_int64 offset) {
    OpenFile& file = file_of(handle);
    const auto [first, bytes] = cover(file.state->sectors.size, offset, amount);
    file.state->scratch.resize(static_cast<std::size_t>(bytes));
    unsigned char* plain = file.state->scratch.data();
    std::int64_t there = 0;
    const int result = load(file, first, bytes, plain, there);
    if (result != SQLITE_OK) return result;
    std::memcpy(buffer, plain + (offset - first), static_cast<std::size_t>(amount));
    return first + there >= offset + amount ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int x_write(sqlite3_file* handle, const void* buffer, int amount, sqlite3_int64 offset) {
    OpenFile& file = file_of(handle);
    const std::int64_t sector = file.state->sectors.size;
    const auto [first, bytes] = cover(sector, offset, amount);
    file.state->scratch.resize(static_cast<std::size_t>(bytes));
    unsigned char* whole = file.state->scratch.data();
    std::int64_t there = 0;
    // What the first and the last sector hold besides is read, and written again with the rest.
    if (first != offset)
        if (const int result = load(file, first, sector, whole, there); result != SQLITE_OK) return result;
    const bool ends_inside = first + bytes != offset + amount;
    if (ends_inside && (bytes > sector || first == offset))
        if (const int result = load(file, first + bytes - sector, sector, whole + bytes - sector, there);
            result != SQLITE_OK)
            return result;
    std::memcpy(whole + (offset - first), buffer, static_cast<std::size_t>(amount));
    if (!file.state->sectors.encrypt(whole, whole, bytes, first)) return SQLITE_IOERR_WRITE;
    return file.real()->pMethods->xWrite(file.real(), whole, static_cast<int>(bytes), first);
}

int x_truncate(sqlite3_file* file, sqlite3_int64 size) {
    const std::int64_t sector = file_of(file).state->sectors.size;
    return real_of(file)->pMethods->xTruncate(real_of(file), (size + sector - 1) / sector * sector);
}

int x_file_size(sqlite3_file* file, sqlite3_int64* size) {
    const int result = real_of(file)->pMethods->xFileSize(real_of(file), size);
    const std::int64_t sector = file_of(file).state->sectors.size;
    *size = *size / sector * sector;
    return result;
}

int x_file_control(sqlite3_file* file, int operation, void* argument) {
    if (operation == SQLITE_FCNTL_MMAP_SIZE) return SQLITE_NOTFOUND;  // mapped pages would be the disk's bytes
    return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

int x_sync(sqlite3_file* file, int flags) { return real_of(file)->pMethods->xSync(real_of(file), flags); }
int x_lock(sqlite3_file* file, int lock) { return real_of(file)->pMethods->xLock(real_of(file), lock); }
int x_unlock(sqlite3_file* file, int lock) { return real_of(file)->pMethods->xUnlock(real_of(file), lock); }
int x_check_reserved(sqlite3_file* file, int* is_reserved) {
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), is_reserved);
}
int x_sector_size(sqlite3_file*) { return static_cast<int>(database_sector); }
int x_characteristics(sqlite3_file* file) {
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file)) & SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN;
}
int x_shm_map(sqlite3_file* file, int page, int bytes, int extend, void volatile** memory) {
    return real_of(file)->pMethods->xShmMap(real_of(file), page, bytes, extend, memory);
}
int x_shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}
void x_shm_barrier(sqlite3_file* file) { real_of(file)->pMethods->xShmBarrier(real_of(file)); }
int x_shm_unmap(sqlite3_file* file, int is_deleted) {
    return real_of(file)->pMethods->xShmUnmap(real_of(file), is_deleted);
}

constexpr sqlite3_io_methods methods{.iVersion = 2,  // without memory maps
                                     .xClose = x_close,
                                     .xRead = x_read,
                                     .xWrite = x_write,
                                     .xTruncate = x_truncate,
                                     .xSync = x_sync,
                                     .xFileSize = x_file_size,
                                     .xLock = x_lock,
                                     .xUnlock = x_unlock,
                                     .xCheckReservedLock = x_check_reserved,
                                     .xFileControl = x_file_control,
                                     .xSectorSize = x_sector_size,
                                     .xDeviceCharacteristics = x_characteristics,
                                     .xShmMap = x_shm_map,
                                     .xShmLock = x_shm_lock,
                                     .xShmBarrier = x_shm_barrier,
                                     .xShmUnmap = x_shm_unmap,
                                     .xFetch = nullptr,
                                     .xUnfetch = nullptr};

struct Vfs {
    sqlite3_vfs vfs;  // first: SQLite hands it back
    FileKey key;
    XtsKey xts;
    sqlite3_vfs* system;
    std::string name;
};

int x_open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* handle, int flags, int* out_flags) {
    const auto* own = reinterpret_cast<const Vfs*>(vfs);
    OpenFile& file = file_of(handle);
    file.base.pMethods = nullptr;
    const Kind kind = (flags & SQLITE_OPEN_MAIN_DB) != 0 ? database_kind
                      : (flags & SQLITE_OPEN_WAL) != 0   ? log_kind
                                                         : other_kind;
    auto state = std::make_unique<State>(
        State{Sectors(own->xts, kind, kind == database_kind ? database_sector : log_sector), {}});
    if (!state->sectors.is_sound()) return SQLITE_CANTOPEN;
    const int result = own->system->xOpen(own->system, name, file.real(), flags, out_flags);
    if (file.real()->pMethods != nullptr) {  // then SQLite closes it, also after a failure
        file.base.pMethods = &methods;
        file.state = state.release();
    }
    return result;
}

}  // namespace

const char* encrypted_vfs(const FileKey& key) {
    // SQLite's list of VFSs is the program's, and an open file refers to its own until the end: so this list is too.
    static std::mutex mutex;
    static std::vector<std::unique_ptr<Vfs>> known;
    const std::lock_guard lock(mutex);
    for (const auto& one : known)
        if (one->key == key) return one->name.c_str();
    sqlite3_vfs* system = sqlite3_vfs_find(nullptr);
    auto made = std::make_unique<Vfs>(
        Vfs{*system, key, XtsKey(key), system, "aquacis-encrypted-" + std::to_string(known.size())});
    made->vfs.szOsFile = static_cast<int>(sizeof(OpenFile)) + system->szOsFile;
    made->vfs.zName = made->name.c_str();
    made->vfs.pNext = nullptr;
    made->vfs.xOpen = x_open;
    if (sqlite3_vfs_register(&made->vfs, 0) != SQLITE_OK)
        throw Error(SQLITE_ERROR, "sqlite: the encrypted files cannot be registered");
    return known.emplace_back(std::move(made))->name.c_str();
}

FileShape shape_of(const std::filesystem::path& file) {
    std::array<char, magic.size()> head{};
    std::ifstream in(file, std::ios::binary);
    in.read(head.data(), head.size());
    if (in.gcount() == 0) return FileShape::empty;
    return std::string_view(head.data(), head.size()) == magic ? FileShape::plain : FileShape::other;
}

bool opens(const FileKey& key, const std::filesystem::path& file) {
    std::array<unsigned char, database_sector> first{};
    std::ifstream in(file, std::ios::binary);
    in.read(reinterpret_cast<char*>(first.data()), first.size());
    if (in.gcount() != database_sector) return false;
    Sectors sectors(XtsKey(key), database_kind, database_sector);
    return sectors.is_sound() && sectors.decrypt(first.data(), database_sector, 0) &&
           std::memcmp(first.data(), magic.data(), magic.size()) == 0;
}

namespace {

void copy(Database& from, Database& to, const std::filesystem::path& what) {
    sqlite3_backup* pages = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
    const int result = pages == nullptr ? SQLITE_ERROR : sqlite3_backup_step(pages, -1);
    sqlite3_backup_finish(pages);
    if (result != SQLITE_DONE) throw Error(result, "sqlite: " + what.string() + " could not be copied");
    to.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace

void copy_plain(const File& from, const std::filesystem::path& to) {
    if (std::filesystem::exists(to)) throw Error(SQLITE_CANTOPEN, "sqlite: " + to.string() + " is there already");
    Database source(from.path, {.read_only = true, .key = from.key});
    Database plain(to);
    copy(source, plain, from.path);
    plain.execute("PRAGMA journal_mode=DELETE");
}

void encrypt_plain(const std::filesystem::path& file, const FileKey& key) {
    namespace fs = std::filesystem;
    const fs::path beside = file.string() + ".encrypting";
    const auto remove_all = [](const fs::path& database) {
        for (const char* end : {"", "-wal", "-shm", "-journal"})
            fs::remove(database.string() + end);
    };
    remove_all(beside);
    {
        Database from(file, {.exclusive = true});
        from.execute("BEGIN EXCLUSIVE; COMMIT");  // nobody else has it open, and nobody will until it is closed
        Database to(beside, {.durable = true, .key = key});
        copy(from, to, file);
        from.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    fs::rename(beside, file);  // the plain one is gone with its name; its log was emptied
    for (const char* end : {"-wal", "-shm"})
        fs::remove(file.string() + end);
    sync_folder(file.has_parent_path() ? file.parent_path() : fs::path("."));
}

}  // namespace aquacis::sqlite
