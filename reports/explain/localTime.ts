/** Writes an instant as local time, `2023-01-15 17:15`. */
export function localTime(unixSeconds: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "short",
  });
  return format.format(unixSeconds * 1000);
}
