/** Offsets to LSP positions: beside the syntax, because the emulator needs them as well. */
export { type Lines, linesOf, positionAt, rangeAt } from '../../bpf/syntax/lines.ts';
