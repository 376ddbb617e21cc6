import { Command } from "commander";
import { type Options, option } from "#cli/options.ts";
import { version } from "#sim/version.ts";

type OptionName = Parameters<typeof option>[0];

const world = ["from", "days", "workers", "out", "set", "ledger", "claims"] as const;
const print = ["json", "quiet"] as const;

/**
 * Describes the command line: commands, their options and what they call. A command is loaded when
 * it is called, so that help and mistakes are answered at once.
 */
export function makeProgram(): Command {
  const program = new Command("eflex")
    .description("A laboratory for flexibility markets on electricity grids.")
    .version(version)
    .exitOverride()
    .showHelpAfterError("(--help lists what there is)")
    .addHelpText("after", exitCodes);

  command(program, "run <scenario>", [
    "variant",
    "seed",
    ...world,
    "referenceOptimum",
    "unitMeters",
    "marketLog",
    "force",
    ...print,
  ])
    .description("one variant of a scenario with one seed")
    .action(async (scenario: string, options: Options) =>
      (await import("#cli/commands/run.ts")).run(scenario, options),
    );
  command(program, "study <study>", [
    "scenario",
    "variant",
    "seed",
    "seeds",
    ...world,
    "referenceOptimum",
    "unitMeters",
    "force",
    ...print,
  ])
    .description("all variants of a study with all its seeds, and the report that compares them")
    .action(async (name: string, options: Options) =>
      (await import("#cli/commands/study.ts")).study(name, options),
    );
  command(program, "report <folder...>", ["out", ...print])
    .description("writes report.html for a study, a run, or runs side by side")
    .action(async (folders: string[], options: Options) =>
      (await import("#cli/commands/report.ts")).report(folders, options),
    );
  command(program, "explain <folder>", ["period", ...print])
    .description("every list, pick, claim, price and payment of a market period")
    .action(async (folder: string, options: Options) =>
      (await import("#cli/commands/explain.ts")).explain(folder, options),
    );
  command(program, "audit <folder>", print)
    .description(
      "rebuilds lists and ledgers from a run's chain log alone; finds what was activated twice",
    )
    .action(async (folder: string, options: Options) =>
      (await import("#cli/commands/audit.ts")).audit(folder, options),
    );
  command(program, "replay <folder>", ["area", "periodOnly", ...print])
    .description(
      "rebuilds the books of a run with --market-log from the log alone and compares every result",
    )
    .action(async (folder: string, options: Options) =>
      (await import("#cli/commands/replay.ts")).replay(folder, options),
    );
  command(program, "book <folder>", [
    "at",
    "place",
    "fromDate",
    "toDate",
    "onDays",
    "window",
    "side",
    "volume",
    "price",
    "forUser",
    ...print,
  ])
    .description(
      "orders of a place that rest at an instant of a run with --market-log, and what they cost a customer",
    )
    .action(async (folder: string, options: Options) =>
      (await import("#cli/commands/book.ts")).book(folder, options),
    );
  command(program, "baselines <folder>", print)
    .description(
      "bias and error of baseline methods against the replayed truth, of a run with --unit-meters",
    )
    .action(async (folder: string, options: Options) =>
      (await import("#cli/commands/baselines.ts")).baselines(folder, options),
    );
  command(program, "statement <folder> <uid>", print)
    .description(
      "what a participant paid and received, by kind and day, added up from the postings",
    )
    .action(async (folder: string, uid: string, options: Options) =>
      (await import("#cli/commands/statement.ts")).statement(folder, uid, options),
    );
  command(program, "validate <file>", ["set", "prosumers", ...print])
    .description("checks a scenario or a study and says everything that is wrong")
    .action(async (file: string, options: Options) =>
      (await import("#cli/commands/validate.ts")).validate(file, options),
    );
  command(program, "grid <file>", ["dc", ...print])
    .description(
      "reads a grid (pandapower, power-grid-model, MATPOWER, SimBench, area) and solves it",
    )
    .action(async (file: string, options: Options) =>
      (await import("#cli/commands/grid.ts")).grid(file, options),
    );
  command(program, "list", print)
    .description("scenarios, studies, variants, and results that are there")
    .action(async (options: Options) => (await import("#cli/commands/list.ts")).list(options));
  command(program, "calibrate [scenario]", ["seed", "from", "days", "set", "data", "out", ...print])
    .description("sets the scenario's series beside measured ones and writes docs/CALIBRATION.md")
    .action(async (scenario: string | undefined, options: Options) =>
      (await import("#cli/commands/calibrate.ts")).calibrate(scenario, options),
    );
  command(program, "bench [part...]", ["size", "log", ...print])
    .description("measures grid and matcher; also agents, year")
    .action(async (parts: string[], options: Options) =>
      (await import("#cli/commands/bench.ts")).bench(parts, options),
    );
  return program;
}

function command(program: Command, usage: string, options: readonly OptionName[]): Command {
  const added = program.command(usage);
  for (const name of options) added.addOption(option(name));
  return added;
}

const exitCodes = `
Exit codes: 0 done, 2 wrong usage, 3 invalid scenario or input, 4 a power flow that does not
converge, 5 a rule that must always hold does not, or an audit found something, 6 a replay differs
from its log. EFLEX_RESULTS=<folder> moves results/.`;
