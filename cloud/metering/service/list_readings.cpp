#include "cloud/metering/service/list_readings.hpp"

#include "base/parse_number.hpp"
#include "cloud/metering/store/meter_store.hpp"
#include "cloud/platform/calls/request.hpp"

namespace aquacis::metering {

Result<MeterId> parse_meter_id(const std::string& text) {
    if (const auto id = MeterId::parse(text)) return *id;
    return Refusal{RefusalKind::invalid, "metering.meter_id_invalid", "meter_id",
                   "El identificador del medidor no es un UUID.", "Use el identificador con que se instaló."};
}

Refusal no_meter() {
    return {RefusalKind::not_found, "metering.meter_not_found", "meter_id",
            "No existe ese medidor en esta administración.", "Revise el identificador."};
}

Result<ReadingsAnswer> list_readings(const Context& context, const platform::Caller& caller,
                                     const ReadingsQuestion& question) {
    const auto id = parse_meter_id(question.meter_id);
    if (!id) return id.refusal();
    const auto size = platform::check_page_size(question.page_size, {.otherwise = 100, .most = 500});
    if (!size) return size.refusal();
    const auto before = question.page_token.empty() ? std::optional(to_microseconds(Instant::max()))
                                                    : parse_number<std::int64_t>(question.page_token);
    if (!before)
        return Refusal{RefusalKind::invalid, "metering.page_token_invalid", "page_token",
                       "La marca de página no es de esta lista.",
                       "Envíe next_page_token de la respuesta anterior, o vacío para empezar."};
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<ReadingsAnswer> {
        if (!find_meter(tx, *id)) return no_meter();
        ReadingsAnswer answer{list_readings(tx, *id, from_microseconds(*before), *size + 1), ""};
        if (answer.readings.size() > static_cast<std::size_t>(*size)) {
            answer.readings.pop_back();
            answer.next_page_token = std::to_string(to_microseconds(answer.readings.back().reading.taken_at));
        }
        return answer;
    });
}

}  // namespace aquacis::metering
