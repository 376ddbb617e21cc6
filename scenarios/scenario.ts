// Long because a scenario is one document: a reader wants all its fields in one place.
import type { DeviceSettings } from "#scenarios/deviceSettings.ts";
import type {
  AcknowledgementSettings,
  Baselines,
  DynamicLight,
  Products,
  QualificationSettings,
  ReservationSettings,
} from "#scenarios/flexibilityRules.ts";
import type { Pooling } from "#scenarios/schema/poolingSchema.ts";

/**
 * A scenario past the border: checked, complete, plain data, every number in the unit its name
 * says. Files are read by `loadScenario`; nothing behind it checks again.
 */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** SHA-256 over the normalised content; part of every result's key. */
  readonly hash: string;
  readonly place: Place;
  readonly calendar: CalendarSettings;
  readonly seed: number;
  /** Years that long-term needs are forecast from; disjoint from every run seed. */
  readonly historySeeds: readonly number[];
  readonly climate: Climate;
  readonly prices: Prices;
  readonly behaviour: Behaviour;
  readonly devices: DeviceSettings;
  readonly localMarket: LocalMarketSettings;
  readonly flexibility: FlexibilitySettings;
  readonly areas: readonly Area[];
  readonly transmission: Transmission;
  /** Coordination schemes beside the shipped ones; whether they make sense is for the market to say. */
  readonly schemes: readonly OwnScheme[];
  readonly aggregators: readonly AggregatorSettings[];
  readonly chain: ChainSettings;
  /** What befalls the grids for a span of time. */
  readonly events: readonly ScenarioEvent[];
  /** Sentences that the report prints under "assumptions". */
  readonly assumptions: readonly string[];
}

/** A coordination scheme of the scenario's own. */
export interface OwnScheme {
  readonly id: string;
  /** Id of the shipped scheme it starts from. */
  readonly like: string;
  /** Columns of the scheme that differ, in the words of the table of schemes. */
  readonly changes: {
    readonly dsoTso?: ListRelation | undefined;
    readonly tsoBal?: ListRelation | undefined;
    readonly dsoBal?: ListRelation | undefined;
    readonly clearing?: "independent" | "sequential" | "joint" | undefined;
    readonly priority?: "gate" | "larger-need" | "value" | undefined;
    readonly forwarding?: "none" | "T→B" | "unused" | undefined;
    readonly guard?: "none" | "filter" | "aggregate" | "corrective" | undefined;
    readonly listing?: "forbidden" | "registry" | "unsafe" | undefined;
    readonly exchange?: "after" | "shared" | "platform" | undefined;
    readonly cost?: "own-pick" | "larger-pays" | "proportional" | "shapley" | undefined;
    readonly registry?: "one" | "perOperator" | undefined;
    readonly acts?: readonly ("DSO_CM" | "TSO_CM" | "BAL")[] | undefined;
  };
}

export type ListRelation = "separate" | "overlapping" | "shared";

export interface Place {
  readonly name: string;
  readonly latitudeDegree: number;
  readonly longitudeDegree: number;
  readonly timeZone: string;
  /** ISO dates on which people behave as on a Sunday. */
  readonly holidays: readonly string[];
}

export interface CalendarSettings {
  /** First local day of the run, ISO date. */
  readonly start: string;
  readonly days: number;
  /** Days without market before the run; they fill meters, forecasts and devices. */
  readonly spinUpDays: number;
}

/** Monthly climate normals, January first, 12 values each. */
export interface Climate {
  readonly temperatureC: readonly number[];
  readonly temperatureLowC: readonly number[];
  readonly temperatureHighC: readonly number[];
  readonly ghiKwhPerM2Day: readonly number[];
  /** Wind availability (capacity factor) of the country. */
  readonly windAvailability: readonly number[];
  /** Weather of the user's own in place of drawn; it covers spin-up, run and two days behind it. */
  readonly measured: MeasuredWeather | null;
}

/** Weather at even steps; each value holds from its row's time to the next. */
export interface MeasuredWeather {
  readonly firstUnixSeconds: number;
  /** 15, 30 or 60. */
  readonly stepMinutes: number;
  readonly temperatureC: readonly number[];
  /** Global, on the horizontal. */
  readonly ghiWPerM2: readonly number[];
}

