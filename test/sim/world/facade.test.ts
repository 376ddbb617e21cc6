import { expect, test } from "vitest";
import { buildCalendar } from "#sim/world/calendar.ts";
import { facadeIrradiance } from "#sim/world/facade.ts";
import { diffuseShare, incidence } from "#sim/world/photovoltaics.ts";
import { sunPath } from "#sim/world/sunPath.ts";

const place = { latitudeDegree: 42.7, longitudeDegree: 23.32, timeZone: "Europe/Sofia" };
const ALBEDO = 0.2;

test("windows that look in all directions see the mean of walls turned degree by degree", () => {
  const calendar = buildCalendar({
    ...place,
    holidays: [],
    start: "2025-03-20",
    days: 2,
    spinUpDays: 0,
  });
  const sun = sunPath(calendar, place);
  const ghi = sun.clearSky.map((clear, i) => clear * (i % 3 === 0 ? 0.3 : 0.9));
  const walls = Array.from({ length: 360 }, (_, azimuthDegree) =>
    incidence(sun, { tiltDegree: 90, azimuthDegree }),
  );
  const facade = facadeIrradiance(sun, ghi, ALBEDO);
  let bright = 0;
  for (const [i, global] of ghi.entries()) {
    if (!(global > 0)) expect(facade[i]).toBe(0);
    const sine = sun.sinAltitude[i]!;
    if (!(global > 0) || sine < 0.1) continue;
    const diffuse = global * diffuseShare(global / sun.extraterrestrial[i]!);
    const facing = walls.reduce((sum, wall) => sum + wall[i]!, 0) / walls.length;
    const plain = ((global - diffuse) * facing) / sine + diffuse / 2 + (ALBEDO * global) / 2;
    expect(facade[i]! / plain).toBeCloseTo(1, 3);
    bright++;
  }
  expect(bright).toBeGreaterThan(50);
});
