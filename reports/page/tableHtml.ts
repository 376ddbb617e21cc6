import { escapeHtml } from "#reports/page/html.ts";

/** Tables of more columns are set smaller. */
const DENSE_FROM = 10;

/** A table in ready markup: a header, and groups of rows under headings of their own. */
export interface HtmlTable {
  readonly className: string;
  readonly header: readonly string[];
  /** Small print below each title of the header; texts. */
  readonly headerNotes?: readonly string[];
  readonly groups: readonly { readonly title: string; readonly rows: readonly HtmlRow[] }[];
}

/** Cells are markup; the first names the row. `hint` appears when pointed at. */
export interface HtmlRow {
  readonly cells: readonly string[];
  readonly hint?: string;
}

/** Writes a table; the first column and row are headers for readers and screen readers alike. */
export function tableHtml({ className, header, headerNotes, groups }: HtmlTable): string {
  const head = header
    .map(
      (title, column) =>
        `<th scope="col">${escapeHtml(title)}${noteHtml(headerNotes?.[column])}</th>`,
    )
    .join("");
  const body = groups.map(({ title, rows }) => {
    const heading =
      title === ""
        ? ""
        : `<tr class="group"><th colspan="${header.length}" scope="rowgroup">${escapeHtml(title)}</th></tr>`;
    return `<tbody>${heading}${rows.map(rowHtml).join("")}</tbody>`;
  });
  const density = header.length > DENSE_FROM ? " dense" : "";
  const table = `<table class="${className}${density}"><thead><tr>${head}</tr></thead>${body.join("")}</table>`;
  return `<div class="wide">${table}</div>`;
}

function noteHtml(note = ""): string {
  return note === "" ? "" : `<small>${escapeHtml(note)}</small>`;
}

function rowHtml({ cells: [name, ...values], hint }: HtmlRow): string {
  const title = hint === undefined ? "" : ` title="${escapeHtml(hint)}"`;
  const data = values.map((value) => `<td>${value}</td>`).join("");
  return `<tr${title}><th scope="row">${name}</th>${data}</tr>`;
}