/** Day-ahead, imbalance and retail prices. */
export interface Prices {
  readonly dayAhead: DayAheadPrices;
  readonly imbalance: ImbalancePrices;
  readonly retail: RetailTariff;
}

export interface DayAheadPrices {
  readonly meanEurPerMwh: number;
  /** 12 factors. */
  readonly monthFactor: readonly number[];
  /** Hour of local day (24) over the mean of its class. Seasons: meteorological. */
  readonly shape: {
    readonly weekday: Record<Season, readonly number[]>;
    readonly weekend: Record<Season, readonly number[]>;
  };
  /**
   * Deviations are lognormal to the other side of 1 and end at this factor: seldom much dearer, often
   * far cheaper. Null for lognormal ones.
   */
  readonly mirroredAt: number | null;
  readonly dailyLogSd: number;
  readonly dailyLag1: number;
  readonly hourlyLogSd: number;
  readonly hourlyLag1: number;
  readonly floorEurPerMwh: number;
  readonly capEurPerMwh: number;
}

export type Season = "winter" | "spring" | "summer" | "autumn";

/** short price = factor × day-ahead + add, EUR/MWh; long likewise. */
export interface ImbalancePrices {
  readonly shortFactor: number;
  readonly shortAddEurPerMwh: number;
  readonly longFactor: number;
  readonly longAddEurPerMwh: number;
}

/** All-in prices of the retail contract, µEUR/kWh. */
export interface RetailTariff {
  readonly dayMicroEurPerKwh: number;
  readonly nightMicroEurPerKwh: number;
  /** Network component f0 inside the import price; P2P energy pays it too. */
  readonly networkMicroEurPerKwh: number;
  readonly feedInMicroEurPerKwh: number;
  /** Local hours [start, end) of the night tariff by half-year, e.g. winter [22, 6]. */
  readonly nightHoursWinter: readonly [number, number];
  readonly nightHoursSummer: readonly [number, number];
}

/** How people and machines behave; statistics, no single person. */
export interface Behaviour {
  /** Standard load profile: rows of 24 hourly factors of the yearly mean, by season and day type. */
  readonly householdShape: Record<
    "winter" | "between" | "summer",
    Record<"weekday" | "saturday" | "sunday", readonly number[]>
  >;
  /** F(t) by month, 12 factors. */
  readonly householdMonthFactor: readonly number[];
  /** Relative sd and lag-1 (15 min) of one home around its mean profile. */
  readonly householdNoiseSd: number;
  readonly householdNoiseLag1: number;
  /** Part of a home's yearly mean that never moves. */
  readonly householdStandby: number;
  /** Most that a home takes, over its yearly mean; null where nothing bounds it. */
  readonly householdPeak: number | null;
  /** Office shape, weekday and weekend, 24 factors of the yearly mean. */
  readonly officeShape: Record<"weekday" | "weekend", readonly number[]>;
  readonly officeNoiseSd: number;
  readonly officeNoiseLag1: number;
  readonly electricVehicle: {
    readonly sessionsPerWeek: number;
    readonly energyLogMean: number;
    readonly energyLogSd: number;
    /** Share of arrivals by local hour 0…23, weekday and weekend. */
    readonly arrivalShare: Record<"weekday" | "weekend", readonly number[]>;
    /** Share of arrivals after 14 h that stay overnight; mean and sd of the departure hour. */
    readonly overnightShare: number;
    readonly departureHourMean: number;
    readonly departureHourSd: number;
  };
  readonly hotWater: {
    /** Heat drawn, kWh per person and year. */
    readonly kwhPerPersonYear: number;
    readonly standingLossKwhPerDay: number;
    /** Share of draws by local hour 0…23. */
    readonly drawShare: readonly number[];
  };
  readonly heating: {
    readonly setpointC: number;
    readonly nightSetpointC: number;
    readonly comfortBandK: number;
    readonly heatingLimitC: number;
    readonly insideGainsKw: number;
    /** m² of window × transmittance: kW per kW/m² of global irradiance. */
    readonly solarApertureM2: number;
    /** Share of the need heated where split units heat. */
    readonly splitShare: number;
  };
  readonly cooling: { readonly startC: number; readonly kwPerK: number; readonly kwMax: number };
  readonly officeCooling: { readonly startC: number; readonly wPerM2K: number };
  readonly officeHvacShare: number;
  /** Imperfect response to an activation order, per unit and period. */
  readonly delivery: {
    readonly noResponse: number;
    readonly oneLate: number;
    readonly partial: number;
    readonly partialLow: number;
  };
  readonly powerFactor: { readonly household: number; readonly office: number };
  /** Machines that run once and uninterrupted; they are part of the base use. */
  readonly applianceTypes: Readonly<Record<ApplianceName, ApplianceType>>;
  /** Shares of bidding strategies by kind of customer, by name; each kind's sum is 1. */
  readonly strategies: Record<Prosumer["kind"], Readonly<Record<string, number>>>;
  /** Whether customers trade what they expect to need, or hedge against errors of the forecast. */
  readonly targetQuantity: "expected" | "newsvendor";
  /** Whether batteries of homes act on their plan alone or, where nothing was traded, on the meter. */
  readonly batteryControl: "plan" | "meter";
  /** Whether what a battery sells waits, as a child order, for the purchase that it needs. */
  readonly storageOrders: "linked" | "independent";
}

