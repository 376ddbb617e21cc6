import { float64, int32, type TableDefinition } from "#datasets/table.ts";

/** What really happened in one DSO area, by AC power flow. */
export const areas = {
  name: "areas",
  row: "one DSO area in one period",
  columns: {
    period: int32("1", "Market period, from 0."),
    area: int32("1", "Index of the area."),
    consumptionWh: float64("Wh", "Gross consumption of customers behind the stations."),
    pvWh: float64("Wh", "Feed-in of customers' PV before own use."),
    netWh: float64("Wh", "Metered net energy of all customers; consumption positive."),
    backgroundWh: float64("Wh", "Stated background load at medium voltage."),
    lossesWh: float64("Wh", "Losses of station transformers and everything below."),
    mediumVoltageLossesWh: float64("Wh", "Losses of the medium-voltage lines."),
    mainLossesWh: float64("Wh", "Losses of the 110/20 kV transformer."),
    importWh: float64("Wh", "Energy into the 20 kV busbar."),
    loadingPercentMax: float64("%", "Highest loading of the monitored branches."),
    transformerLoadingPercentMax: float64("%", "Highest loading of the station transformers."),
    mainLoadingPercent: float64("%", "Loading of the 110/20 kV transformer."),
    overloadKva: float64("kVA", "Apparent power above the rating, summed over monitored branches."),
    voltagePuMin: float64("pu", "Lowest voltage of the monitored buses."),
    voltagePuMax: float64("pu", "Highest voltage of the monitored buses."),
    nominatedWh: float64("Wh", "Net energy nominated at the gate by all customers."),
    tradedWh: float64("Wh", "Energy traded in the local market."),
    movedWh: float64("Wh", "Part of it that changed a nomination."),
  },
} as const satisfies TableDefinition;

/** Monitored branches by day. */
export const branches = {
  name: "branches",
  row: "one monitored branch on one local day",
  columns: {
    day: int32("1", "Local day of the run, from 0."),
    area: int32("1", "Index of the area."),
    branch: int32("1", "Index of the branch in its area's list of monitored branches."),
    loadingPercentMax: float64("%", "Highest loading of the day."),
    loadingPercentMean: float64("%", "Mean loading of the day."),
    overloadPeriods: int32("1", "Periods above 100 %."),
    nearOverload80Periods: int32("1", "Periods above 80 % and not above 100 %."),
    nearOverload90Periods: int32("1", "Periods above 90 % and not above 100 %."),
    overloadKvah: float64("kVAh", "Apparent energy above the rating."),
  },
} as const satisfies TableDefinition;

/** What the whole system saw. */
export const periods = {
  name: "periods",
  row: "one market period",
  columns: {
    period: int32("1", "Market period, from 0."),
    startUnixSeconds: int32("s", "Start of delivery, UTC."),
    day: int32("1", "Local day of the run, from 0."),
    minuteOfDay: int32("min", "Local minutes after midnight."),
    dayAheadMicroEurPerKwh: int32("µEUR/kWh", "Day-ahead price."),
    imbalanceShortMicroEurPerKwh: int32("µEUR/kWh", "Imbalance price for a shortage."),
    imbalanceLongMicroEurPerKwh: int32("µEUR/kWh", "Imbalance price for a surplus."),
    temperatureC: float64("°C", "Outside temperature."),
    ghiWPerM2: float64("W/m²", "Global horizontal irradiance."),
    systemImbalanceKw: float64(
      "kW",
      "Imbalance of the system at the scale of the pilot; short positive.",
    ),
    corridorLoadingPercent: float64(
      "%",
      "Highest loading of the transmission lines, activations included.",
    ),
    needDsoWh: float64("Wh", "Energy that the DSOs needed at their gate, both directions."),
    needTsoWh: float64("Wh", "Energy that the TSO needed for congestion."),
    needBalWh: float64("Wh", "Energy that the TSO needed for balancing."),
    metDsoWh: float64("Wh", "Granted to the DSOs."),
    metTsoWh: float64("Wh", "Granted to the TSO for congestion."),
    metBalWh: float64("Wh", "Granted for balancing."),
  },
} as const satisfies TableDefinition;
