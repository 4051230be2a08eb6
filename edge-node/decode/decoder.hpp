#pragma once
// One telegram in, what it says out. A Decoder belongs to one thread: it reuses its cipher contexts and buffers.

#include <map>
#include <memory>

#include "edge-node/decode/drivers.hpp"
#include "edge-node/decode/telegram.hpp"

namespace aquacis::edge {

struct Layers;

// A compact frame carries values only; the record headers were in an earlier full frame, known by their CRC.
// The daemon keeps them over a restart.
class FormatStore {
public:
    virtual ~FormatStore() = default;
    virtual void remember(std::uint16_t signature, std::span<const std::uint8_t> headers) = 0;
    virtual std::optional<Bytes> find(std::uint16_t signature) const = 0;
};

class MemoryFormatStore : public FormatStore {
public:
    static constexpr std::size_t max_formats = 4096;
    void remember(std::uint16_t signature, std::span<const std::uint8_t> headers) override;
    std::optional<Bytes> find(std::uint16_t signature) const override;

private:
    std::map<std::uint16_t, Bytes> formats_;
};

// A damaged frame of format B looks like one without CRCs: say so when the receiver always leaves them in.
enum class Framing { find_out, with_crcs };

class Decoder {
public:
    Decoder(const Drivers& drivers, FormatStore& formats);  // both must outlive it
    ~Decoder();
    Decoder(Decoder&&) noexcept;
    Decoder& operator=(Decoder&&) noexcept;

    // With or without link-layer CRCs, frame format A or B, or a wired long frame 68 L L 68: it finds out by itself.
    // Never throws on any bytes. `key` may be null.
    Decoded decode(std::span<const std::uint8_t> telegram, const Key* key, Framing framing = Framing::find_out);

    // A transport layer alone (CI first), as LoRaWAN carries it: the address comes from elsewhere.
    Decoded decode_transport(std::span<const std::uint8_t> payload, const MeterAddress& address, const Key* key);

    // How the last telegram was layered, for explain().
    const Layers& layers() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace aquacis::edge
