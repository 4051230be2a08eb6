"""Two tills without a link: eighty payments, one bill paid at both, one till killed in the middle of a payment."""
import time

import path
import proof


def take_payments(stack, progress, chance):
    """Two tills go offline and take payments, two of them for the same bill; one is killed while it takes one."""
    cashiers = stack.header["cashiers"]
    first, second = stack.make_till(1), stack.make_till(2)
    one, two = path.open_till(stack, first, cashiers[0]), path.open_till(stack, second, cashiers[1])
    for till in (one, two):
        path.accept(till.ask(command="link", state="offline"), "go offline")
    progress.say("     two tills have the register and are offline now")

    contracts = [meter["contract"] for meter in stack.meters]
    chosen = chance.sample(contracts, min(80, len(contracts) // 2))
    acknowledged = {}

    def take(till, number, label):
        account = path.debts_of(till, number)
        owed = account["owed_centavos"]
        if owed == 0:
            return None
        answer = path.accept(path.pay(till, number, owed), f"pay {number}")
        acknowledged[answer["folio"]] = owed
        return answer

    for index, number in enumerate(chosen):
        take(one if index % 2 == 0 else two, number, "bill")
        progress.count(f"{len(acknowledged)} payments taken offline")

    shared = next(n for n in contracts if n not in chosen and path.debts_of(one, n)["owed_centavos"] > 0)
    take(one, shared, "the same bill")
    take(two, shared, "the same bill")
    progress.say(f"     contract {shared} paid its bills at both tills, neither knowing of the other")

    victim = next(n for n in contracts if n not in chosen and n != shared and path.debts_of(two, n)["owed_centavos"] > 0)
    owed = path.debts_of(two, victim)["owed_centavos"]
    two.send(command="pay", contract_number=victim, amount_centavos=owed, received_centavos=owed)
    time.sleep(chance.uniform(0, 0.004))
    two.kill()
    before = proof.device_ledger(stack, second)
    progress.say(f"     {second} was killed with SIGKILL while it took a payment; its file holds {before[0]} payments")
    two = stack.start_till(second)
    path.accept(two.ask(command="sign_in", cashier_id=cashiers[1]["id"], pin=cashiers[1]["pin"]), "sign in again")
    after_kill = path.debts_of(two, victim)["owed_centavos"]
    if after_kill not in (0, owed):
        raise RuntimeError(f"a payment was half taken: {after_kill} of {owed} centavos remain on the device")
    if after_kill:
        take(two, victim, "again")
    path.accept(one.ask(command="link", state="online"), "go online")
    path.wait_for_tills(stack, progress, [one, two])
    return one, two, acknowledged, shared
