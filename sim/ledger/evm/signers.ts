import { HDNodeWallet, SigningKey, TypedDataEncoder, type TypedDataField } from "ethers";

/** Branches of keys; the market operator signs with account 0 of the ordinary branch. */
const PARTICIPANTS_PATH = "m/44'/60'/0'/1";
const OPERATORS_PATH = "m/44'/60'/0'/2";
const METER_PATH = "m/44'/60'/0'/3/0";
const SIGNATURE = 65;

/** Somebody who signs. */
export interface Signer {
  readonly address: string;
  /** Signs EIP-712 data; returns 65 bytes. */
  sign(statement: Statement): Buffer;
  /** The same for a statement that was hashed before. */
  signDigest(digest: string): Buffer;
}

/** What is signed, and for which contract on which chain. */
export interface Statement {
  readonly chainId: bigint;
  readonly contract: string;
  /** Name of the contract, which its signatures carry. */
  readonly name: string;
  readonly types: Record<string, TypedDataField[]>;
  readonly value: Record<string, unknown>;
}

/** Everybody of a run who signs, derived from its mnemonic. */
export interface Signers {
  /** The TSO (0), and the DSO of area `operator − 1`. */
  operator(operator: number): Signer;
  /** A participant, by its index; owners of units sign for them. */
  participant(index: number): Signer;
  readonly meterOperator: Signer;
}

export function signersOf(mnemonic: string): Signers {
  return {
    operator: branch(mnemonic, OPERATORS_PATH),
    participant: branch(mnemonic, PARTICIPANTS_PATH),
    meterOperator: signer(HDNodeWallet.fromPhrase(mnemonic, "", METER_PATH)),
  };
}

/** Has everybody sign the same statement; signatures stand one after the other, as contracts take them. */
export function signTogether(statement: Statement, signers: readonly Signer[]): Buffer {
  const digest = digestOf(statement);
  return joinSignatures(signers.map((one) => one.signDigest(digest)));
}

/** Signatures one after the other, as contracts take them. */
export function joinSignatures(signatures: readonly Buffer[]): Buffer {
  return Buffer.concat(signatures, signatures.length * SIGNATURE);
}

/** Describes the fields of a struct by a declaration as in Solidity, for example `uint32 day,bytes claims`. */
export function fieldsOf(declaration: string): TypedDataField[] {
  return declaration.split(",").map((field) => {
    const [type, name] = field.trim().split(" ") as [string, string];
    return { type, name };
  });
}

function branch(mnemonic: string, path: string): (index: number) => Signer {
  const root = HDNodeWallet.fromPhrase(mnemonic, "", path);
  const known = new Map<number, Signer>();
  return (index) => {
    const found = known.get(index) ?? signer(root.deriveChild(index));
    known.set(index, found);
    return found;
  };
}

function signer({ address, privateKey }: HDNodeWallet): Signer {
  const key = new SigningKey(privateKey);
  const signDigest = (digest: string) => Buffer.from(key.sign(digest).serialized.slice(2), "hex");
  return { address, sign: (statement) => signDigest(digestOf(statement)), signDigest };
}

function digestOf({ chainId, contract, name, types, value }: Statement): string {
  const domain = { name, version: "1", chainId, verifyingContract: contract };
  return TypedDataEncoder.hash(domain, types, value);
}
