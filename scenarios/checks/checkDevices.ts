import type { Sections } from "#scenarios/readSections.ts";
import { warmestC } from "#scenarios/warmestC.ts";

/** Checks what devices and behaviour say about each other. */
export function checkDevices(
  { behaviour, devices }: Sections,
  add: (field: string, expected: string, found: string) => void,
): void {
  if (behaviour === undefined || devices === undefined) return;
  const { comfortBandK } = behaviour.heating;
  const { preheatK } = devices.heating;
  if (preheatK !== undefined && preheatK > comfortBandK)
    add(
      "devices.heating.preheat",
      `at most behaviour.heating.comfortBand, ${comfortBandK} K`,
      `${preheatK} K`,
    );
  const { openAboveC } = devices.room;
  const heatedC = warmestC(behaviour.heating);
  if (openAboveC !== undefined && openAboveC < heatedC)
    add(
      "devices.room.openAbove",
      `at least ${heatedC} degC, to which rooms may be heated`,
      `${openAboveC} degC`,
    );
}
