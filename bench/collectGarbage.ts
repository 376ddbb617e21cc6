import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Frees all that nobody holds, so that what is left on the heap is what is in use. */
export function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  collect();
}
