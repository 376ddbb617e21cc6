/**
 * Puts the native EVM where npm left it out.
 *
 * Hardhat's EVM is an optional package per platform that asks for Node 22 or newer. npm judges this by the
 * Node that runs npm, not by the pinned Node that will run the simulator: an older one drops the
 * package without a word. This script runs after every install, with any Node from 20 on, and
 * fetches exactly the package and version that package-lock.json names, checked against its hash.
 * It never fails an install: without the EVM everything but the Hardhat ledger still works.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const PREFIX = "node_modules/@nomicfoundation/edr-";
const REMEDY = `run "npx -y -p node@24 -c 'npm ci'", or "npm run postinstall" once the registry can be reached`;

/**
 * @typedef {{ os: string, cpu: string, libc: "glibc" | "musl" | undefined }} Platform
 * @typedef {{ name: string, version: string, integrity: string, folder: string }} Binding
 */

/** The platform this process runs on. @returns {Platform} */
export function thisPlatform() {
  return { os: process.platform, cpu: process.arch, libc: libcOf(process.platform) };
}

/**
 * Finds the one locked EVM package made for `platform`; undefined where there is none.
 * @param {{ packages: Record<string, { version: string, integrity: string, os?: string[], cpu?: string[], libc?: string[] }> }} lock
 * @param {Platform} platform
 * @returns {Binding | undefined}
 */
export function bindingFor(lock, platform) {
  for (const [folder, entry] of Object.entries(lock.packages)) {
    if (!folder.startsWith(PREFIX)) continue;
    const fits = (allowed, actual) => allowed === undefined || allowed.includes(actual);
    if (!fits(entry.os, platform.os) || !fits(entry.cpu, platform.cpu)) continue;
    if (!fits(entry.libc, platform.libc)) continue;
    const name = folder.slice("node_modules/".length);
    return { name, version: entry.version, integrity: entry.integrity, folder };
  }
  return undefined;
}

/**
 * True where exactly this version lies unpacked under `root`.
 * @param {string} root
 * @param {Binding} binding
 */
export function isInstalled(root, binding) {
  const folder = join(root, binding.folder);
  const manifest = join(folder, "package.json");
  if (!existsSync(manifest)) return false;
  const { version, main } = JSON.parse(readFileSync(manifest, "utf8"));
  return version === binding.version && existsSync(join(folder, main));
}

/**
 * Checks the tree under `root` and fetches the missing package.
 * @param {string} root folder with package-lock.json and node_modules
 * @returns {string | undefined} one sentence on what was done or is wrong; undefined where all was well
 */
export function repairEvm(root) {
  try {
    // Without Hardhat (an install that leaves out its dependencies) there is nothing to repair.
    if (!existsSync(join(root, "node_modules/@nomicfoundation/edr"))) return undefined;
    const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
    const platform = thisPlatform();
    const binding = bindingFor(lock, platform);
    if (binding === undefined) {
      return `no native EVM exists for ${platform.os}-${platform.cpu}: use the memory ledger or rpc:<url>`;
    }
    if (isInstalled(root, binding)) return undefined;
    fetchBinding(root, binding);
    return `added the native EVM ${binding.name}@${binding.version}, which npm had left out`;
  } catch (error) {
    const reason = reasonOf(error);
    return `the native EVM is missing and could not be fetched (${reason}): ${REMEDY}`;
  }
}

/** Packs with npm, verifies, unpacks beside the place, and moves into it in one step. */
function fetchBinding(root, binding) {
  const scope = join(root, "node_modules/@nomicfoundation");
  mkdirSync(scope, { recursive: true });
  const staging = mkdtempSync(join(scope, ".evm-"));
  try {
    npm(["pack", `${binding.name}@${binding.version}`, "--pack-destination", "."], staging);
    const archive = readdirSync(staging).find((file) => file.endsWith(".tgz"));
    if (archive === undefined) throw new Error("npm pack delivered nothing");
    verify(readFileSync(join(staging, archive)), binding.integrity);
    execFileSync("tar", ["-xzf", archive], { cwd: staging });
    const target = join(root, binding.folder);
    rmSync(target, { recursive: true, force: true });
    renameSync(join(staging, "package"), target);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/**
 * Throws unless `bytes` has the hash of a lock file entry.
 * @param {Uint8Array} bytes
 * @param {string} integrity for example "sha512-…"
 */
export function verify(bytes, integrity) {
  const [algorithm] = integrity.split("-");
  const actual = `${algorithm}-${createHash(algorithm).update(bytes).digest("base64")}`;
  if (actual !== integrity) throw new Error("the fetched package does not match package-lock.json");
}

/** The npm that is running this install, else the one on the path. */
function npm(args, cwd) {
  const running = process.env.npm_execpath;
  const options = { cwd, stdio: ["ignore", "ignore", "pipe"] };
  if (running !== undefined && basename(running) === "npm-cli.js") {
    execFileSync(process.execPath, [running, ...args], options);
  } else {
    execFileSync("npm", args, { ...options, shell: process.platform === "win32" });
  }
}

/** What npm complained about first, else the first line of the error. */
function reasonOf(error) {
  const complaint = /^npm error (.*)$/m.exec(`${error.stderr ?? ""}`);
  return complaint?.[1] ?? String(error.message).split("\n")[0];
}

/** glibc names its version in the process report; musl does not. */
function libcOf(os) {
  if (os !== "linux") return undefined;
  return process.report.getReport().header.glibcVersionRuntime ? "glibc" : "musl";
}

const script = process.argv[1];
if (script !== undefined && import.meta.url === pathToFileURL(realpathSync(script)).href) {
  const message = repairEvm(resolve(fileURLToPath(import.meta.url), "../../.."));
  if (message !== undefined) console.log(message);
}
