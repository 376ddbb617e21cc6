import { z } from "zod";
import { day, quantities, quantity, refuse } from "#scenarios/schema/fields.ts";

const expectedZone = 'a time zone of the IANA list, such as "Europe/Sofia"';

/** Where it is, what the clock shows there, and the weather of its normal year. */
export const placeSchema = z
  .strictObject({
    name: z.string().min(1),
    latitude: quantity("deg", { min: -66, max: 66 }),
    longitude: quantity("deg", { min: -180, max: 180 }),
    timeZone: z
      .string(expectedZone)
      .transform((zone, context) => (isTimeZone(zone) ? zone : refuse(context, expectedZone))),
    /** Days on which people behave as on a Sunday. */
    holidays: z.array(day()),
  })
  .transform(({ latitude, longitude, ...place }) => ({
    ...place,
    latitudeDegree: latitude,
    longitudeDegree: longitude,
  }));

/** Monthly normals, January first. */
export const climateSchema = z
  .strictObject({
    temperature: quantities("degC", 12, { min: -40, max: 50 }),
    temperatureLow: quantities("degC", 12, { min: -50, max: 50 }),
    temperatureHigh: quantities("degC", 12, { min: -40, max: 60 }),
    globalIrradiation: quantities("kWh/m^2/day", 12, { min: 0, max: 12 }),
    windAvailability: quantities("%", 12, { min: 0, max: 100 }),
    /** CSV file of measured weather; it takes the place of what is drawn around the normals. */
    file: z.string().min(1).optional(),
  })
  .transform((climate) => ({
    temperatureC: climate.temperature,
    temperatureLowC: climate.temperatureLow,
    temperatureHighC: climate.temperatureHigh,
    ghiKwhPerM2Day: climate.globalIrradiation,
    windAvailability: climate.windAvailability.map((percent) => percent / 100),
    file: climate.file,
  }));

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
