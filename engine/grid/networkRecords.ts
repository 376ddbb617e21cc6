/**
 * A distribution network as it is delivered: the standardised grid input of the platform
 * (Energies 2022, 15, 539, section 2.5.3). Plain data, checked by `buildRadialNetwork`.
 */
export interface NetworkTables {
  /** Bus held at `sourceVoltagePu` by the on-load tap changer of the main transformer. */
  readonly sourceBus: string;
  readonly sourceVoltagePu: number;
  readonly buses: readonly BusRecord[];
  readonly lines: readonly LineRecord[];
  readonly transformers: readonly TransformerRecord[];
  readonly lineTypes: readonly LineType[];
  readonly transformerTypes: readonly TransformerType[];
  /** Upstream transformer, seen from the source bus. */
  readonly mainTransformerType: string;
  /** Ids of lines and transformers that are monitored, and of buses whose voltage is. */
  readonly monitoredBranches: readonly string[];
  readonly monitoredBuses: readonly string[];
}

export interface BusRecord {
  readonly id: string;
  /** Line to line. */
  readonly voltageKvRated: number;
  /** Registered place of the units at this bus; empty on the medium-voltage level. */
  readonly feeder: string;
}

export interface LineRecord {
  readonly id: string;
  readonly busFrom: string;
  readonly busTo: string;
  readonly type: string;
  readonly lengthM: number;
}

export interface TransformerRecord {
  readonly id: string;
  readonly busHv: string;
  readonly busLv: string;
  readonly type: string;
  /** Fixed tap: off-nominal ratio on the high-voltage side, 1 = nominal; 0.975 lifts the LV side. */
  readonly ratio: number;
}

export interface LineType {
  readonly id: string;
  readonly rOhmPerKm: number;
  readonly xOhmPerKm: number;
  readonly cNfPerKm: number;
  readonly ratedA: number;
}

export interface TransformerType {
  readonly id: string;
  readonly ratedKva: number;
  readonly hvKv: number;
  readonly lvKv: number;
  readonly shortCircuitPercent: number;
  readonly shortCircuitResistivePercent: number;
  readonly noLoadKw: number;
  readonly noLoadCurrentPercent: number;
}
