import { DSO_CM, NEED_KINDS, NEED_PAIRS } from "#engine/coordination/needs.ts";
import { type Relation, relation, type Scheme } from "#engine/coordination/scheme.ts";

/**
 * Finds the contradictions in a scheme.
 *
 * @returns one sentence each; empty where the scheme can be run.
 */
export function checkScheme(scheme: Scheme): string[] {
  return rulesOf(scheme)
    .filter(([broken]) => broken)
    .map(([, sentence]) => sentence);
}

function rulesOf(scheme: Scheme): [broken: boolean, sentence: string][] {
  const { clearing, listing, exchange, registry, cost, priority, guard, acts } = scheme;
  const any = (wanted: Relation) =>
    NEED_PAIRS.some(([one, other]) => relation(scheme, one, other) === wanted);
  const onlySeparate = !any("overlapping") && !any("shared");
  const shareWithDso = scheme.dsoTso === "shared" || scheme.dsoBal === "shared";
  return [
    [
      !sharedAgree(scheme),
      "a shared list is one list: its members need the same relation to every other list",
    ],
    [any("overlapping") && listing !== "registry", "overlapping lists need listing `registry`"],
    [listing === "registry" && !any("overlapping"), "listing `registry` needs an overlapping pair"],
    [listing === "unsafe" && !onlySeparate, "listing `unsafe` needs all lists separate"],
    [
      registry === "perOperator" && (!onlySeparate || exchange !== "after"),
      "a registry per operator needs all lists separate and exchange `after`",
    ],
    [
      registry === "perOperator" && listing !== "unsafe",
      "a registry per operator needs listing `unsafe`: orders of two registries stand on the same kWh",
    ],
    [clearing === "joint" && !any("shared"), "joint clearing needs a shared pair"],
    [clearing === "independent" && !onlySeparate, "independent clearing needs all lists separate"],
    [
      exchange !== "after" && scheme.dsoTso === "separate" && scheme.dsoBal === "separate",
      "exchange `shared` or `platform` needs a list on which DSO and TSO meet",
    ],
    [
      cost !== "own-pick" && exchange === "after",
      `cost \`${cost}\` needs exchange \`shared\` or \`platform\`: only then needs are merged`,
    ],
    [
      (cost === "larger-pays") !== (priority === "larger-need"),
      "cost `larger-pays` and priority `larger-need` go together",
    ],
    [
      priority === "value" && !(clearing === "joint" && shareWithDso),
      "priority `value` needs joint clearing of a list that the DSO shares: an order sent is never withdrawn, so value decides only among needs that are cleared together",
    ],
    [
      guard === "corrective" && exchange === "after",
      "guard `corrective` needs exchange `shared` or `platform`: the DSO corrects what it is told",
    ],
    [guard !== "none" && !acts.includes(DSO_CM), `guard \`${guard}\` needs a DSO that acts`],
    [
      acts.length === 0 || new Set(acts).size !== acts.length,
      "`acts` needs at least one need, and each only once",
    ],
  ];
}

/** Where two lists are one, whatever holds for one of them holds for the other; so `shared` is transitive. */
function sharedAgree(scheme: Scheme): boolean {
  return NEED_PAIRS.every(
    ([one, other]) =>
      relation(scheme, one, other) !== "shared" ||
      NEED_KINDS.every(
        (third) =>
          third === one ||
          third === other ||
          relation(scheme, one, third) === relation(scheme, other, third),
      ),
  );
}
