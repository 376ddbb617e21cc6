/** From each state the states that may follow. */
export type Transitions<State extends string> = Readonly<Record<State, readonly State[]>>;

/** A step that the machine does not know. */
export interface TransitionRefusal<State extends string> {
  readonly refused: "transition";
  readonly from: State;
  readonly to: State;
}

/** Makes a step, or answers that there is none. */
export function step<State extends string>(
  transitions: Transitions<State>,
  from: State,
  to: State,
): State | TransitionRefusal<State> {
  return transitions[from].includes(to) ? to : { refused: "transition", from, to };
}

/** Whether nothing follows. */
export function isFinal<State extends string>(
  transitions: Transitions<State>,
  state: State,
): boolean {
  return transitions[state].length === 0;
}
