/** A number, or rows of numbers. */
export type Value = number | readonly (readonly number[])[];

/** What an expression may use. */
export interface Scope {
  /** Variables and parts of the case, "Vbase", "mpc.bus". */
  readonly values: ReadonlyMap<string, Value>;
}

/** An expression that is not understood. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
}

const TOKEN =
  /\s*(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?|\.[*/^]|[-+*/^()[\],:])/y;

const functions: Readonly<Record<string, (x: number) => number>> = {
  sqrt: Math.sqrt,
  abs: Math.abs,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  exp: Math.exp,
  log: Math.log,
};

const constants: Readonly<Record<string, number>> = {
  pi: Math.PI,
  Inf: Number.POSITIVE_INFINITY,
  inf: Number.POSITIVE_INFINITY,
  NaN: Number.NaN,
  nan: Number.NaN,
};

/**
 * Works out an expression: numbers, variables, + - * / ^ with scalars or cell by cell, calls of a
 * few functions, and parts of tables, `mpc.bus(:, [PD, QD])`.
 */
export function evaluate(text: string, scope: Scope): Value {
  const tokens = tokenize(text);
  const parser = new Parser(tokens, scope, text);
  const value = parser.sum();
  parser.expectEnd();
  return value;
}

/** Rows and columns, from 0, that an index expression like `(:, [PD, QD])` picks. */
export function pickIndices(
  text: string,
  table: readonly (readonly number[])[],
  scope: Scope,
): { readonly rows: readonly number[]; readonly columns: readonly number[] } {
  const parser = new Parser(tokenize(text), scope, text);
  const picked = parser.indices(table);
  parser.expectEnd();
  return picked;
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; text.slice(at).trim() !== ""; at = TOKEN.lastIndex) {
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new ExpressionError(text);
    tokens.push(token);
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly string[];
  readonly #scope: Scope;
  readonly #text: string;
  #at = 0;

  constructor(tokens: readonly string[], scope: Scope, text: string) {
    this.#tokens = tokens;
    this.#scope = scope;
    this.#text = text;
  }

  sum(): Value {
    let value = this.#product();
    for (let sign = this.#take("+", "-"); sign !== undefined; sign = this.#take("+", "-")) {
      const add = sign === "+" ? 1 : -1;
      value = this.#combine(value, this.#product(), (a, b) => a + add * b);
    }
    return value;
  }

  /** `(rows, columns)` of a table: a number, a list in brackets, or a colon for all. */
  indices(table: readonly (readonly number[])[]) {
    this.#expect("(");
    const rows = this.#index(table.length);
    this.#expect(",");
    const columns = this.#index(table[0]?.length ?? 0);
    this.#expect(")");
    return { rows, columns };
  }

  expectEnd(): void {
    if (this.#at < this.#tokens.length) throw new ExpressionError(this.#text);
  }

  #product(): Value {
    let value = this.#signed();
    const take = () => this.#take("*", "/", ".*", "./");
    for (let sign = take(); sign !== undefined; sign = take()) {
      const right = this.#signed();
      // Without a dot, tables meet by the rules of matrices, which no case file needs.
      if (!sign.startsWith(".") && typeof right !== "number" && typeof value !== "number")
        throw new ExpressionError(this.#text);
      value = sign.endsWith("*")
        ? this.#combine(value, right, (a, b) => a * b)
        : this.#combine(value, right, (a, b) => a / b);
    }
    return value;
  }

  #signed(): Value {
    if (this.#take("-") !== undefined) return this.#combine(0, this.#signed(), (_, b) => -b);
    if (this.#take("+") !== undefined) return this.#signed();
    return this.#power();
  }

  #power(): Value {
    const base = this.#atom();
    const sign = this.#take("^", ".^");
    if (sign === undefined) return base;
    const minus = this.#take("-") === undefined ? 1 : -1;
    const exponent = this.#atom();
    if (sign === "^" && (typeof base !== "number" || typeof exponent !== "number"))
      throw new ExpressionError(this.#text);
    return this.#combine(base, exponent, (a, b) => a ** (minus * b));
  }

  #atom(): Value {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new ExpressionError(this.#text);
    if (token === "(") {
      const value = this.sum();
      this.#expect(")");
      return value;
    }
    if (/^[\d.]/.test(token)) return Number(token);
    if (Object.hasOwn(functions, token)) {
      this.#expect("(");
      const argument = this.sum();
      this.#expect(")");
      return this.#combine(0, argument, (_, x) => functions[token]!(x));
    }
    const value = this.#scope.values.get(token) ?? constants[token];
    if (value === undefined) throw new ExpressionError(this.#text);
    if (typeof value === "number" || this.#tokens[this.#at] !== "(") return value;
    const { rows, columns } = this.indices(value);
    const part = rows.map((row) => columns.map((column) => value[row]![column]!));
    return part.length === 1 && part[0]!.length === 1 ? part[0]![0]! : part;
  }

  #index(count: number): number[] {
    if (this.#take(":") !== undefined) return Array.from({ length: count }, (_, i) => i);
    const values: Value[] = [];
    if (this.#take("[") === undefined) values.push(this.sum());
    else
      while (this.#take("]") === undefined) {
        values.push(this.sum());
        this.#take(",");
        if (this.#at >= this.#tokens.length) throw new ExpressionError(this.#text);
      }
    return values.map((value) => {
      if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > count)
        throw new ExpressionError(this.#text);
      return value - 1;
    });
  }

  #combine(a: Value, b: Value, apply: (a: number, b: number) => number): Value {
    if (typeof a === "number" && typeof b === "number") return apply(a, b);
    if (typeof a === "number") return (b as number[][]).map((row) => row.map((x) => apply(a, x)));
    if (typeof b === "number") return a.map((row) => row.map((x) => apply(x, b)));
    if (a.length !== b.length || a[0]?.length !== b[0]?.length)
      throw new ExpressionError(this.#text);
    return a.map((row, i) => row.map((x, j) => apply(x, b[i]![j]!)));
  }

  #take(...wanted: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined || !wanted.includes(token)) return undefined;
    this.#at++;
    return token;
  }

  #expect(wanted: string): void {
    if (this.#take(wanted) === undefined) throw new ExpressionError(this.#text);
  }
}
