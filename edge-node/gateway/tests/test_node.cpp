#include "edge-node/gateway/tests/test_node.hpp"

namespace aquacis::edge::test {

NodeSettings node_settings(aquacis::test::MosquittoServer& broker, const std::filesystem::path& folder,
                           const TestNodeSettings& settings) {
    const auto certificate = broker.issue("11.QRO-GW-0147");
    const std::string text =
        "[gateway]\nid = \"QRO-GW-0147\"\nadministration = 11\nstate_folder = \"" + (folder / "state").string() +
        "\"\nkeys_file = \"" + (folder / "keys.toml").string() + "\"\n[uplink]\nserver = \"" + broker.url() +
        "\"\nca = \"" + broker.ca().string() + "\"\ncertificate = \"" + certificate.certificate.string() +
        "\"\nkey = \"" + certificate.key.string() +
        "\"\nretry_most_ms = 1000\n[[receiver]]\nname = \"radio\"\nkind = \"rtl-wmbus\"\nlisten = \"127.0.0.1:" +
        std::to_string(settings.port) +
        "\"\ntrust_line_time = " + (settings.line_time == LineTime::trusted ? "true" : "false") + "\n";
    return read_settings(Config::from_text(text + settings.more, "edge.toml"));
}

}  // namespace aquacis::edge::test
