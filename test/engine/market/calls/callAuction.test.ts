import { expect, test } from "vitest";
import type { AuctionOffer } from "#engine/market/calls/auctionOffer.ts";
import { CallAuction } from "#engine/market/calls/callAuction.ts";

const CAP_MICRO = 50_000;

function offer(id: number, powerW: number, reservation: number, more: Partial<AuctionOffer> = {}) {
  return {
    id,
    submittedMinute: 0,
    powerW,
    reservationMicroEurPerKwH: reservation,
    activationMicroEurPerKwh: 0,
    divisible: true,
    ...more,
  };
}

const whole = { divisible: false };

test("offers come and go in the call, and never after", () => {
  const auction = new CallAuction();
  expect(auction.phase).toBe("call");
  expect(auction.submit(offer(1, 5_000, 7_000))).toBeUndefined();
  expect(auction.submit(offer(1, 5_000, 7_000))).toBe("idTaken");
  expect(auction.submit(offer(2, 999, 7_000))).toBe("powerTooSmall");
  expect(auction.submit(offer(2, 5_000, -1))).toBe("reservationPriceNegative");
  expect(auction.amend(offer(2, 5_000, 6_000))).toBe("unknownId");
  expect(auction.submit(offer(2, 5_000, 6_000))).toBeUndefined();
  expect(auction.amend(offer(1, 4_000, 5_000))).toBeUndefined();
  expect(auction.submit(offer(3, 5_000, 1_000))).toBeUndefined();
  expect(auction.cancel(3)).toBeUndefined();
  expect(auction.cancel(3)).toBe("unknownId");

  auction.freeze();
  expect(auction.phase).toBe("freeze");
  expect(auction.submit(offer(4, 5_000, 7_000))).toBe("notInCall");
  expect(auction.amend(offer(1, 5_000, 7_000))).toBe("notInCall");
  expect(auction.cancel(1)).toBe("notInCall");

  const { accepted } = auction.uncross({ quantityW: 6_000, scoreCapMicro: CAP_MICRO });
  expect(accepted.map(({ id, powerW }) => [id, powerW])).toEqual([
    [1, 4_000],
    [2, 2_000],
  ]);
  expect(auction.phase).toBe("uncross");
  expect(auction.publish()).toHaveLength(1);
  expect(auction.phase).toBe("publish");
  expect(auction.submit(offer(5, 5_000, 7_000))).toBe("notInCall");
});

test("later requests get what earlier ones left, and an indivisible offer serves one only", () => {
  const auction = new CallAuction();
  auction.submit(offer(1, 10_000, 5_000));
  auction.submit(offer(2, 4_000, 6_000, whole));
  auction.freeze();
  const first = auction.uncross({ quantityW: 8_000, scoreCapMicro: 20_000 });
  const second = auction.uncross({ quantityW: 6_000, scoreCapMicro: 10_000 });
  const third = auction.uncross({ quantityW: 6_000, scoreCapMicro: 10_000 });
  expect(first.accepted.map(({ id, powerW }) => [id, powerW])).toEqual([[1, 8_000]]);
  expect(second.accepted.map(({ id, powerW }) => [id, powerW])).toEqual([
    [1, 2_000],
    [2, 4_000],
  ]);
  expect(third).toMatchObject({ accepted: [], unmetW: 6_000 });
  expect(auction.publish()).toEqual([first, second, third]);
});

test("phases follow one another, and requests come in descending order of their cap", () => {
  const auction = new CallAuction();
  const request = { quantityW: 1_000, scoreCapMicro: 10_000 };
  expect(() => auction.uncross(request)).toThrow("freeze before");
  expect(() => auction.publish()).toThrow("freeze before");
  auction.freeze();
  expect(() => auction.freeze()).toThrow("only a call");
  auction.uncross(request);
  expect(() => auction.uncross({ ...request, scoreCapMicro: 10_001 })).toThrow("descending");
  auction.publish();
  expect(() => auction.uncross(request)).toThrow("freeze before");
});