export type ApplianceName = "washingMachine" | "dishwasher" | "dryer";

/** How one kind of machine is used. */
export interface ApplianceType {
  /** Share of the households that have one beside those whose row names it. */
  readonly share: number;
  readonly runsPerWeek: number;
  /** Power of each quarter hour of a run. */
  readonly profileKw: readonly number[];
  /** Shares of the local hours 0…23 from which on it may run. */
  readonly readyShare: readonly number[];
  /** From the earliest start to the end of the run at the latest. */
  readonly deadlineHoursMean: number;
  readonly deadlineHoursSd: number;
  /** A steered machine knows of a run so long before its earliest start. */
  readonly knownHours: number;
}

/** How customers act in a market that matches nothing by itself. */
export interface ManualMarketSettings {
  /** Share of the customers of a round that look at what is shown, 0 to 1. */
  readonly attention: number;
  /** Availability prices that one of them sees, best first. */
  readonly shown: number;
}

export interface LocalMarketSettings {
  /** Local time at which all periods of the next day open, minutes after midnight. */
  readonly opensMinute: number;
  /** Lead of gate closure before delivery, minutes. */
  readonly gateLeadMinutes: number;
  /** Trades of one book between two recomputations of the node tariff; null where drift decides. */
  readonly tradesPerRetariff: number | null;
  /** Drift of the tariff at which it is recomputed; null where trades are counted. */
  readonly driftPerRetariffMicroEurPerKwh: number | null;
  /**
   * What flows before a trade: everything nominated, or only what is not for the market to decide,
   * with the trades made.
   */
  readonly baseCase: "fullForecast" | "nonMarketOnly";
  /** Whether each feeder is a market of its own; else all of an area is one. @default false */
  readonly byFeeder?: boolean;
  /** How customers choose for themselves; absent where orders are matched as they arrive. */
  readonly manual?: ManualMarketSettings;
  /**
   * How the call is priced by which a day opens; absent where its orders are matched as they arrive.
   */
  readonly dayAheadAuction?: "uniform" | "payAsBid";
  readonly tariff: {
    readonly congestionMicroEurPerKwh: number;
    readonly loadingFree: number;
    /** 0 where voltages cost nothing. */
    readonly voltageMicroEurPerKwh: number;
    readonly voltageFreePu: number;
    readonly voltageFullPu: number;
    readonly lossPriceFloorMicroEurPerKwh: number;
    /** Share of the retail contract's network component that a local trade pays. */
    readonly networkShare: number;
    /** The network component under the time-of-use tariff. */
    readonly timeOfUse: {
      /** Local hours [from, to); from above to goes over midnight. */
      readonly peakHours: readonly (readonly [number, number])[];
      readonly peakFactor: number;
      readonly offPeakFactor: number;
    };
  };
  /** Smallest order, Wh. */
  readonly deadBandWh: number;
}

