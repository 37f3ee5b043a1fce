// Draws client/media/icon.png: a grid of CPUs with some of them set. Run it by hand when the drawing changes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { root } from './setup.mjs';

const SIZE = 256;
/** Samples a pixel and axis: edges are drawn smooth. */
const FINE = 4;
const GROUND = [22, 32, 43];
const IDLE = [52, 70, 89];
const SET = [255, 176, 46];
const CPUS = ['.##.', '####', '#..#', '..#.'];
const CELL = 38;
const GAP = 12;
const EDGE = (SIZE - CPUS.length * CELL - (CPUS.length - 1) * GAP) / 2;

/** Signed distance to a rounded square: negative inside. */
function outside(x, y, left, top, size, radius) {
  const half = size / 2;
  const dx = Math.max(Math.abs(x - left - half) - half + radius, 0);
  const dy = Math.max(Math.abs(y - top - half) - half + radius, 0);
  return Math.hypot(dx, dy) - radius;
}

/** Pins around the chip that the grid lies on. */
function isPin(x, y) {
  const along = (at) => CPUS.some((_, i) => Math.abs(at - EDGE - i * (CELL + GAP) - CELL / 2) < 5);
  const beside = (at) => Math.abs(at - SIZE / 2) > SIZE / 2 - 22 && Math.abs(at - SIZE / 2) < SIZE / 2 - 4;
  return (along(x) && beside(y)) || (along(y) && beside(x));
}

/** Colour and opacity of a point. */
function colourAt(x, y) {
  for (const [row, cpus] of CPUS.entries())
    for (const [column, cpu] of [...cpus].entries()) {
      const [left, top] = [column, row].map((i) => EDGE + i * (CELL + GAP));
      if (outside(x, y, left, top, CELL, 8) <= 0) return [...(cpu === '#' ? SET : IDLE), 255];
    }
  if (outside(x, y, 18, 18, SIZE - 36, 24) <= 0) return [...GROUND, 255];
  return isPin(x, y) ? [...IDLE, 255] : [...GROUND, 0];
}

function pixel(x, y) {
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < FINE * FINE; i++) {
    const [r, g, b, a] = colourAt(x + ((i % FINE) + 0.5) / FINE, y + (Math.floor(i / FINE) + 0.5) / FINE);
    for (const [at, part] of [r * a, g * a, b * a, a].entries()) sum[at] += part;
  }
  const [r, g, b, a] = sum;
  return a === 0 ? [0, 0, 0, 0] : [r / a, g / a, b / a, a / FINE ** 2].map(Math.round);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE, 0);
header.writeUInt32BE(SIZE, 4);
header.set([8, 6, 0, 0, 0], 8);
const rows = Array.from({ length: SIZE }, (_, y) =>
  Buffer.from([0, ...Array.from({ length: SIZE }, (_, x) => pixel(x, y)).flat()]),
);
const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk('IHDR', header),
  chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
  chunk('IEND', Buffer.alloc(0)),
]);
writeFileSync(join(root, 'client/media/icon.png'), png);
console.log(`client/media/icon.png: ${png.length} bytes`);
