#include "cloud/fiscal/service/list_cfdis.hpp"

#include <algorithm>
#include <array>

#include "base/parse_number.hpp"
#include "cloud/platform/calls/request.hpp"

namespace aquacis::fiscal {
namespace {

constexpr platform::PageLimits page_limits{100, 500};
constexpr std::array listed{CfdiState::rejected, CfdiState::set_aside, CfdiState::to_cancel,  CfdiState::pending,
                            CfdiState::sealed,   CfdiState::unknown,   CfdiState::not_needed, CfdiState::withdrawn};

Result<CfdiState> parse_state(const std::string& text) {
    for (const CfdiState state : listed)
        if (name_of(state) == text) return state;
    return Refusal{RefusalKind::invalid, "fiscal.state_unknown", "state", "No hay lista de ese estado.",
                   "Pida rejected, set_aside, to_cancel, pending, sealed, unknown, not_needed o withdrawn."};
}

struct Place {
    Instant after;
    CfdiId after_id;
};

// "1793558400000000/0193…": where the page before ended.
Result<Place> parse_token(const std::string& token) {
    if (token.empty()) return Place{};
    const auto slash = token.find('/');
    const auto at = parse_number<std::int64_t>(token.substr(0, slash));
    const auto id = slash == std::string::npos ? std::nullopt : CfdiId::parse(token.substr(slash + 1));
    if (at && id) return Place{from_microseconds(*at), *id};
    return Refusal{RefusalKind::invalid, "fiscal.page_token_malformed", "page_token",
                   "La marca de página no es de esta lista.", "Envíe la que dio la página anterior, o vacía."};
}

}  // namespace

Result<CfdisPage> list_cfdis(const Context& context, const platform::Caller& caller, const CfdisQuestion& question) {
    const auto state = parse_state(question.state);
    if (!state) return state.refusal();
    const auto size = platform::check_page_size(question.page_size, page_limits);
    if (!size) return size.refusal();
    const auto place = parse_token(question.page_token);
    if (!place) return place.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<CfdisPage> {
        CfdisPage page;
        page.cfdis = context.store.list(tx, {*state, place->after, place->after_id, *size});
        if (page.cfdis.size() == static_cast<std::size_t>(*size)) {
            const CfdiStanding& last = page.cfdis.back();
            page.next_page_token = std::to_string(to_microseconds(last.next_try)) + "/" + last.id.to_string();
        }
        return page;
    });
}

}  // namespace aquacis::fiscal
