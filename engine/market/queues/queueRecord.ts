/** Fields of one queue inside `OrderQueues.queue`, as offsets from `queue * QUEUE_SIZE`. */
export const QUEUE_SIZE = 8;
/** First order in price-time order; −1 when empty. */
export const HEAD = 0;
/** Last order of a queue without a ladder; −1 when empty. */
export const TAIL = 1;
/** Limit of the first order, µEUR/kWh; stale when empty. */
export const HEAD_LIMIT = 2;
/** Ladder of a queue that was long once; −1 without. */
export const LADDER = 3;
/** Page of the ladder that was used last, and where it starts: most orders meet it again; −1 without. */
export const LAST_PAGE = 4;
export const LAST_PAGE_START = 5;
