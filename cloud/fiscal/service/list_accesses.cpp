#include "cloud/fiscal/service/list_accesses.hpp"

#include <limits>

#include "base/parse_number.hpp"
#include "cloud/fiscal/store/access_log_store.hpp"
#include "cloud/platform/calls/request.hpp"

namespace aquacis::fiscal {
namespace {

constexpr platform::PageLimits page_limits{100, 500};

Refusal refused(const char* code, const char* field, const char* message, const char* remedy) {
    return {RefusalKind::invalid, code, field, message, remedy};
}

Result<AccessPage> parse(const AccessesQuestion& question) {
    AccessPage page{.customer = std::nullopt, .before = std::numeric_limits<std::int64_t>::max(), .most = 0};
    if (!question.customer_id.empty()) {
        page.customer = CustomerId::parse(question.customer_id);
        if (!page.customer)
            return refused("fiscal.customer_id_malformed", "customer_id", "El identificador del cliente no es un UUID.",
                           "Envíe el UUID del cliente, o vacío.");
    }
    if (!question.page_token.empty()) {
        const auto before = parse_number<std::int64_t>(question.page_token);
        if (!before)
            return refused("fiscal.page_token_malformed", "page_token", "La marca de página no es de esta lista.",
                           "Envíe la que dio la página anterior, o vacía.");
        page.before = *before;
    }
    const auto size = platform::check_page_size(question.page_size, page_limits);
    if (!size) return size.refusal();
    page.most = *size;
    return page;
}

}  // namespace

Result<AccessesPage> list_accesses(const Context& context, const platform::Caller& caller,
                                   const AccessesQuestion& question) {
    const auto wanted = parse(question);
    if (!wanted) return wanted.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<AccessesPage> {
        AccessesPage page;
        auto found = fiscal::list_accesses(tx, *wanted);
        if (found.size() == static_cast<std::size_t>(wanted->most))
            page.next_page_token = std::to_string(found.back().number);
        for (auto& each : found)
            page.accesses.push_back(std::move(each.access));
        return page;
    });
}

}  // namespace aquacis::fiscal