export interface FlexibilitySettings {
  /** Lead of each gate before delivery, minutes. */
  readonly gateLeadMinutes: {
    readonly DSO_CM: number;
    readonly TSO_CM: number;
    readonly BAL: number;
  };
  readonly offerWhMin: number;
  /** Share of pooled capability that is offered, or of the periods in which it has to be there. */
  readonly offerQuantile: number;
  readonly pooling: Pooling;
  /** Loading that the DSO aims at when it sizes its need, percent. */
  readonly targetLoadingPercent: number;
  readonly voltagePuMin: number;
  readonly voltagePuMax: number;
  /** Caps on activation prices, µEUR/kWh. */
  readonly priceCapMicroEurPerKwh: {
    readonly DSO_CM: number;
    readonly TSO_CM: number;
    readonly BAL: number;
  };
  /** Premium the TSO pays at most for going elsewhere after an opposite claim, share. */
  readonly maxPremium: number;
  /** Least effect on the constraint per unit of activation. */
  readonly sensitivityMin: number;
  readonly penalty: {
    readonly rule: "singleSided" | "graceSlope" | "proportionalFloor" | "strikes";
    /** Single-sided: price of the missing energy as a share of the activation price. */
    readonly singleSidedShare: number;
    /** Strikes: an order of which less than this share is delivered has failed. */
    readonly failureBelow: number;
    /** Strikes: so many failures of a unit in a season, and it is out. */
    readonly strikes: number;
  };
  /** Share of an activation payment that the FSP passes to the unit's owners. */
  readonly ownerShare: number;
  readonly rebalance: "tso" | "paired" | "none";
  /** Value of a need that stays unmet, by kind: joint clearing leaves unmet what costs more. */
  readonly unmetMicroEurPerKwh: {
    readonly DSO_CM: number;
    readonly TSO_CM: number;
    readonly BAL: number;
  };
  readonly reservation: ReservationSettings;
  /** Offer price over marginal cost: sd of its logarithm. */
  readonly offerPriceLogSd: number;
  /** Opportunity and comfort cost by device on top of energy cost, µEUR/kWh. */
  readonly deviceCostMicroEurPerKwh: {
    readonly boiler: number;
    readonly electricVehicle: number;
    readonly heatPump: number;
    readonly battery: number;
    readonly hvac: number;
    readonly appliance: number;
  };
  /** From the order to full delivery, by device. */
  readonly deviceResponseMinutes: {
    readonly boiler: number;
    readonly electricVehicle: number;
    readonly heatPump: number;
    readonly battery: number;
    readonly hvac: number;
    readonly appliance: number;
  };
  readonly products: Products;
  readonly qualification: QualificationSettings;
  /** When offers are announced before delivery; null where they are only made at the freeze. */
  readonly announceLeadMinutes: number | null;
  readonly acknowledgement: AcknowledgementSettings;
  readonly dynamicLight: DynamicLight;
  readonly baseline: Baselines;
  readonly callRate: {
    readonly weight: number;
    readonly prior: number;
    readonly exploration: number;
  };
}

/** One DSO area: a 110/20 kV transformer, a 20 kV network, stations and low-voltage feeders. */
export interface Area {
  readonly id: string;
  readonly dso: string;
  /** Bus of the transmission model that the area hangs on. */
  readonly transmissionNode: string;
  readonly network: NetworkTables;
  readonly prosumers: readonly Prosumer[];
}

/** The paper's standardised grid input (section 2.5.3): topology, line types, transformer types. */
export interface NetworkTables {
  /** Bus held at `sourceVoltagePu` by the on-load tap changer of the 110/20 kV transformer. */
  readonly sourceBus: string;
  readonly sourceVoltagePu: number;
  readonly buses: readonly BusRecord[];
  /** Lines in service; with the transformers they make a tree. */
  readonly lines: readonly LineRecord[];
  /** Normally open lines, which only an event closes. */
  readonly openLines: readonly LineRecord[];
  readonly transformers: readonly TransformerRecord[];
  readonly lineTypes: readonly LineType[];
  readonly transformerTypes: readonly TransformerType[];
  /** Upstream 110/20 kV transformer, seen from the source bus. */
  readonly mainTransformerType: string;
  /** Ids of lines and transformers that are monitored, and of buses whose voltage is. */
  readonly monitoredBranches: readonly string[];
  readonly monitoredBuses: readonly string[];
}

