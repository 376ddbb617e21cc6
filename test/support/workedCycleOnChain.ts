import { HDNodeWallet, Interface, id, solidityPackedKeccak256 } from "ethers";
import { AssetRegistry, ReservationAuction } from "#contracts/abi/contracts.ts";
import { ASSET_STATES, type AssetState } from "#engine/settlement/assetLifeCycle.ts";
import {
  packBook,
  packEffectiveness,
  packOffers,
  rankingOf,
  readAccepted,
  readBook,
} from "#sim/ledger/auctions/auctionBook.ts";
import { prequalificationStatement } from "#sim/ledger/day/statements.ts";
import type { Chain, Receipt } from "#sim/ledger/evm/chain.ts";
import { EvmLedger } from "#sim/ledger/evm/evmLedger.ts";
import { bytesOf } from "#sim/ledger/evm/packedCall.ts";
import type { Platform } from "#sim/ledger/evm/platform.ts";
import { resultsHash } from "#sim/ledger/evm/registration.ts";
import { type Signers, signersOf } from "#sim/ledger/evm/signers.ts";
import { registerUnit } from "#test/support/registerUnit.ts";
import { type Contract, mnemonic, read, transact } from "#test/support/testChain.ts";
import {
  BOILERS,
  boilers,
  type CycleOutcome,
  type Entrant,
  effectivenessPermille,
  entrants,
  NORTH,
  OFFICE,
  offers,
  POOL,
  participants,
  request,
  SOUTH,
  terms,
} from "#test/support/workedCycle.ts";

export const AUCTION = 1;
export const FREEZE_MINUTE = 720;
const SALT = id("what keeps a seal from being guessed");
const LIGHTS = { green: 0, yellow: 1, red: 2 } as const;
const PARTICIPANTS_PATH = "m/44'/60'/0'/1";
const OPERATORS_PATH = "m/44'/60'/0'/2";
const MIDNIGHT = 1_750_291_200;

/** The cycle on a chain, step by step; whoever has to act signs with a key of its own. */
export class CycleOnChain {
  readonly #chain: Chain;
  readonly ledger: EvmLedger;
  readonly #signers: Signers = signersOf(mnemonic);

  constructor(chain: Chain) {
    this.#chain = chain;
    this.ledger = new EvmLedger(chain, mnemonic);
  }

