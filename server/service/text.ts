/** Offsets to LSP positions: beside the syntax, because the emulator needs them as well. */
export { type Lines, lineStart, linesOf, offsetAt, positionAt, rangeAt } from '../../bpf/syntax/lines.ts';
