import type { Sections } from "#scenarios/readSections.ts";

/** Checks what devices and behaviour say about each other. */
export function checkDevices(
  { behaviour, devices }: Sections,
  add: (field: string, expected: string, found: string) => void,
): void {
  if (behaviour === undefined || devices === undefined) return;
  const { setpointC, nightSetpointC, comfortBandK } = behaviour.heating;
  const warmestC = Math.max(setpointC, nightSetpointC) + comfortBandK;
  const { preheatK } = devices.heating;
  if (preheatK !== undefined && preheatK > comfortBandK)
    add(
      "devices.heating.preheat",
      `at most behaviour.heating.comfortBand, ${comfortBandK} K`,
      `${preheatK} K`,
    );
  const { openAboveC } = devices.room;
  if (openAboveC < warmestC)
    add(
      "devices.room.openAbove",
      `at least ${warmestC} degC, to which rooms may be heated`,
      `${openAboveC} degC`,
    );
}