export interface BusRecord {
  readonly id: string;
  readonly voltageKvRated: number;
  /** Stated background load at its peak, kW; 0 for none. */
  readonly backgroundKwPeak: number;
  /** Registered place: units on one LV feeder share it ("SUB1-F3"). Empty on the MV level. */
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

/** One row of the attribute table of prosumers: a customer, its meters and its devices. */
export interface Prosumer {
  readonly uid: string;
  readonly kind: "household" | "office";
  readonly bus: string;
  readonly mids: readonly string[];
  /** Empty for a customer without one, who is not flexible. */
  readonly aggregator: string;
  /** Consumption without heat, hot water and car, kWh a year. */
  readonly baseKwhPerYear: number;
  readonly persons: number;
  readonly floorM2: number;
  readonly pvKwp: number;
  readonly pvTiltDegree: number;
  /** 180 = south. */
  readonly pvAzimuthDegree: number;
  readonly batteryKw: number;
  readonly batteryKwh: number;
  readonly chargerKw: number;
  readonly vehicleKwh: number;
  readonly heating: "none" | "split" | "heatPump" | "stove";
  /** Electric rating of the heating device, kW. */
  readonly heatingKw: number;
  readonly lossKwPerK: number;
  readonly capacityKwhPerK: number;
  readonly boilerKw: number;
  readonly boilerKwh: number;
  /** Thermostat, or heats on the night tariff by a time switch. */
  readonly boilerControl: "thermostat" | "night";
  readonly cooling: boolean;
  /** Whether the owner lets the devices be steered: trades, plans and offers flexibility. */
  readonly flexible: boolean;
  /** Name of its bidding strategy; empty where the shares of its kind decide. */
  readonly strategy: string;
  /** Machines that stand here for certain; others may by their share. */
  readonly appliances: readonly ApplianceName[];
}

/** DC equivalent of the transmission system. */
export interface Transmission {
  readonly referenceNode: string;
  readonly nodes: readonly TransmissionNode[];
  readonly lines: readonly TransmissionLine[];
  readonly meanLoadMw: number;
  readonly pvInstalledMw: number;
  readonly windInstalledMw: number;
  /** Coal MW = base + perLoad·(ℓ − 1) + perPv·v, within min…max; it adds to its node. */
  readonly coal: {
    readonly node: string;
    readonly baseMw: number;
    readonly perLoadMw: number;
    readonly perPvMw: number;
    readonly minMw: number;
    readonly maxMw: number;
  };
  /** Hour-of-day factors of the national load (24), by season, mean 1 over the year. */
  readonly loadShape: Record<Season, readonly number[]>;
  readonly imbalance: {
    /** sd = √((load·a)² + (windMw·b)² + (pvMw·c)²), MW; lag-1 at 15 min. */
    readonly loadShare: number;
    readonly windShare: number;
    readonly pvShare: number;
    readonly lag1: number;
  };
  /** Share of the national mean load that the modelled areas are; `R = 1/(share · needScale)`. */
  readonly needScale: number;
}

/** Injection MW = constant + wind·w + pv·v − load·ℓ. */
export interface TransmissionNode {
  readonly id: string;
  readonly constantMw: number;
  readonly windMw: number;
  readonly pvMw: number;
  readonly loadMw: number;
}

export interface TransmissionLine {
  readonly id: string;
  readonly nodeFrom: string;
  readonly nodeTo: string;
  /** Reactance of all circuits together, ohm. */
  readonly reactanceOhm: number;
  readonly voltageKv: number;
  /** N-1 secure limit of all circuits together, MW. */
  readonly limitMw: number;
}

export interface AggregatorSettings {
  readonly id: string;
  readonly name: string;
}

export interface ChainSettings {
  readonly mnemonic: string;
  readonly payoutCycle: "day" | "week" | "month";
  readonly eurPerEth: number;
}

/** An outage, a derating or planned maintenance, past the border: all its ids exist. */
export interface ScenarioEvent {
  readonly kind: "outage" | "derating" | "maintenance";
  /** Area whose grid it is about; empty for the transmission system. */
  readonly area: string;
  /** Local times "2025-01-10T06:00": in force from the first on, until the second. */
  readonly from: string;
  readonly to: string;
  /** How long before `from` operators hear of it, minutes; null for what they always knew. */
  readonly announcedMinutes: number | null;
  /** Lines and transformers taken out of service. */
  readonly open: readonly string[];
  /** Normally open lines put into service. */
  readonly close: readonly string[];
  /** Lines and transformers that bear only a share of their rating. */
  readonly derate: readonly string[];
  /** That share, above 0 and at most 1; 1 where nothing is derated. */
  readonly ratingShare: number;
}
