/** What a battery can do; energies in Wh, stored or per period at the grid. */
export interface BatteryLimits {
  readonly powerWh: number;
  readonly lowWh: number;
  readonly highWh: number;
  /** One-way efficiency. */
  readonly efficiency: number;
  readonly wearMicroEurPerKwh: number;
  /** What is left at the end of the horizon is worth this share of the mean retail price. */
  readonly leftWorthShare: number;
}
