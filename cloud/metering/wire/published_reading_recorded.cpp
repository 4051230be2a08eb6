#include "cloud/metering/wire/published_reading_recorded.hpp"

#include "aquacis/metering/v1/metering.pb.h"

namespace aquacis::metering {

platform::Event reading_recorded(const ReadingNews& news, const NewsOrigin& origin) {
    v1::ReadingRecorded message;
    message.set_meter_id(news.meter.id.to_string());
    message.set_contract_id(news.meter.contract.to_string());
    message.set_taken_at_us(to_microseconds(news.reading.taken_at));
    message.set_litres(news.reading.volume.value().litres());
    message.set_quality(news.judgement.suspect ? "suspect" : "measured");
    message.set_remark(news.judgement.remark);
    return platform::make_event(message, {.event_id = origin.event_id,
                                          .source = "metering",
                                          .aggregate_type = "meter",
                                          .timestamp = news.reading.taken_at,
                                          .administration = origin.administration,
                                          .correlation_id = origin.correlation_id,
                                          .caused_by = std::nullopt});
}

}  // namespace aquacis::metering
