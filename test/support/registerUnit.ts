import { type Addressee, registrationStatement } from "#sim/ledger/day/statements.ts";
import type { Chain } from "#sim/ledger/evm/chain.ts";
import { encodeCall } from "#sim/ledger/evm/contractCodec.ts";
import { registrationTerms } from "#sim/ledger/evm/registration.ts";
import { joinSignatures, type Signers } from "#sim/ledger/evm/signers.ts";
import { submit } from "#sim/ledger/evm/submit.ts";
import type { UnitRegistration } from "#sim/ledger/ledgerPort.ts";

const GAS = 2_000_000;

/**
 * Registers one unit, and takes it no further.
 *
 * @param signedBy participant whose signature comes with it; the owner unless given
 */
export async function registerUnit(
  chain: Chain,
  registry: Addressee,
  signers: Signers,
  unit: UnitRegistration,
  signedBy = unit.owner,
): Promise<void> {
  const { address } = signers.participant(unit.owner);
  const to = registry.contract;
  const nonces = encodeCall("AssetRegistry", "nonces", [address]);
  const nonce = Number(await chain.request("eth_call", [{ to, data: nonces }, "latest"]));
  const terms = registrationTerms(unit, address, nonce);
  const signature = signers.participant(signedBy).sign(registrationStatement(registry, terms));
  const data = encodeCall("AssetRegistry", "registerUnits", [[terms], joinSignatures([signature])]);
  await submit(chain, [{ to, data, gas: GAS }]);
}
