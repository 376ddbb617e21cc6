/** One statement of a program in the language of MATLAB, without its semicolon. */
export interface Statement {
  /** Line it begins on, from 1. */
  readonly line: number;
  /** Line breaks inside brackets are kept; comments are not. */
  readonly text: string;
}

/** Splits a program into statements: they end at a semicolon or a line break outside of brackets. */
export function splitStatements(program: string): Statement[] {
  const statements: Statement[] = [];
  let [text, line, depth] = ["", 1, 0];
  const end = () => {
    if (text.trim() !== "") {
      const lead = /^\s*/.exec(text)![0];
      statements.push({ line: line + lead.split("\n").length - 1, text: text.trim() });
    }
    text = "";
  };
  for (const [index, source] of withoutBlocks(program).entries()) {
    if (text === "") line = index + 1;
    const { code, isContinued } = codeOf(source);
    let quoted = false;
    for (const char of code) {
      if (char === "'") quoted = !quoted;
      else if (!quoted && "([{".includes(char)) depth++;
      else if (!quoted && ")]}".includes(char)) depth--;
      if (char === ";" && !quoted && depth <= 0) {
        end();
        line = index + 1;
        depth = 0;
      } else text += char;
    }
    if (isContinued) continue;
    if (depth <= 0) end();
    else text += "\n";
  }
  end();
  return statements;
}

/** Lines of a program; those of block comments, `%{` to `%}`, are empty. */
function withoutBlocks(program: string): string[] {
  let depth = 0;
  return program.split(/\r?\n/).map((line) => {
    const mark = line.trim();
    if (mark === "%{") depth++;
    const kept = depth === 0 ? line : "";
    if (mark === "%}" && depth > 0) depth--;
    return kept;
  });
}

/** A line up to its comment: what follows a percent sign or three dots outside of quotes. */
function codeOf(line: string): { readonly code: string; readonly isContinued: boolean } {
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === "'") quoted = !quoted;
    if (quoted) continue;
    if (line[i] === "%") return { code: line.slice(0, i), isContinued: false };
    if (line.startsWith("...", i)) return { code: `${line.slice(0, i)} `, isContinued: true };
  }
  return { code: line, isContinued: false };
}
