import { escapeHtml } from "#reports/page/html.ts";
import { tableHtml } from "#reports/page/tableHtml.ts";
import type { Study } from "#reports/study.ts";
import { variantSentence } from "#reports/variants.ts";

/** What was compared: every variant with its colour, its rules in a sentence and its seeds. */
export function variantTable({ comparison, colors }: Study): string {
  return tableHtml({
    className: "variants",
    header: ["Variant", "Rules", "Seeds"],
    groups: [
      {
        title: "",
        rows: comparison.variants.map((variant) => ({
          cells: [
            variantHtml(variant, colors),
            escapeHtml(variantSentence(variant)),
            comparison.seeds(variant).join(", "),
          ],
        })),
      },
    ],
  });
}

/** A variant's name behind its colour. */
export function variantHtml(variant: string, colors: ReadonlyMap<string, string>): string {
  return `<i style="background:${colors.get(variant)}"></i>${escapeHtml(variant)}`;
}
