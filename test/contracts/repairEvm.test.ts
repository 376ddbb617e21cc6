import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

/** A tree as npm leaves it: Hardhat's EVM is there, the native package for this platform is not. */
let root: string;
const scope = "node_modules/@nomicfoundation";
const script = "contracts/install/repairEvm.mjs";
const name = `@nomicfoundation/edr-${process.platform}-${process.arch}`;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "repair-evm-"));
  mkdirSync(join(root, scope, "edr"), { recursive: true });
  mkdirSync(join(root, "contracts/install"), { recursive: true });
  cpSync(script, join(root, script));
  mkdirSync(join(root, "package"));
  const manifest = { name, version: "1.2.3", main: "evm.node" };
  writeFileSync(join(root, "package/package.json"), JSON.stringify(manifest));
  writeFileSync(join(root, "package/evm.node"), "machine code");
  execFileSync("tar", ["-czf", "evm.tgz", "package"], { cwd: root });
  // Stands in for npm: delivers the archive into the folder it is called in.
  writeFileSync(
    join(root, "npm-cli.js"),
    `require("node:fs").copyFileSync(${JSON.stringify(join(root, "evm.tgz"))}, "evm.tgz");
     require("node:fs").appendFileSync(${JSON.stringify(join(root, "calls"))}, process.argv[3] + "\\n");`,
  );
});

afterEach(() => rmSync(root, { recursive: true }));

function lock(entry: object): void {
  const other = { version: "1.2.3", os: ["sunos"], cpu: ["mips"], integrity: "sha512-none" };
  const packages = {
    "node_modules/@nomicfoundation/edr": { version: "1.2.3" },
    "node_modules/@nomicfoundation/edr-sunos-mips": other,
    [`node_modules/${name}`]: { version: "1.2.3", integrity: integrityOf(), ...entry },
  };
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({ packages }));
}

function integrityOf(): string {
  const hash = createHash("sha512").update(readFileSync(join(root, "evm.tgz")));
  return `sha512-${hash.digest("base64")}`;
}

function repair(npm = join(root, "npm-cli.js")): string {
  const env = { ...process.env, npm_execpath: npm };
  return execFileSync(process.execPath, [join(root, script)], { env, encoding: "utf8" });
}

test("the missing package is fetched once, in the version of the lock file", () => {
  lock({ os: [process.platform], cpu: [process.arch] });
  expect(repair()).toBe(`added the native EVM ${name}@1.2.3, which npm had left out\n`);
  expect(readFileSync(join(root, "node_modules", name, "evm.node"), "utf8")).toBe("machine code");
  expect(repair()).toBe("");
  expect(readFileSync(join(root, "calls"), "utf8")).toBe(`${name}@1.2.3\n`);
});

test("a package of another version is replaced", () => {
  lock({ os: [process.platform], cpu: [process.arch] });
  mkdirSync(join(root, "node_modules", name));
  writeFileSync(join(root, "node_modules", name, "package.json"), `{"version":"1.2.2"}`);
  expect(repair()).toMatch(/^added/);
});

test.each([
  ["does not match its hash", { integrity: "sha512-other" }, undefined, "does not match"],
  ["cannot be fetched", {}, "/nowhere/npm-cli.js", "could not be fetched"],
])("an archive that %s is not installed, and the install goes on", (_, entry, npm, reason) => {
  lock({ os: [process.platform], cpu: [process.arch], ...entry });
  const message = repair(npm);
  expect(message).toContain(reason);
  expect(message).toContain("npx -y -p node@24 -c 'npm ci'");
  expect(message.trim()).not.toContain("\n");
  expect(existsSync(join(root, "node_modules", name))).toBe(false);
});

test("a platform without an EVM is told what else there is", () => {
  lock({ os: ["sunos"] });
  expect(repair()).toContain("use the memory ledger or rpc:<url>");
});

test("an install without Hardhat needs no EVM", () => {
  lock({});
  rmSync(join(root, scope, "edr"), { recursive: true });
  expect(repair()).toBe("");
});
