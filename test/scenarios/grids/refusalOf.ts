import { ScenarioError } from "#scenarios/scenarioError.ts";

/** Findings of a call that refuses its input, as lines of the message. */
export function refusalOf(call: () => unknown): string[] {
  try {
    call();
  } catch (error) {
    if (error instanceof ScenarioError)
      return error.message
        .split("\n")
        .slice(1)
        .map((line) => line.trim());
    throw error;
  }
  throw new Error("the input was taken");
}
