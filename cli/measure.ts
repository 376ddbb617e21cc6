const KILOBYTES = 1024;

/** What the program has used so far, for the last line of a command. */
export interface Used {
  /** Since the program started. */
  readonly seconds: number;
  /** Highest resident memory of the process with all its workers. */
  readonly peakMemoryMb: number;
}

export function used(): Used {
  return {
    seconds: Math.round(performance.now()) / 1000,
    peakMemoryMb: Math.round(process.resourceUsage().maxRSS / KILOBYTES),
  };
}
