import type { Population } from "#scenarios/population/population.ts";

/** What a population is where it says nothing else; the same in all shipped areas. */
export const populationDefaults = {
  placement: "even",
  baseUse: { kwhPerYearMean: 2300, logSd: 0.5, emptyShare: 0.1, emptyKwhPerYear: 120 },
  persons: [
    [1, 0.25],
    [2, 0.33],
    [3, 0.23],
    [4, 0.14],
    [5, 0.05],
  ],
  pv: {
    kwp: [[5, 1]],
    tiltDegree: [
      [25, 1],
      [30, 2],
      [35, 1],
    ],
    azimuthDegree: null,
  },
  battery: { kwh: [[8, 1]], kwPerKwh: 0.625 },
  boiler: { kw: 2, kwh: [[3.3, 1]] },
  vehicle: {
    chargerKw: [
      [3.7, 0.3],
      [7.4, 0.5],
      [11, 0.2],
    ],
    kwhMean: 55,
    kwhSd: 15,
    kwhMin: 25,
    kwhMax: 90,
  },
} as const satisfies Partial<Population>;

/** Offices have flat roofs, which a small tilt suits, towards the noon sun. */
export const officeRoof = { pvTiltDegree: 20, pvAzimuthDegree: null } as const;
