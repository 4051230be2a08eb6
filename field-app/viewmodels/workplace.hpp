#pragma once
// One till's parts, made once by the program and handed to every controller.

#include <filesystem>

#include "field-app/core/office.hpp"
#include "field-app/core/store/feed_target.hpp"
#include "field-app/node/link.hpp"

namespace aquacis::office {

struct Workplace {
    Workplace(OfficeConfig settings, std::filesystem::path folder, const Clock& time, const RandomBits& random)
        : config(std::move(settings)),
          data(std::move(folder)),
          clock(time),
          store(file(), config.device, config.administration),
          office{config, store, clock, random},
          feed_target({config.series, config.folio_batch, pin_key_of(database)}),
          link({config, file(), clock, random, feed_target, [this] { return feed_target.problem(); }}) {}

    const sqlite::File& file() const { return database; }

    OfficeConfig config;
    std::filesystem::path data;
    sqlite::File database = config.database_in(data);
    const Clock& clock;
    OfficeStore store;
    Office office;
    OfficeFeedTarget feed_target;
    Link link;
};

}  // namespace aquacis::office
