import { BAL, NEED_KINDS, TSO_CM } from "#engine/coordination/needs.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";

/** 1A: separate congestion management of TSO and DSO, separate balancing. */
const separateLists: Scheme = {
  dsoTso: "separate",
  tsoBal: "separate",
  dsoBal: "separate",
  clearing: "independent",
  priority: "gate",
  forwarding: "none",
  guard: "none",
  listing: "forbidden",
  exchange: "after",
  cost: "own-pick",
  registry: "one",
  acts: NEED_KINDS,
};

/**
 * The nine coordination schemes: rows of the report of CEDEC, EDSO, ENTSO-E, Eurelectric and GEODE
 * (2019), and two controls. Mladenov et al. (Energies 2022, 15, 539, section 4.2) name 1C
 * for Bulgaria and 2A for Romania; the readings of the other rows are our own.
 */
export const schemes = {
  "1A": separateLists,
  "1B": {
    ...separateLists,
    tsoBal: "overlapping",
    clearing: "sequential",
    forwarding: "T→B",
    listing: "registry",
  },
  "1C": { ...separateLists, tsoBal: "shared", clearing: "joint" },
  "2A": {
    ...separateLists,
    dsoTso: "overlapping",
    clearing: "sequential",
    priority: "larger-need",
    guard: "filter",
    listing: "registry",
    exchange: "shared",
    cost: "larger-pays",
  },
  "2B": {
    ...separateLists,
    dsoTso: "shared",
    clearing: "sequential",
    forwarding: "unused",
    guard: "filter",
    exchange: "platform",
  },
  "2C": {
    ...separateLists,
    dsoTso: "shared",
    clearing: "joint",
    priority: "value",
    exchange: "platform",
    cost: "proportional",
  },
  "3A": {
    ...separateLists,
    dsoTso: "overlapping",
    tsoBal: "overlapping",
    dsoBal: "overlapping",
    clearing: "sequential",
    forwarding: "unused",
    guard: "filter",
    listing: "registry",
    exchange: "shared",
  },
  /** The congestion list is cleared jointly; what it leaves stands on the balancing list too. */
  "3B": {
    ...separateLists,
    dsoTso: "shared",
    tsoBal: "overlapping",
    dsoBal: "overlapping",
    clearing: "joint",
    forwarding: "unused",
    guard: "filter",
    listing: "registry",
    exchange: "platform",
    cost: "proportional",
  },
  "3C": {
    ...separateLists,
    dsoTso: "shared",
    tsoBal: "shared",
    dsoBal: "shared",
    clearing: "joint",
    priority: "value",
    exchange: "platform",
    cost: "shapley",
  },
  /** Control: the DSO buys no flexibility. */
  "tso-only": { ...separateLists, acts: [TSO_CM, BAL] },
  /** Control: every operator picks alone from all offers, and nobody arbitrates. */
  uncoordinated: { ...separateLists, listing: "unsafe", registry: "perOperator" },
} as const satisfies Record<string, Scheme>;
