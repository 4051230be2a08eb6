#include "cloud/metering/wire/published_reading_recorded.hpp"

namespace aquacis::metering {

v1::ReadingRecorded reading_recorded(const ReadingNews& news) {
    v1::ReadingRecorded message;
    message.set_meter_id(news.meter.id.to_string());
    message.set_contract_id(news.meter.contract.to_string());
    message.set_taken_at_us(to_microseconds(news.reading.taken_at));
    message.set_litres(news.reading.volume.value().litres());
    message.set_quality(news.judgement.suspect ? "suspect" : "measured");
    message.set_remark(news.judgement.remark);
    return message;
}

}  // namespace aquacis::metering
