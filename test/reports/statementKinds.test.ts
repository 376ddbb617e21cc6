import { expect, test } from "vitest";
import { statementKinds } from "#reports/page/statementKinds.ts";

test("statements that differ in numbers alone become one, which keeps the numbers they share", () => {
  const kinds = statementKinds([
    { by: "1C", text: "Left the band for 143.8 h (EN 50160)." },
    { by: "2A", text: "Left the band for 1,141.3 h (EN 50160)." },
  ]);
  expect(kinds).toEqual([
    {
      text: "Left the band for … h (EN 50160).",
      entries: [
        { by: "1C", numbers: ["143.8"] },
        { by: "2A", numbers: ["1,141.3"] },
      ],
    },
  ]);
});

test("a statement that stands alone, or is the same everywhere, keeps all its numbers", () => {
  const alone = statementKinds([{ by: "1C", text: "23 of 1590 found no offer." }]);
  expect(alone[0]).toEqual({
    text: "23 of 1590 found no offer.",
    entries: [{ by: "1C", numbers: [] }],
  });
  const same = statementKinds(["1C", "2A"].map((by) => ({ by, text: "Factor 589." })));
  expect(same.map(({ text }) => text)).toEqual(["Factor 589."]);
});

test("other words are another kind, and kinds keep their order", () => {
  const texts = ["B 1.", "A 1.", "B 2."];
  const kinds = statementKinds(texts.map((text, by) => ({ by, text })));
  expect(kinds.map(({ text }) => text)).toEqual(["B ….", "A 1."]);
});
