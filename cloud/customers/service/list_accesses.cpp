#include "cloud/customers/service/list_accesses.hpp"

#include <limits>

#include "base/parse_number.hpp"
#include "cloud/customers/store/access_log_store.hpp"
#include "cloud/platform/calls/request.hpp"

namespace aquacis::customers {
namespace {

constexpr platform::PageLimits page_limits{100, 500};

Result<AccessPage> parse(const AccessesQuestion& question) {
    AccessPage page{.customer_id = {}, .subject = question.subject, .before = std::numeric_limits<std::int64_t>::max()};
    if (!question.customer_id.empty()) {
        const auto id = CustomerId::parse(question.customer_id);
        if (!id)
            return Refusal{RefusalKind::invalid, "customers.customer_id_invalid", "customer_id",
                           "El identificador del cliente no es un UUID.", "Envíe el UUID del cliente, o vacío."};
        page.customer_id = id->to_string();
    }
    if (!question.page_token.empty()) {
        const auto before = parse_number<std::int64_t>(question.page_token);
        if (!before)
            return Refusal{RefusalKind::invalid, "customers.page_token_invalid", "page_token",
                           "La marca de página no es de esta lista.", "Envíe la que dio la página anterior, o vacía."};
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
        AccessesPage page{customers::list_accesses(tx, *wanted), {}};
        if (page.accesses.size() == static_cast<std::size_t>(wanted->most))
            page.next_page_token = std::to_string(page.accesses.back().number);
        return page;
    });
}

}  // namespace aquacis::customers
