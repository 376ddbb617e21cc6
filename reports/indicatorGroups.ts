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
      latentConflictsMwh: "Latent, energy",
      latentConflictsEur: "Latent, smaller payments",
      latentConflictsTwin: "Latent in the twin",
      latentSame: "Latent, same direction",
      latentOpposite: "Latent, opposite directions",
      latentWithinTso: "Latent within the TSO (apart)",
      preventedByDesign: "Prevented by design",
      preventedByDesignMwh: "Prevented by design, energy",
      preventedByDesignEur: "Prevented by design, smaller payments",
      attemptedConflicts: "Attempted",
      attemptedConflictsMwh: "Attempted, energy",
      attemptedConflictsEur: "Attempted, smaller payments",
      inducedConflicts: "Induced",
      inducedConflictsMwh: "Induced, energy",
      inducedConflictsEur: "Induced, smaller payments",
      avoidedAtClaim: "Avoided at the claim",
      avoidedByReject: "… refused",
      avoidedByReroute: "… moved to another offer",
      avoidedByMerge: "… merged",
      avoidedBySplit: "… divided",
      avoidedAtClaimMwh: "Avoided at the claim, energy",
      avoidedAtClaimEur: "Avoided at the claim, smaller payments",
      avoidedDoubleActivations: "Avoided in all",
      realisedDoubleActivations: "Realised",
      realisedConflictsMwh: "Realised, energy",
      realisedConflictsEur: "Realised, smaller payments",
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
      pairedMwh: "Counter-orders of paired rebalancing",
      unpairedMwh: "Picks without a counter-order",
    },
  },
  {
    title: "Money",
    labels: {
      costDsoEur: "Cost of the DSOs",
      costTsoEur: "Cost of the TSO",
      reservationEur: "Reservations",
      clearingCostEur: "Orders and unmet needs at their value",
      referenceCostEur: "The same, cleared jointly",
      priceOfNonIntegrationEur: "Price of non-integration",
      waivedPenalties: "Waived penalties",
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
