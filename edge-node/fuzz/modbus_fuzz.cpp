// What a Modbus TCP or wired M-Bus device answers. The first byte chooses the words of the register map, its order and
// its table; the fourth bit, M-Bus instead.

#include <modbus/modbus.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "edge-node/fuzz/as_kept.hpp"
#include "edge-node/gateway/receivers/mbus_receiver.hpp"
#include "edge-node/gateway/receivers/modbus_receiver.hpp"

namespace {

using namespace aquacis;
using namespace aquacis::edge;

void modbus(unsigned choice, std::span<const std::uint8_t> answer) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) std::abort();
    modbus_t* const line = modbus_new_tcp("127.0.0.1", 502);
    modbus_set_socket(line, ends[0]);
    modbus_set_response_timeout(line, 0, 1'000);
    modbus_set_byte_timeout(line, 0, 1'000);
    if (!answer.empty() && ::write(ends[1], answer.data(), answer.size()) < 0) std::abort();
    ::shutdown(ends[1], SHUT_WR);
    ModbusMeter meter;
    meter.address = {"SIE", "00000001", 0, 7};
    meter.words = static_cast<int>(choice & 3U) + 1;
    meter.low_word_first = (choice & 4U) != 0;
    meter.holding = (choice & 16U) == 0;
    meter.scale = (choice & 32U) != 0 ? Decimal(1'000, 0) : Decimal(1, 9);
    if (const auto volume = read_modbus_value(line, meter)) {
        Telegram telegram;
        telegram.address = meter.address;
        telegram.volume_m3 = volume;
        if (volume->is_negative()) std::abort();
        fuzz::keep(telegram, Instant{});
    }
    ::close(ends[0]);
    ::close(ends[1]);
    modbus_set_socket(line, -1);
    modbus_free(line);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::span<const std::uint8_t> answer(data + 1, size - 1);
    if ((data[0] & 8U) == 0) {
        modbus(data[0], answer);
    } else if (const auto found = find_mbus_answer(answer)) {
        if (found->size() > answer.size()) std::abort();
        fuzz::decode_and_keep(*found);
    }
    return 0;
}
