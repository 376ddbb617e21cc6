export const LIFETIMES = ["goodTillGate", "fillAndKill", "fillOrKill"] as const;

/** What an order asks for beyond side, limit and energy. */
export interface OrderTerms {
  /**
   * What happens to energy that finds no counter-order on arrival: it rests until the gate, or it
   * is killed. `fillOrKill` trades in full on arrival or not at all. @default "goodTillGate"
   */
  readonly lifetime?: (typeof LIFETIMES)[number];
  /** Energy to be traded in one go before the order trades at all, Wh; all of it: all or nothing. @default 0 */
  readonly minimumWh?: number;
  /** Order of the same owner, in any open period, that has to fill before this one becomes active. */
  readonly parentId?: number;
  /** Order of the same owner in whose exclusive group this one stands: one member trades at most. */
  readonly exclusiveWithId?: number;
}

/** Fields of one order inside `TermTable.field`, as offsets from `slot * TERM_SIZE`. */
export const TERM_SIZE = 8;
/** Energy that has to be traded in one go, Wh; zero once it was. */
export const MINIMUM_WH = 0;
/** Index of its lifetime in `LIFETIMES`; the rest of all but the first is killed after arrival. */
export const LIFETIME = 1;
export const GOOD_TILL_GATE = 0;
export const FILL_OR_KILL = 2;
/** Slots: parent of a waiting child, its siblings, and its own first child; −1 for none. */
export const PARENT = 2;
export const FIRST_CHILD = 3;
export const NEXT_SIBLING = 4;
/** Neighbours in the ring of the exclusive group; −1 outside groups. */
export const GROUP_NEXT = 5;
export const GROUP_PREVIOUS = 6;
/** Whether the order stands outside all queues: 1 or 0. */
export const WAITING = 7;

/** What orders with terms have beyond the others; takes no memory before the first of them comes. */
export class TermTable {
  field: Int32Array = new Int32Array(0);
  /** Whether any order of this market ever had terms. */
  isUsed = false;
  /** 1 where an order has terms, or another's name it: all others have nothing in `field`. */
  #isMarked: Uint8Array = new Uint8Array(0);
  /**
   * Children whose parents have filled, in the order of the fills; each arrives when its own book is
   * worked on. −1 for one that ended.
   */
  readonly activated: number[] = [];
  /** Waiting children that were sent to another book than their parent's. */
  readonly apart: Set<number> = new Set();
  /** Slot of the order whose trade is just ending the others of its group; −1 for none. */
  decider = -1;
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Makes room at the first order with terms. */
  begin(): void {
    if (this.isUsed) return;
    this.isUsed = true;
    this.field = new Int32Array(this.#capacity * TERM_SIZE);
    this.#isMarked = new Uint8Array(this.#capacity);
    for (let slot = 0; slot < this.#capacity; slot++) this.clear(slot);
  }

  /** Whether there is anything to be read of a live order in `field`. */
  has(slot: number): boolean {
    return this.isUsed && this.#isMarked[slot] === 1;
  }

  /** Notes that an order has terms. */
  mark(slot: number): void {
    this.#isMarked[slot] = 1;
  }

  clear(slot: number): void {
    this.#isMarked[slot] = 0;
    this.field.fill(-1, slot * TERM_SIZE, (slot + 1) * TERM_SIZE);
    this.field[slot * TERM_SIZE + MINIMUM_WH] = 0;
    this.field[slot * TERM_SIZE + LIFETIME] = GOOD_TILL_GATE;
    this.field[slot * TERM_SIZE + WAITING] = 0;
  }

  addChild(parent: number, child: number): void {
    this.mark(parent);
    this.field[child * TERM_SIZE + PARENT] = parent;
    this.field[child * TERM_SIZE + WAITING] = 1;
    let at = parent * TERM_SIZE + FIRST_CHILD;
    while (this.field[at]! >= 0) at = this.field[at]! * TERM_SIZE + NEXT_SIBLING;
    this.field[at] = child;
  }

  removeChild(child: number): void {
    const parent = this.field[child * TERM_SIZE + PARENT]!;
    let at = parent * TERM_SIZE + FIRST_CHILD;
    while (this.field[at] !== child) at = this.field[at]! * TERM_SIZE + NEXT_SIBLING;
    this.field[at] = this.field[child * TERM_SIZE + NEXT_SIBLING]!;
    this.field[child * TERM_SIZE + NEXT_SIBLING] = -1;
    this.field[child * TERM_SIZE + PARENT] = -1;
  }

  joinGroup(member: number, joining: number): void {
    const field = this.field;
    this.mark(member);
    if (field[member * TERM_SIZE + GROUP_NEXT]! < 0) {
      field[member * TERM_SIZE + GROUP_NEXT] = member;
      field[member * TERM_SIZE + GROUP_PREVIOUS] = member;
    }
    const last = field[member * TERM_SIZE + GROUP_PREVIOUS]!;
    field[last * TERM_SIZE + GROUP_NEXT] = joining;
    field[joining * TERM_SIZE + GROUP_PREVIOUS] = last;
    field[joining * TERM_SIZE + GROUP_NEXT] = member;
    field[member * TERM_SIZE + GROUP_PREVIOUS] = joining;
  }

  /** Whether two orders stand in one exclusive group. */
  areGrouped(one: number, other: number): boolean {
    let next = this.field[one * TERM_SIZE + GROUP_NEXT]!;
    while (next >= 0 && next !== one && next !== other) {
      next = this.field[next * TERM_SIZE + GROUP_NEXT]!;
    }
    return next === other;
  }

  leaveGroup(slot: number): void {
    const field = this.field;
    const next = field[slot * TERM_SIZE + GROUP_NEXT]!;
    if (next < 0) return;
    const previous = field[slot * TERM_SIZE + GROUP_PREVIOUS]!;
    field[previous * TERM_SIZE + GROUP_NEXT] = next;
    field[next * TERM_SIZE + GROUP_PREVIOUS] = previous;
    field[slot * TERM_SIZE + GROUP_NEXT] = -1;
    field[slot * TERM_SIZE + GROUP_PREVIOUS] = -1;
  }
}
