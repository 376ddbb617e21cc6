import { escapeHtml } from "#reports/page/html.ts";
import { tableHtml } from "#reports/page/tableHtml.ts";
import type { Study } from "#reports/study.ts";

const HASH_LETTERS = 16;

/** The runs behind a report: what someone needs to make them again and to recognise them. */
export function runTable({ runs }: Study): string {
  return tableHtml({
    className: "runs",
    header: ["Variant", "Seed", "Ledger", "Version", "Dataset hash", "Scenario hash"],
    groups: [
      {
        title: "",
        rows: runs.map(({ manifest }) => ({
          cells: [
            escapeHtml(manifest.variant),
            String(manifest.seed),
            escapeHtml(manifest.ledger + (manifest.claims === "live" ? ", live claims" : "")),
            escapeHtml(manifest.version),
            hashHtml(manifest.hash),
            hashHtml(manifest.scenarioHash),
          ],
        })),
      },
    ],
  });
}

function hashHtml(hash: string): string {
  return `<code title="${escapeHtml(hash)}">${escapeHtml(hash.slice(0, HASH_LETTERS))}</code>`;
}
