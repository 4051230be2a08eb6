// A datagram of an NB-IoT meter: bare, or a CoAP request. The first byte chooses.

#include <cstdlib>
#include <string_view>

#include "edge-node/fuzz/as_kept.hpp"
#include "edge-node/gateway/receivers/nbiot_receiver.hpp"

namespace {

using namespace aquacis::edge;

void take(std::string_view content) {
    const auto message = parse_nbiot(content, "AQU");
    if (!message) return;
    if (message->telegram.has_value() == !message->frame.empty()) std::abort();
    if (message->telegram)
        fuzz::keep(*message->telegram, message->at.value_or(aquacis::Instant{}));
    else
        fuzz::decode_and_keep(message->frame);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::span<const std::uint8_t> datagram(data + 1, size - 1);
    if ((data[0] & 1U) == 0) {
        take({reinterpret_cast<const char*>(datagram.data()), datagram.size()});
        return 0;
    }
    const auto request = parse_coap(datagram);
    if (!request) return 0;
    if (coap_answer(*request, 0x44).size() != 4 + request->token.size()) std::abort();
    take(request->payload);
    return 0;
}
