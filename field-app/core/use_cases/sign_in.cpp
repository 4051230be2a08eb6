#include "field-app/core/use_cases/sign_in.hpp"

#include <algorithm>

#include "base/log/log.hpp"
#include "field-app/node/pin.hpp"

namespace aquacis::office {
namespace {

std::string wait_text(std::chrono::seconds wait) {
    return wait.count() < 90 ? std::to_string(wait.count()) + " segundos"
                             : std::to_string((wait.count() + 59) / 60) + " minutos";
}

Refusal must_wait(std::chrono::seconds wait) {
    return {RefusalKind::exhausted, "office.pin_wait", "pin", "Hubo varios NIP incorrectos.",
            "Espere " + wait_text(wait) + " e intente de nuevo, o pida a un supervisor que le asigne otro NIP."};
}

Refusal wrong_pin(Office& office, const SignIn& request, WrongPins pins) {
    ++pins.failures;
    const auto wait = pin_wait(pins.failures);
    pins.boot = office.uptime->boot();
    pins.until = office.uptime->now() + wait;
    office.store.put_wrong_pins(request.cashier_id, pins);
    log::warning("office.wrong_pin", {{"failures", pins.failures}});
    if (wait.count() > 0) return must_wait(wait);
    return {RefusalKind::unauthenticated, "office.wrong_pin", "pin", "El NIP no es correcto.",
            "Escríbalo otra vez; quedan " + std::to_string(free_pin_failures - pins.failures) +
                " intentos antes de una espera."};
}

// What is left to wait. A machine that was started anew waits again from the beginning: how long it was off nobody can
// tell without a clock that somebody can set.
std::chrono::seconds left_to_wait(Office& office, const std::string& cashier, WrongPins& pins) {
    if (pin_wait(pins.failures).count() == 0) return std::chrono::seconds(0);
    if (pins.boot != office.uptime->boot()) {
        pins.boot = office.uptime->boot();
        pins.until = office.uptime->now() + pin_wait(pins.failures);
        office.store.put_wrong_pins(cashier, pins);
    }
    return std::max(std::chrono::ceil<std::chrono::seconds>(pins.until - office.uptime->now()),
                    std::chrono::seconds(0));
}

}  // namespace

Result<Cashier> authenticate(Office& office, const SignIn& request) {
    const auto cashier = office.store.cashier(request.cashier_id);
    if (!cashier)
        return Refusal{RefusalKind::not_found, "office.unknown_cashier", "cashier_id",
                       "Esta persona no está dada de alta en esta caja.",
                       "Pida a un supervisor que la registre; llega a la caja cuando hay conexión."};
    WrongPins pins = office.store.wrong_pins(request.cashier_id);
    if (const auto wait = left_to_wait(office, request.cashier_id, pins); wait.count() > 0) return must_wait(wait);
    if (!pin_matches(request.pin, {cashier->pin_salt, cashier->pin_verifier, office.store.pin_key()}))
        return wrong_pin(office, request, pins);
    if (pins.failures > 0) office.store.put_wrong_pins(request.cashier_id, {});
    return *cashier;
}

Result<SignedIn> sign_in(Office& office, const SignIn& request) {
    auto cashier = authenticate(office, request);
    if (!cashier) return cashier.refusal();
    const auto session = office.store.open_session_of(office.config.till);
    if (!session || session->cashier_id == cashier->id) return SignedIn{std::move(cashier).value(), session, {}};
    if (cashier->is_supervisor()) return SignedIn{std::move(cashier).value(), {}, session};
    return Refusal{RefusalKind::conflict, "office.drawer_in_use", "cashier_id",
                   "En " + office.config.till + " está abierto el turno de " + session->cashier_name + ".",
                   "Que esa persona entre y haga su corte de caja (Ctrl+K), o que entre un supervisor a cerrarlo."};
}

}  // namespace aquacis::office
