/** Building types: heated area, loss, heat capacity, units of a split system that heat it. */
export const buildings = {
  flatOld: { floorM2: 65, lossKwPerK: 0.13, capacityKwhPerK: 5, splitUnits: 1 },
  flatRenovated: { floorM2: 65, lossKwPerK: 0.07, capacityKwhPerK: 5, splitUnits: 1 },
  houseOld: { floorM2: 110, lossKwPerK: 0.25, capacityKwhPerK: 8.5, splitUnits: 2 },
  houseRenovated: { floorM2: 110, lossKwPerK: 0.14, capacityKwhPerK: 8.5, splitUnits: 1 },
  houseNew: { floorM2: 130, lossKwPerK: 0.1, capacityKwhPerK: 10, splitUnits: 1 },
} as const;

export type Building = keyof typeof buildings;

/** Heat pumps stand in houses only. */
export function isHouse(building: Building): boolean {
  return building.startsWith("house");
}
