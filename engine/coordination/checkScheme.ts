import { NEED_KINDS, NEED_PAIRS } from "#engine/coordination/needs.ts";
import { type Relation, relation, type Scheme } from "#engine/coordination/scheme.ts";

/**
 * Finds everything that keeps a scheme from being run: contradictions in the row, and values that
 * this version does not execute.
 *
 * @returns one sentence each; empty where the scheme can be run.
 */
export function checkScheme(scheme: Scheme): string[] {
  return [...contradictions(scheme), ...notExecuted(scheme)];
}

function contradictions(scheme: Scheme): string[] {
  const { clearing, listing, exchange, registry, cost, priority, acts } = scheme;
  const any = (wanted: Relation) =>
    NEED_PAIRS.some(([one, other]) => relation(scheme, one, other) === wanted);
  const onlySeparate = !any("overlapping") && !any("shared");
  const rules: [broken: boolean, sentence: string][] = [
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
    [clearing === "joint" && !any("shared"), "joint clearing needs a shared pair"],
    [clearing === "independent" && !onlySeparate, "independent clearing needs all lists separate"],
    [
      exchange !== "after" && scheme.dsoTso === "separate" && scheme.dsoBal === "separate",
      "exchange `shared` or `platform` needs a list on which DSO and TSO meet",
    ],
    [
      cost === "larger-pays" && exchange === "after",
      "cost `larger-pays` needs exchange `shared` or `platform`: only then needs are merged",
    ],
    [
      (cost === "larger-pays") !== (priority === "larger-need"),
      "cost `larger-pays` and priority `larger-need` go together",
    ],
    [
      acts.length === 0 || new Set(acts).size !== acts.length,
      "`acts` needs at least one need, and each only once",
    ],
  ];
  return rules.filter(([broken]) => broken).map(([, sentence]) => sentence);
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

function notExecuted(scheme: Scheme): string[] {
  const { clearing, priority, guard, cost, dsoTso, dsoBal } = scheme;
  const findings: string[] = [];
  if (clearing === "joint" && (dsoTso === "shared" || dsoBal === "shared")) {
    findings.push("joint clearing of lists that two operators share is not executed");
  }
  if (priority === "value") findings.push("priority `value` is not executed");
  if (guard !== "none" && guard !== "filter") findings.push(`guard \`${guard}\` is not executed`);
  if (cost === "proportional" || cost === "shapley") {
    findings.push(`cost \`${cost}\` is not executed`);
  }
  return findings;
}
