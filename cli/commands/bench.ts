import { machine } from "#bench/machine.ts";
import { measurementEvent } from "#bench/measurementEvent.ts";
import { measurementRow, rowTitles } from "#bench/measurementRow.ts";
import { measureLog, measurePart, type PartName, partNames } from "#bench/parts.ts";
import { durationText } from "#cli/durationText.ts";
import { used } from "#cli/measure.ts";
import type { Options } from "#cli/options.ts";
import { Output } from "#cli/output.ts";
import { UsageError } from "#cli/usageError.ts";

const USUAL: readonly PartName[] = ["grid", "matcher"];
const WIDTHS = [34, 10, 12, 9, 9, 9, 8, 16, 0];

/** `eflex bench`: numbers of this machine, with what was done for them. */
export async function bench(names: readonly string[], options: Options): Promise<void> {
  const output = new Output(options);
  const parts = names.length === 0 ? USUAL : names.map(partOf);
  if (options.log !== undefined && !parts.includes("matcher")) {
    throw new UsageError("--log is a workload of the benchmark matcher");
  }
  const header = machine();
  const { cpu, cores, memoryGb, node, version } = header;
  output.say(`${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}, eflex-sim ${version}`);
  output.say(`Size: ${options.size}\n`);
  output.say(line([...rowTitles, ""]));
  output.tell({ event: "machine", ...header });
  let workloads = 0;
  // A recorded log is a workload of the matcher, in place of its own.
  const measured = parts.map((part) =>
    part === "matcher" && options.log !== undefined
      ? measureLog(options.log, options.size)
      : measurePart(part, options.size),
  );
  for (const measurements of measured) {
    for await (const measurement of measurements) {
      output.say(line(measurementRow(measurement)));
      output.tell(measurementEvent(measurement));
      workloads++;
    }
  }
  const { seconds, peakMemoryMb } = used();
  output.say(`\n${durationText(seconds)}, ${peakMemoryMb} MB at most`);
  output.conclude({ event: "done", workloads, seconds, peakMemoryMb });
}

function partOf(name: string): PartName {
  const part = partNames.find((known) => known === name);
  if (part === undefined)
    throw new UsageError(`no benchmark "${name}": expected one of ${partNames.join(", ")}`);
  return part;
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, column) => cell.padEnd(WIDTHS[column]!))
    .join("  ")
    .trimEnd();
}
