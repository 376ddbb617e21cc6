import type { Payout } from "#sim/ledger/evm/wallets.ts";

/** Layout of `IFlexToken.settle`: wallet uint32, kind uint8, zeros, amount int128. */
const WORD = 32;
const KIND_AT = 4;
const AMOUNT_AT = 24;
const SIGN_AT = 16;
const DEPOSIT = 1;

/** Packs the deposits of a payout, then its net amounts; zeros are left out. */
export function packPayout({ deposits, nets }: Payout): Buffer {
  const words = count(deposits) + count(nets);
  const bytes = Buffer.alloc(words * WORD);
  let offset = 0;
  for (let wallet = 0; wallet < deposits.length; wallet++) {
    if (deposits[wallet] === 0) continue;
    bytes[offset + KIND_AT] = DEPOSIT;
    offset = writeWord(bytes, offset, wallet, deposits[wallet]!);
  }
  for (let wallet = 0; wallet < nets.length; wallet++) {
    if (nets[wallet] !== 0) offset = writeWord(bytes, offset, wallet, nets[wallet]!);
  }
  return bytes;
}

/** Reads `count` balances out of the raw slots of the token, four wallets in each. */
export function unpackBalances(slots: Buffer, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, wallet) => {
    const offset = (wallet >> 2) * WORD + AMOUNT_AT - (wallet & 3) * 8;
    return Number(slots.readBigUInt64BE(offset));
  });
}

function writeWord(bytes: Buffer, offset: number, wallet: number, amount: number): number {
  bytes.writeUInt32BE(wallet, offset);
  bytes.writeBigInt64BE(BigInt(amount), offset + AMOUNT_AT);
  if (amount < 0) bytes.fill(0xff, offset + SIGN_AT, offset + AMOUNT_AT);
  return offset + WORD;
}

function count(amounts: Float64Array): number {
  return amounts.reduce((total, amount) => total + (amount === 0 ? 0 : 1), 0);
}
