/** The report's style: one column of text, wide figures, fonts of the reader's machine, paper. */
export const pageStyle = `
:root { --ink: #222; --quiet: #6a665e; --line: #d9d6cf; --accent: #17589c; --alarm: #b23a48; }
* { box-sizing: border-box; }
html { background: #fff; color: var(--ink); }
body { margin: 0 auto; padding: 56px 40px 80px; max-width: 1120px;
  font: 16px/1.55 Charter, "Bitstream Charter", "Source Serif 4", Georgia, "Liberation Serif", serif; }
h1 { font-size: 34px; line-height: 1.2; font-weight: 600; margin: 0 0 6px; letter-spacing: -0.01em; }
h2 { font-size: 22px; font-weight: 600; margin: 56px 0 12px; padding-top: 14px; border-top: 1px solid var(--line); }
h3 { font-size: 17px; font-weight: 600; margin: 0 0 8px; }
p, ul, dl { max-width: 720px; margin: 0 0 12px; }
ul { padding-left: 20px; }
li { margin: 2px 0; }
p.subtitle { max-width: none; color: var(--quiet); font-size: 17px; margin-bottom: 28px; }
.quiet { color: var(--quiet); font-size: 14px; }
.warnings { border-left: 4px solid var(--alarm); background: #fbf3f2; padding: 12px 18px; margin: 0 0 28px; }
.warnings ul { max-width: none; }
.values { color: var(--quiet); }
.values span { white-space: nowrap; }
.warnings h2 { border: 0; margin: 0 0 4px; padding: 0; font-size: 17px; color: var(--alarm); }
.clean { border-color: var(--line); background: #faf9f6; }
table, svg, .legend, figcaption, code {
  font-family: "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; }
table { border-collapse: collapse; font-size: 13px; line-height: 1.35; margin: 12px 0 16px; font-variant-numeric: tabular-nums; }
th { font-weight: 400; text-align: left; }
thead th { font-weight: 600; border-bottom: 1.5px solid var(--ink); vertical-align: bottom; }
th, td { padding: 4px 10px 4px 0; vertical-align: top; }
th + th, td { padding-left: 10px; }
td { text-align: right; white-space: nowrap; }
thead th:not(:first-child) { text-align: right; }
tbody tr { border-bottom: 1px solid #efede7; }
tr.group th { font-weight: 600; padding-top: 16px; border-bottom: 1px solid var(--line); }
td small { display: block; color: var(--quiet); font-size: 11px; line-height: 1.25; }
.wide { overflow-x: auto; }
.indicators { min-width: 560px; }
@media screen and (min-width: 1240px) {
  .wide:has(.dense) { width: max-content; max-width: calc(100% + (100vw - 1120px) / 2); } }
.dense { font-size: 11.5px; }
.dense th + th, .dense td { padding-left: 6px; padding-right: 4px; }
.dense td small { font-size: 10px; white-space: normal; }
td small span { white-space: nowrap; }
.indicators tbody th { min-width: 150px; }
.indicators thead th { white-space: nowrap; }
.indicators td:nth-child(2) { text-align: left; color: var(--quiet); }
.indicators thead th:nth-child(2) { text-align: left; }
thead th small { display: block; font-weight: 400; color: var(--quiet); font-size: 11px; line-height: 1.3; }
.ranking td:first-of-type { padding-left: 4px; }
.ranking td b { display: inline-block; margin-right: 8px; padding: 0 5px; border-radius: 3px; background: #efede7; }
.ranking i { display: inline-block; width: 11px; height: 11px; margin-right: 7px; }
.ranking tbody th { white-space: nowrap; }
.known { max-width: 820px; margin: 22px 0 28px; }
.known ul { max-width: none; }
.verdict { font-size: 13px; font-weight: 600; padding: 1px 8px; margin-left: 6px; border-radius: 3px; white-space: nowrap;
  background: #efede7; color: var(--ink); }
.verdict.reproduced { background: #dcebe2; }
.verdict.not-reproduced { background: #f6dfe0; }
.runs td, .runs thead th, .variants td, .variants thead th { text-align: left; }
.variants td { white-space: normal; }
.variants i { display: inline-block; width: 11px; height: 11px; margin-right: 8px; }
code { font-size: 12px; font-family: ui-monospace, "Liberation Mono", Menlo, Consolas, monospace; }
figure { margin: 34px 0 44px; }
figcaption { max-width: 760px; font-size: 13px; line-height: 1.45; color: var(--quiet); margin-top: 8px; }
figcaption b { color: var(--ink); font-weight: 600; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 18px; max-width: none; font-size: 13px; margin: 0 0 10px; }
.legend span { white-space: nowrap; }
.legend i { display: inline-block; width: 12px; height: 12px; margin-right: 6px; vertical-align: -1px; }
.pictures { display: flex; flex-wrap: wrap; gap: 20px 1%; }
.pictures svg { max-width: 100%; height: auto; }
.pictures svg { min-width: 0; }
dt { font-weight: 600; margin-top: 10px; }
dd { margin: 0; }
.glossary { columns: 2; column-gap: 44px; max-width: none; font-size: 15px; }
.glossary div { break-inside: avoid; }
@page { size: A4; margin: 16mm 14mm; }
@media print {
  body { padding: 0; max-width: none; font-size: 10pt; line-height: 1.4; }
  h1 { font-size: 22pt; }
  h2 { font-size: 14pt; margin-top: 24pt; break-after: avoid; }
  h3 { break-after: avoid; }
  figure, p, tr, .warnings, .runs, .variants, .summary, .known { break-inside: avoid; }
  section > .quiet { break-after: avoid; }
  .glossary { font-size: 9pt; }
  thead { display: table-header-group; }
  .wide { overflow: visible; }
  .pictures svg { max-height: 215mm; }
  table, figcaption, .legend { font-size: 8pt; }
  .dense { font-size: 6pt; }
  .dense td small { font-size: 5pt; }
  td small, thead th small { font-size: 6.5pt; }
  th, td { padding: 2pt 4pt 2pt 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
