import type { IndicatorName } from "#reports/indicators.ts";

/** Indicators under a common heading, in words. */
export interface IndicatorGroup {
  readonly title: string;
  readonly labels: Readonly<Partial<Record<IndicatorName, string>>>;
}

/** All indicators as the report shows them; unit and sentence come from the table itself. */
export const indicatorGroups: readonly IndicatorGroup[] = [
  {
    title: "Energy and losses",
    labels: {
      deliveredMwh: "Consumption",
      pvMwh: "PV feed-in",
      lossesMwh: "Losses, stations and below",
      lossesPerDeliveredPercent: "Losses per energy delivered",
      mediumVoltageLossesMwh: "Losses, medium voltage",
      mainLossesMwh: "Losses, 110/20 kV transformers",
      peakImportKw: "Peak import",
      finalStorageEur: "Final storage at its water value",
    },
  },
  {
    title: "Local market",
    labels: {
      tradedMwh: "Traded",
      movedEnergyMwh: "Traded and moved",
      lossRatioPercent: "Losses per energy traded",
      dnutRevenueEur: "DNUT received by the DSOs",
      dnutWorkingCostEur: "Change of the working network cost",
    },
  },
  {
    title: "Congestion and voltage",
    labels: {
      overloadHours: "Overload, time",
      overloadMvah: "Overload, energy",
      nearOverloadHours80: "Near overload, 80 to 100 %",
      transformerPeakPercent: "Highest transformer loading",
      twinOverloadMvah: "Overload of the twin",
      reliefPercent: "Overload avoided against the twin",
      displacedOverloadMvah: "Displaced overload",
      corridorOverloadHours: "Transmission corridor over its limit",
      voltageViolationHours: "Voltage outside its band",
      voltagePuMin: "Lowest voltage",
      voltagePuMax: "Highest voltage",
    },
  },
  {
    title: "Double activations",
    labels: {
      latentConflicts: "Latent",
      latentConflictsTwin: "Latent in the twin",
      preventedByDesign: "Prevented by design",
      attemptedConflicts: "Attempted",
      inducedConflicts: "Induced",
      avoidedAtClaim: "Avoided at the claim",
      avoidedDoubleActivations: "Avoided in all",
      realisedDoubleActivations: "Realised",
      latentConflictsMwh: "Latent, energy",
      attemptedConflictsMwh: "Attempted, energy",
      realisedConflictsMwh: "Realised, energy",
      realisedConflictsEur: "Realised, smaller payments",
      latentSame: "Latent, same direction",
      latentOpposite: "Latent, opposite directions",
      latentWithinTso: "Latent within the TSO (apart)",
      counterActivationMwh: "Counter-activation",
    },
  },
  {
    title: "Flexibility",
    labels: {
      needDsoMwh: "Need of the DSOs",
      unmetDsoMwh: "Unmet, DSOs",
      needTsoMwh: "Need of the TSO",
      unmetTsoMwh: "Unmet, TSO",
      activationsDso: "Activations for the DSOs",
      activationsTso: "Activations for the TSO",
      activatedMwh: "Ordered",
      deliveredFlexMwh: "Paid",
      baselineErrorMwh: "Baseline error",
      baselineBiasMwh: "Baseline bias",
    },
  },
  {
    title: "Money",
    labels: {
      costDsoEur: "Cost of the DSOs",
      costTsoEur: "Cost of the TSO",
      reservationEur: "Reservations",
      householdBenefitEur: "Mean benefit of a household",
      householdsLosingPercent: "Households that lost",
    },
  },
  {
    title: "Coordination and chain",
    labels: {
      messages: "Messages between operators",
      messageBytes: "Bytes of these messages",
      chainTransactions: "Transactions on chain",
      chainGas: "Gas used",
    },
  },
];
