/** Power of a battery that holds so many kWh, in the tenths of a kW that tables hold. */
export function batteryKwOf(kwh: number, kwPerKwh: number): number {
  return Math.round(10 * kwPerKwh * kwh) / 10;
}
