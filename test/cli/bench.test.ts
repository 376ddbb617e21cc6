import { expect, test } from "vitest";
import { runBinary } from "#test/cli/runBinary.ts";
import { temporaryFolder } from "#test/sim/study/temporaryFolder.ts";

test("bench says on which machine it measured what, for people", async () => {
  const args = ["bench", "agents", "--size", "smoke"];
  const { exitCode, stdout, stderr } = await runBinary(args, { results: temporaryFolder() });
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(stdout).toContain(`Node ${process.version}, eflex-sim `);
  expect(stdout).toMatch(/^workload +median per +unit +p50 +p99 +p99\.9 +heap B +checksum$/m);
  expect(stdout).toMatch(
    /^agents\/plan +[\d.]+ [nµm]?s +agent period .*[0-9a-f]{16} {2}agents \d+$/m,
  );
});

test("bench without a part measures grid and matcher, one JSON object each", async () => {
  const { exitCode, json } = await runBinary(["bench", "--size", "smoke", "--json"], {
    results: temporaryFolder(),
  });
  expect(exitCode).toBe(0);
  const [machine, ...rest] = json();
  const workloads = rest.slice(0, -1);
  expect(machine).toMatchObject({ event: "machine", node: process.version });
  expect(rest.at(-1)).toMatchObject({ event: "done", workloads: workloads.length });
  expect(new Set(workloads.map(({ name }) => String(name).split("/")[0]))).toEqual(
    new Set(["grid", "matcher"]),
  );
  for (const workload of workloads)
    expect(workload).toMatchObject({ event: "bench", size: "smoke" });
  expect(workloads.find(({ name }) => name === "matcher/plain")).toMatchObject({
    contender: "LocalMarket",
    messages: 2000,
    nsPerMessageMedian: expect.any(Number),
    p50Ns: expect.any(Number),
    p99Ns: expect.any(Number),
    p999Ns: expect.any(Number),
    checksum: expect.stringMatching(/^[0-9a-f]{16}$/),
  });
});
