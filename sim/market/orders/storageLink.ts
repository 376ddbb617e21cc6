/** Part of a sale that waits for the purchase it needs, as an order of its own. */
export interface Link {
  /** Place of the owner in its area. */
  readonly agent: number;
  /** The bid that has to fill, and its period. */
  readonly parent: number;
  readonly parentPeriod: number;
  readonly order: number;
  readonly limitMicro: number;
  /** What of it has not traded, Wh. */
  openWh: number;
  /** Whether it stands in the book: its parent has filled. */
  hasArrived: boolean;
}

/** What became of sales that wait, counted in orders but for the energy. */
export interface StorageFacts {
  /** Sent as children; their parent has filled; taken back by their owner. */
  sent: number;
  arrived: number;
  withdrawn: number;
  /** Children that ended before they arrived: with a parent that had not filled, or at their own gate. */
  orphaned: number;
  /** Children that had arrived and were open at the gate of their period. */
  expired: number;
  tradedWh: number;
}

export function noStorageFacts(): StorageFacts {
  return { sent: 0, arrived: 0, withdrawn: 0, orphaned: 0, expired: 0, tradedWh: 0 };
}

/** Knows what of an order is open, Wh: nothing once it has ended. */
export interface OpenOrders {
  openWh(order: number): number;
}

/** Whether a child may arrive: it lives, and its parent does no longer. */
export function isDue(link: Link, book: OpenOrders): boolean {
  return !link.hasArrived && book.openWh(link.parent) === 0 && book.openWh(link.order) > 0;
}

/** Whether a child has ended without its owner's doing. */
export function isLost(link: Link, book: OpenOrders): boolean {
  return link.openWh > 0 && book.openWh(link.order) === 0;
}
