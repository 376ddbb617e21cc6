/** Totals over the run by agent, Wh; columns of the table `agents`. */
export class YearTotals {
  readonly consumptionWh: Float64Array;
  readonly pvWh: Float64Array;
  readonly importWh: Float64Array;
  readonly exportWh: Float64Array;
  readonly boughtWh: Float64Array;
  readonly soldWh: Float64Array;
  readonly movedWh: Float64Array;
  readonly activatedWh: Float64Array;
  /** What the metered energy alone would have cost at retail, µEUR. */
  readonly retailOnlyMicroEur: Float64Array;

  constructor(agentCount: number) {
    this.consumptionWh = new Float64Array(agentCount);
    this.pvWh = new Float64Array(agentCount);
    this.importWh = new Float64Array(agentCount);
    this.exportWh = new Float64Array(agentCount);
    this.boughtWh = new Float64Array(agentCount);
    this.soldWh = new Float64Array(agentCount);
    this.movedWh = new Float64Array(agentCount);
    this.activatedWh = new Float64Array(agentCount);
    this.retailOnlyMicroEur = new Float64Array(agentCount);
  }
}
