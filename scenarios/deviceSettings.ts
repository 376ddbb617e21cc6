/**
 * What devices are like and how their owners use them, the same for all of a kind; sizes and powers
 * stand in the customers' table.
 */
export interface DeviceSettings {
  readonly battery: BatterySettings;
  readonly boiler: BoilerSettings;
  readonly electricVehicle: ChargerSettings;
  readonly heatPump: HeatPumpSettings;
  readonly splitUnit: SplitUnitSettings;
  readonly heating: ThermostatSettings;
  readonly room: RoomSettings;
  readonly officeHvac: OfficeHvacSettings;
  readonly photovoltaics: PhotovoltaicSettings;
  readonly owner: OwnerSettings;
}

export interface BatterySettings {
  /** Energy out over energy in. */
  readonly roundTripEfficiency: number;
  /** Usable window of the state of charge. */
  readonly usableFromShare: number;
  readonly usableToShare: number;
  /** Wear of each kWh through the battery, one way, as its owner reckons with it. */
  readonly wearMicroEurPerKwh: number;
  /** What a plan takes stored energy at its end to be worth, share of the mean retail price. */
  readonly leftWorthShare: number;
}

export interface BoilerSettings {
  /** What a steered tank keeps, share of what it holds. */
  readonly reserveShare: number;
  /** Below this share any tank heats, whatever the tariff. */
  readonly emergencyShare: number;
  /** What a plan leaves in the tank at its end. */
  readonly finalShare: number;
  /** Local hours [from, to) in which time switches close where no night tariff says when. */
  readonly timeSwitchHours: readonly [number, number];
  /** Time switches close up to so long after the night tariff began, evenly spread. */
  readonly timeSwitchSpreadHours: number;
}

export interface ChargerSettings {
  /** Energy in the car over energy at the meter. */
  readonly chargerEfficiency: number;
  /** A car that would be ready no sooner than this before its departure charges at once. */
  readonly reserveHours: number;
  /** Share of the car's battery that one charge may fill. */
  readonly fillShareMax: number;
  /** Local hours [from, to) in which a steered car is expected to charge before it has come. */
  readonly expectedHours: readonly [number, number];
}

/** Air to water: performance = share × (6.08 − 0.0941 d + 0.000464 d²), d = flow − outside, K. */
export interface HeatPumpSettings {
  /** Flow temperature at 0 °C outside, and how it falls with each kelvin outside. */
  readonly flowC: number;
  readonly flowFallPerK: number;
  /** What is left in the field of the performance on the test stand. */
  readonly performanceShare: number;
}

/** Air to air: performance = `performance` + `performancePerK` (T − 7 °C), within its bounds. */
export interface SplitUnitSettings {
  readonly performance: number;
  readonly performancePerK: number;
  readonly performanceMin: number;
  readonly performanceMax: number;
}

export interface ThermostatSettings {
  /** In which a thermostat makes up a deviation from its setpoint. */
  readonly recoveryHours: number;
  /** How far a steered heating heats ahead, and by which share that has to be cheaper. */
  readonly preheatK: number;
  readonly preheatGainMin: number;
  /** Part of the evening's lift over the night setpoint that the weekday morning gets. */
  readonly morningShare: number;
  /** Owners' days begin within so long of each other, evenly spread. */
  readonly habitSpreadHours: number;
}

/** What people do in rooms that get warm: heated ones; cooling is `behaviour.cooling`. */
export interface RoomSettings {
  readonly heightM: number;
  /** Air that open windows change in an hour, over the rooms' volume. */
  readonly airChangesPerHour: number;
  /** Windows are opened where it is warmer than this, and cooler outside. */
  readonly openAboveC: number;
  /** Share of the sun that blinds let through where it is warmer than that. */
  readonly shadedShare: number;
}

export interface OfficeHvacSettings {
  /** Share of ventilation and cooling that may be shed. */
  readonly shedShare: number;
  /** Hours of full shedding that the rooms bear. */
  readonly bearableHours: number;
  /** Share of what was shed that comes back, and how much of what is owed within a quarter hour. */
  readonly reboundShare: number;
  readonly reboundPerPeriod: number;
}

export interface PhotovoltaicSettings {
  /** Cabling, inverter, mismatch, soiling, snow. */
  readonly performanceRatio: number;
  /** Share of the output lost by each kelvin of the cells above 25 °C. */
  readonly lossPerK: number;
  /** Cells over air, in the sun. */
  readonly heatingKPerWPerM2: number;
  readonly albedo: number;
}

export interface OwnerSettings {
  /** Owners weigh equal prices at different times of day differently, by up to this share. */
  readonly tasteShare: number;
  /** What energy stored by a downward activation is worth, share of the night price. */
  readonly storedWorthShare: number;
  /** Share of shed heat and cooling that is bought again. */
  readonly boughtAgainShare: number;
}
