/** Fields of one order inside `OrderPool.field`, as offsets from `slot * ORDER_SIZE`. */
export const ORDER_SIZE = 8;
/** Slot behind this one in its queue; −1 at the end. */
export const NEXT = 0;
/** Slot in front of this one in its queue; −1 at the head. */
export const PREVIOUS = 1;
/** All-in limit, µEUR/kWh. */
export const LIMIT = 2;
/** Energy still open, Wh; zero in a free slot. */
export const OPEN_WH = 3;
export const AGENT = 4;
/** Queue of the order, see `OrderQueues`. */
export const QUEUE = 5;
/** Id of the order, see `OrderPool`; of the last one in a free slot. */
export const ID = 6;
/** Energy traded so far, Wh. */
export const TRADED_WH = 7;
