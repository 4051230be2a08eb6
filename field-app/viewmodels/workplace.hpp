#pragma once
// One till's parts, made once by the program and handed to every controller.

#include <filesystem>

#include "field-app/core/office.hpp"
#include "field-app/link/link.hpp"

namespace aquacis::office {

struct Workplace {
    Workplace(OfficeConfig settings, std::filesystem::path folder, const Clock& time, const RandomBits& random)
        : config(std::move(settings)),
          data(std::move(folder)),
          clock(time),
          store(file(), config.device, config.administration),
          office{config, store, clock, random},
          link(config, file(), clock, random) {}

    const sqlite::File& file() const { return database; }

    OfficeConfig config;
    std::filesystem::path data;
    sqlite::File database = config.database_in(data);
    const Clock& clock;
    OfficeStore store;
    Office office;
    Link link;
};

}  // namespace aquacis::office
