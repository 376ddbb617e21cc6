/*
 * Sine, cosine and the angle of a phasor from the four operations and roots alone, so that they have the same digits on
 * every machine: the standard leaves those of Math.sin and its like open.
 */

const RADIAN = Math.PI / 180;

/** 1/17!, 1/15! … 1/3! with alternating signs. */
const SINE = [17, 15, 13, 11, 9, 7, 5, 3].map((n) => (n % 4 === 1 ? 1 : -1) / factorial(n));
/** 1/18!, 1/16! … 1/2!. */
const COSINE = [18, 16, 14, 12, 10, 8, 6, 4, 2].map((n) => (n % 4 === 0 ? 1 : -1) / factorial(n));

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

/** Cosine of an angle in degree. */
export function cosDegree(degree: number): number {
  return sinDegree(degree + 90);
}

/** Sine of an angle in degree, exact at multiples of 90. */
export function sinDegree(degree: number): number {
  const quarter = Math.round(degree / 90);
  const x = (degree - 90 * quarter) * RADIAN;
  // The remainder in two's complement is the quadrant, below zero too.
  const quadrant = quarter & 3;
  const value = quadrant & 1 ? cosine(x) : sine(x);
  return quadrant & 2 ? 0 - value : value;
}

/** |x| ≤ π/4: the first term left out is below 1e-19. */
function sine(x: number): number {
  const squared = x * x;
  let sum = 0;
  for (const term of SINE) sum = sum * squared + term;
  return x + x * squared * sum;
}

function cosine(x: number): number {
  const squared = x * x;
  let sum = 0;
  for (const term of COSINE) sum = sum * squared + term;
  return 1 + squared * sum;
}

/** Angle of a phasor in degree, above −180 to 180; 0 for one without length. */
export function phasorDegree(re: number, im: number): number {
  const length = Math.sqrt(re * re + im * im);
  if (length === 0) return 0;
  const flat = Math.min(Math.abs(re), Math.abs(im)) / Math.max(Math.abs(re), Math.abs(im));
  // Right to 0.3 degree; two corrections by the sine of what is left bring the last digit.
  let degree = flat * (45 + 15.64 * (1 - flat));
  if (Math.abs(im) > Math.abs(re)) degree = 90 - degree;
  if (re < 0) degree = 180 - degree;
  if (im < 0) degree = 0 - degree;
  for (let step = 0; step < 2; step++) {
    const left = (im * cosDegree(degree) - re * sinDegree(degree)) / length;
    degree += (left + (left * left * left) / 6) / RADIAN;
  }
  return degree;
}
