import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compileContracts } from "#contracts/compileContracts.ts";

const file = fileURLToPath(import.meta.resolve("#contracts/abi/contracts.ts"));
writeFileSync(file, await compileContracts());
