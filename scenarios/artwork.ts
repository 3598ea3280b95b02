import type { SeededRandom } from "./seeded-random.ts";

/** A small abstract cover as a `data:` URL of at most 2,048 characters: two tones of the genre's hue and three shapes. */
export function artwork(random: SeededRandom, hue: number): string {
  const tone = (shift: number, light: number) => `hsl(${(hue + shift + 360) % 360},${random.int(45, 80)}%,${light}%)`;
  const shapes = Array.from({ length: 3 }, () => shape(random, tone(random.int(-40, 41), random.int(35, 80))));
  const svg = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'><defs><linearGradient id='g' x2='1' y2='1'><stop stop-color='${tone(0, 30)}'/><stop offset='1' stop-color='${tone(random.int(20, 60), 55)}'/></linearGradient></defs><rect width='64' height='64' fill='url(#g)'/>${shapes.join("")}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function shape(random: SeededRandom, fill: string): string {
  const [x, y, size] = [random.int(4, 60), random.int(4, 60), random.int(6, 24)];
  const look = `fill='${fill}' opacity='.${random.int(4, 9)}'`;
  const form = random.int(0, 3);
  if (form === 0) return `<circle cx='${x}' cy='${y}' r='${size}' ${look}/>`;
  if (form === 1)
    return `<rect x='${x - size}' y='${y}' width='${size * 2}' height='${random.int(3, 9)}' transform='rotate(${random.int(0, 180)} ${x} ${y})' ${look}/>`;
  return `<path d='M${x} ${y - size}L${x + size} ${y + size}L${x - size} ${y + size}Z' ${look}/>`;
}