  /** Deploys everything; the boilers are in the market from the start. */
  async open(): Promise<void> {
    await this.ledger.open(participants, [boilers.registration], 1);
    const { auction, registry } = this.#contracts();
    for (const owner of [NORTH, SOUTH]) {
      const { address } = this.#signers.participant(owner);
      await transact(this.#chain, registry, "grantRole", id("FSP"), address);
      await transact(this.#chain, auction, "grantRole", id("FSP"), address);
    }
  }

  /** Registration, light, qualification and test of one unit, as far as it comes. */
  async admit({ registration, light, safeWh, test }: Entrant): Promise<void> {
    const { registry } = this.#contracts();
    const { unit } = registration;
    await this.register(registration);
    const [upWhMax, downWhMax] = safeWh;
    const results = [{ unit, light: LIGHTS[light], upWhMax, downWhMax }];
    const [nonce] = await read(this.#chain, registry, "nonces", registry.address);
    const { chainId } = this.platform;
    const to = { chainId, contract: registry.address };
    const statement = prequalificationStatement(to, resultsHash(results), Number(nonce));
    const signature = this.#signers.operator(1).sign(statement);
    await transact(this.#chain, registry, "prequalify", results, signature);
    if (light === "red") return;
    const reason = id("which devices are behind the meter?");
    if (light === "yellow") {
      await transact(this.#chain, registry, "requestInformation", unit, reason);
    }
    await transact(this.#chain, registry, "qualify", [unit]);
    if (test !== null) await transact(this.#chain, registry, "recordTests", [{ unit, ...test }]);
  }

  /** Registers with the signature of `signedBy`, the owner unless given. */
  register(registration: Entrant["registration"], signedBy?: number): Promise<void> {
    const { chainId, registry } = this.platform;
    const to = { chainId, contract: registry };
    return registerUnit(this.#chain, to, this.#signers, registration, signedBy);
  }

  /** Call, freeze, uncross, publish. */
  async auction(): Promise<Pick<CycleOutcome, "accepted" | "unmetW">> {
    const { auction } = this.#contracts();
    const chain = this.#chain;
    await transact(
      chain,
      auction,
      "open",
      AUCTION,
      id("long-term, 17 to 19 h"),
      FREEZE_MINUTE,
      1000,
    );
    const openings = [];
    for (const owner of [NORTH, SOUTH]) {
      const own = offers.filter((offer) => (offer.id === OFFICE) === (owner === NORTH));
      const provider = this.#signers.participant(owner).address;
      const records = packOffers(own.toSorted((a, b) => a.id - b.id));
      const seal = solidityPackedKeccak256(
        ["uint32", "address", "bytes32", "bytes"],
        [AUCTION, provider, SALT, records],
      );
      const self = await actWithKey(chain, `${PARTICIPANTS_PATH}/${owner}`);
      await transact(self, auction, "sealOffers", AUCTION, seal);
      openings.push({ provider, salt: SALT, offers: records });
    }
    const { quantityW, scoreCapMicro, utilisationPermille } = request;
    const terms = {
      ...{ constraint: id("T1"), quantityW, scoreCap: scoreCapMicro, utilisationPermille },
      ...{ overshootPermille: 100, uniform: false, proRata: false },
    };
    const dso = await actWithKey(chain, `${OPERATORS_PATH}/1`);
    await transact(dso, auction, "commitRequest", AUCTION, terms);
    await transact(chain, auction, "freeze", AUCTION, FREEZE_MINUTE);
    const opened = await transact(chain, auction, "openBook", AUCTION, openings);
    const book = readBook(bytesOf(eventOf(auction, opened)[1] as string));
    const effects = book.map(({ unit }) => effectivenessPermille(unit));
    const ranking = rankingOf(book, effects, utilisationPermille);
    const packed = [packBook(book), packEffectiveness(effects), ranking];
    const served = await transact(chain, auction, "uncross", AUCTION, 0, terms, ...packed);
    const [, , accepted, , unmetMw] = eventOf(auction, served);
    await transact(chain, auction, "publish", AUCTION);
    return {
      accepted: readAccepted(bytesOf(accepted as string)).map(({ unit, ...rest }) => ({
        id: unit,
        ...rest,
      })),
      unmetW: Number(unmetMw) / 1000,
    };
  }

  /** Where the units stand, the entrants first. */
  async states(): Promise<CycleOutcome["states"]> {
    const { registry } = this.#contracts();
    const found: AssetState[] = [];
    for (const unit of [...entrants.map((one) => one.registration.unit), BOILERS]) {
      const [entry] = await read(this.#chain, registry, "unitOf", unit);
      found.push(ASSET_STATES[Number(entry.state)]!);
    }
    return found;
  }

  /** Registered capability of the pool after its yellow light, Wh, down. */
  async poolDownWhMax(): Promise<number> {
    const [entry] = await read(this.#chain, this.#contracts().registry, "unitOf", POOL);
    return Number(entry.downWhMax);
  }

  /**
   * Claims signed by their operators, orders by payers and providers; what was verified, and the day, by the
   * meter operator.
   */
  closeDay({ claims, postings, orders }: Pick<CycleOutcome, "claims" | "postings" | "orders">) {
    this.ledger.placeOrders(terms, orders);
    return this.ledger.closeDay(0, claims, postings, MIDNIGHT, true);
  }

  get platform(): Platform {
    return this.ledger.platform;
  }

  #contracts(): { registry: Contract; auction: Contract } {
    const { registry, auction } = this.platform;
    return {
      registry: { address: registry, codec: new Interface(AssetRegistry.abi) },
      auction: { address: auction, codec: new Interface(ReservationAuction.abi) },
    };
  }
}

/** The same chain, acted on with the key at a path; gas is given to it first. */
async function actWithKey(chain: Chain, path: string): Promise<Chain> {
  const wallet = HDNodeWallet.fromPhrase(mnemonic, "", path);
  const ask = (method: string, ...params: unknown[]) => chain.request(method, params);
  await ask("hardhat_setBalance", wallet.address, `0x${(10n ** 20n).toString(16)}`);
  const chainId = BigInt((await ask("eth_chainId")) as string);
  return {
    ...chain,
    operator: wallet.address,
    async send({ to, data, gas }) {
      const block = (await ask("eth_getBlockByNumber", "latest", false)) as {
        baseFeePerGas: string;
      };
      const nonce = Number(await ask("eth_getTransactionCount", wallet.address, "pending"));
      const gasPrice = BigInt(block.baseFeePerGas) * 2n;
      const call = { type: 0, chainId, nonce, data, gasLimit: gas, gasPrice, to: to! };
      return (await ask("eth_sendRawTransaction", await wallet.signTransaction(call))) as string;
    },
  };
}

function eventOf({ codec }: Contract, { logs }: Receipt): readonly unknown[] {
  return codec.parseLog({ topics: [...logs[0]!.topics], data: logs[0]!.data })!.args;
}
