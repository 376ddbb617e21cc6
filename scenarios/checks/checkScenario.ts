import { checkDevices } from "#scenarios/checks/checkDevices.ts";
import { checkFlexibility } from "#scenarios/checks/checkFlexibility.ts";
import { didYouMean } from "#scenarios/checks/didYouMean.ts";
import type { ScenarioSource, Sections } from "#scenarios/readSections.ts";
import type { Area } from "#scenarios/scenario.ts";
import type { Finding } from "#scenarios/scenarioError.ts";

/** Checks what sections of scenario.yaml say about each other; those with findings are skipped. */
export function checkScenario(
  sections: Sections,
  areas: readonly Area[],
  { file, locate }: ScenarioSource,
  findings: Finding[],
): void {
  const add = (field: string, expected: string, found: string) =>
    findings.push({ file, ...locate(field.split(".")), field, expected, found });
  checkSeeds(sections, add);
  checkMarkets(sections, add);
  checkDevices(sections, add);
  checkFlexibility(sections, areas, add);
  checkTransmission(sections, areas, add);
}

type Add = (field: string, expected: string, found: string) => void;

function checkSeeds({ seed, historySeeds = [] }: Sections, add: Add): void {
  if (seed !== undefined && historySeeds.includes(seed))
    add("historySeeds", `seeds other than that of the run, ${seed}`, `${seed} among them`);
  const repeated = historySeeds.filter((value, index) => historySeeds.indexOf(value) !== index);
  if (repeated.length > 0) add("historySeeds", "seeds that differ", `${repeated[0]} repeated`);
}

/** Times that the market clock can keep. */
function checkMarkets({ localMarket, flexibility }: Sections, add: Add): void {
  if (localMarket !== undefined) {
    const { opensMinute } = localMarket;
    if (opensMinute % 60 !== 0)
      add(
        "localMarket.opens",
        "a full hour, as rounds are held",
        `${opensMinute % 60} min past it`,
      );
  }
  if (flexibility === undefined) return;
  const { gateLeadMinutes } = flexibility;
  const leads = Object.entries(gateLeadMinutes);
  for (const [need, lead] of leads) {
    if (localMarket !== undefined && lead > localMarket.gateLeadMinutes)
      add(
        `flexibility.gateLead.${need}`,
        `at most localMarket.gateLead, ${localMarket.gateLeadMinutes} min, when offers freeze`,
        `${lead} min`,
      );
  }
  const shortest = Math.min(gateLeadMinutes.DSO_CM, gateLeadMinutes.TSO_CM);
  if (gateLeadMinutes.BAL > shortest)
    add(
      "flexibility.gateLead.BAL",
      `at most ${shortest} min, as the last gate`,
      `${gateLeadMinutes.BAL} min`,
    );
}

function checkTransmission({ transmission }: Sections, areas: readonly Area[], add: Add): void {
  if (transmission === undefined) return;
  const { nodes, lines, referenceNode, coal } = transmission;
  const known = new Set(nodes.map(({ id }) => id));
  const check = (field: string, id: string) => {
    if (!known.has(id))
      add(field, `a node of the transmission system${didYouMean(id, known)}`, JSON.stringify(id));
  };
  for (const { id, nodeFrom, nodeTo } of lines)
    for (const node of [nodeFrom, nodeTo]) check(`transmission.lines.${id}`, node);
  check("transmission.referenceNode", referenceNode);
  check("transmission.coal.node", coal.node);
  for (const { id, transmissionNode } of areas)
    check(`areas.${id}.transmissionNode`, transmissionNode);

  const connected = new Set([referenceNode]);
  for (let grew = true; grew; ) {
    const size = connected.size;
    for (const { nodeFrom, nodeTo } of lines)
      if (connected.has(nodeFrom) || connected.has(nodeTo)) connected.add(nodeFrom).add(nodeTo);
    grew = connected.size > size;
  }
  const cutOff = [...known].filter((id) => !connected.has(id));
  if (known.has(referenceNode) && cutOff.length > 0)
    add(
      "transmission.lines",
      `every node connected to ${referenceNode}`,
      `an island of ${cutOff.join(", ")}`,
    );
}
