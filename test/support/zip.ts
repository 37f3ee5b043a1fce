/** Reads zip archives: what a .vsix is. */
import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly path: string;
  readonly bytes: () => Buffer;
}

const END = 0x06054b50;
const LOCAL_HEADER = 30;
const CENTRAL_HEADER = 46;

/** Entries by the archive's directory, without those that are folders. */
export function readZip(zip: Buffer): ZipEntry[] {
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== END) end--;
  if (end < 0) throw new Error('not a zip archive');
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const local = zip.readUInt32LE(at + 42);
    const path = zip.toString('utf8', at + CENTRAL_HEADER, at + CENTRAL_HEADER + name);
    at += CENTRAL_HEADER + name + extra + comment;
    const bytes = () => {
      const start = local + LOCAL_HEADER + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const data = zip.subarray(start, start + size);
      return method === 0 ? data : inflateRawSync(data);
    };
    return { path, bytes };
  }).filter(({ path }) => !path.endsWith('/'));
}
