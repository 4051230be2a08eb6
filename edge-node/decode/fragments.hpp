#pragma once
// Messages too long for one frame: the authentication and fragmentation layer (CI 90) numbers their pieces, the first
// carries the message counter and the last the MAC over all of them. OMS Specification Volume 2, chapter 6.

#include <map>

#include "edge-node/decode/link.hpp"

namespace aquacis::edge {

class Fragments {
public:
    static constexpr std::size_t max_meters = 64;    // half a message each
    static constexpr std::size_t max_fragments = 8;  // of one message

    enum class Step {
        whole,      // no fragment: the frame is as it was
        awaiting,   // kept; the others are still to come
        broken,     // one before it is missing, or it does not fit
        assembled,  // the frame now holds the whole message behind one authentication layer
    };
    // The same fragment may be given again: nothing changes by that.
    Step take(LinkFrame& frame);

private:
    struct Fields {
        Bytes mcl;
        Bytes key_information;
        Bytes counter;
        Bytes mac;
        Bytes length;
    };
    struct Message {
        Fields fields;
        std::vector<Bytes> pieces;
    };
    using Address = std::array<std::uint8_t, 8>;

    static bool read_fields(std::span<const std::uint8_t> layer, Fields& fields);
    static bool assemble(const Message& message, std::size_t layer, LinkFrame& frame);

    std::map<Address, Message> messages_;
};

std::size_t mac_size_of(unsigned mcl);  // of the message control field's low nibble; 0: none

}  // namespace aquacis::edge
