import { AbiCoder, id, keccak256 } from "ethers";
import {
  type Addressee,
  prequalificationStatement,
  type RegistrationTerms,
  registrationStatement,
} from "#sim/ledger/day/statements.ts";
import type { Chain, Transaction } from "#sim/ledger/evm/chain.ts";
import { chunks } from "#sim/ledger/evm/chunks.ts";
import { encodeCall } from "#sim/ledger/evm/contractCodec.ts";
import { joinSignatures, type Signers } from "#sim/ledger/evm/signers.ts";
import { submit } from "#sim/ledger/evm/submit.ts";
import type { UnitRegistration, UnitTests } from "#sim/ledger/ledgerPort.ts";

const ROLE_GAS = 200_000;
const BASE_GAS = 150_000;
const UNIT_GAS = 170_000;
const METER_GAS = 26_000;
const STEP_GAS = 12_000;
/** Below what a transaction may use. */
const CALL_GAS = 15_000_000;
const STEPS_PER_CALL = 1000;
/** `IAssetRegistry.Light`. */
const LIGHTS = { green: 0, yellow: 1, red: 2 } as const;
const PASSED = { received: true, inTime: true, sustained: true };

/** Results as `IAssetRegistry.prequalify` hashes them. */
const RESULTS = "tuple(uint32 unit,uint8 light,uint32 upWhMax,uint32 downWhMax)[]";

/**
 * Brings units into the market, as far as they come: their owners sign for them, the DSO of their area
 * prequalifies them, the market operator qualifies or rejects them and records their tests.
 */
export async function registerUnits(
  chain: Chain,
  signers: Signers,
  registry: Addressee,
  units: readonly UnitRegistration[],
): Promise<void> {
  const to = registry.contract;
  const owners = [...new Set(units.map(({ owner }) => owner))];
  const areas = [...new Set(units.map(({ area }) => area))].sort((a, b) => a - b);
  const grant = (role: string, account: string): Transaction => ({
    to,
    data: encodeCall("AssetRegistry", "grantRole", [id(role), account]),
    gas: ROLE_GAS,
  });
  const prequalified = units.filter(({ admission }) => admission?.light !== "red");
  const isRejected = ({ admission }: UnitRegistration) => (admission?.rejection ?? null) !== null;
  const rejected = prequalified.filter(isRejected);
  const qualified = prequalified.filter((unit) => !isRejected(unit));
  const nonces = new Map<string, number>();
  for (const owner of owners) {
    const { address } = signers.participant(owner);
    nonces.set(address, await nonceOf(chain, to, address));
  }
  const dsoNonce = await nonceOf(chain, to, to);
  await submit(chain, [
    ...owners.map((owner) => grant("FSP", signers.participant(owner).address)),
    ...areas.map((area) => grant("DSO", signers.operator(area + 1).address)),
    ...registrations(signers, registry, units, nonces),
  ]);
  await submit(chain, [
    ...prequalifications(signers, registry, units, { areas, dsoNonce }),
    ...rejected.map(({ unit, admission }) => ({
      to,
      data: encodeCall("AssetRegistry", "reject", [unit, id(admission!.rejection!)]),
      gas: BASE_GAS,
    })),
    ...advance(
      to,
      "qualify",
      qualified.map(({ unit }) => unit),
    ),
    ...testRecords(
      to,
      qualified
        .filter(({ admission }) => admission?.tests !== null)
        .map(({ unit, admission }) => ({ unit, ...(admission?.tests ?? PASSED) })),
    ),
  ]);
}

/** Records pre-delivery tests. */
export function testRecords(
  registry: string,
  results: readonly (UnitTests & { readonly unit: number })[],
): Transaction[] {
  return advance(registry, "recordTests", results);
}

function advance(
  to: string,
  functionName: "qualify" | "recordTests",
  list: readonly unknown[],
): Transaction[] {
  return chunks(list, STEPS_PER_CALL).map((some) => ({
    to,
    data: encodeCall("AssetRegistry", functionName, [some]),
    gas: BASE_GAS + STEP_GAS * some.length,
  }));
}

/** What an owner signs for a unit; `nonce` counts its signatures. */
export function registrationTerms(
  { unit, area, upWhMax, downWhMax, place, meters }: UnitRegistration,
  owner: string,
  nonce: number,
): RegistrationTerms {
  const { bus, latitudeDegree, longitudeDegree } = place;
  return {
    unit,
    owner,
    area,
    bus,
    latitudeE6: Math.round(latitudeDegree * 1e6),
    longitudeE6: Math.round(longitudeDegree * 1e6),
    upWhMax,
    downWhMax,
    meters: meters.map(id),
    nonce,
  };
}

/** What the DSO signs: keccak256 of the results, ABI-encoded. */
export function resultsHash(results: readonly object[]): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode([RESULTS], [results]));
}

/** Signatures that were used: those of an owner, or (under the registry's own address) those of the DSOs. */
async function nonceOf(chain: Chain, registry: string, account: string): Promise<number> {
  const data = encodeCall("AssetRegistry", "nonces", [account]);
  return Number(await chain.request("eth_call", [{ to: registry, data }, "latest"]));
}

function registrations(
  signers: Signers,
  registry: Addressee,
  units: readonly UnitRegistration[],
  nonces: Map<string, number>,
): Transaction[] {
  const calls: { terms: RegistrationTerms[]; signatures: Buffer[]; gas: number }[] = [];
  for (const unit of units) {
    const signer = signers.participant(unit.owner);
    const nonce = nonces.get(signer.address)!;
    nonces.set(signer.address, nonce + 1);
    const terms = registrationTerms(unit, signer.address, nonce);
    const gas = UNIT_GAS + METER_GAS * unit.meters.length;
    let call = calls.at(-1);
    if (call === undefined || call.gas + gas > CALL_GAS) {
      call = { terms: [], signatures: [], gas: BASE_GAS };
      calls.push(call);
    }
    call.terms.push(terms);
    call.signatures.push(signer.sign(registrationStatement(registry, terms)));
    call.gas += gas;
  }
  return calls.map(({ terms, signatures, gas }) => ({
    to: registry.contract,
    data: encodeCall("AssetRegistry", "registerUnits", [terms, joinSignatures(signatures)]),
    gas,
  }));
}

/** Under a yellow light a unit is limited to its largest safe quantity. */
function prequalifications(
  signers: Signers,
  registry: Addressee,
  units: readonly UnitRegistration[],
  { areas, dsoNonce }: { areas: readonly number[]; dsoNonce: number },
): Transaction[] {
  const calls = areas.flatMap((area) =>
    chunks(
      units.filter((unit) => unit.area === area),
      STEPS_PER_CALL,
    ).map((some) => ({ area, some })),
  );
  return calls.map(({ area, some }, call) => {
    const results = some.map(({ unit, admission, ...registered }) => {
      const { upWhMax, downWhMax } = admission?.light === "yellow" ? admission : registered;
      return { unit, light: LIGHTS[admission?.light ?? "green"], upWhMax, downWhMax };
    });
    const statement = prequalificationStatement(registry, resultsHash(results), dsoNonce + call);
    const signature = signers.operator(area + 1).sign(statement);
    return {
      to: registry.contract,
      data: encodeCall("AssetRegistry", "prequalify", [results, signature]),
      gas: BASE_GAS + STEP_GAS * some.length,
    };
  });
}
