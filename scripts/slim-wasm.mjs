// The parser's runtime without the functions that nothing here calls: queries, walks from node to node, tables of what may
// follow. They are a third of it. Their bodies are emptied and everything stays in its place, so no index changes.

/** Exports of web-tree-sitter.wasm that bpf/syntax/ never calls, nor what it calls of the library; tests print trees. */
const UNUSED = [
  /^ts_(?:query|lookahead)_/,
  /^ts_node_(?!(?:has_error|to_string)_wasm$)/,
  /^ts_tree_get_changed_/,
  /^ts_tree_cursor_(?:copy|reset|goto_last|goto_first_child_for|goto_previous|goto_descendant|current_des)/,
  /^ts_language_(?:sub|super|next|meta)/,
];

export const isUnusedExport = (name) => UNUSED.some((pattern) => pattern.test(name));

const IMPORT = 2;
const EXPORT = 7;
const START = 8;
const ELEMENTS = 9;
const CODE = 10;

/** No locals, `unreachable`, `end`: valid for every type of function. A call of it throws. */
const EMPTY = [3, 0, 0, 0x0b];

/** Reads a module from one place on. */
function readerAt(bytes, at) {
  const number = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  return {
    at: () => at,
    byte: () => bytes[at++],
    number,
    skip: (count) => {
      at += count;
    },
    name: () => {
      const length = number();
      at += length;
      return Buffer.from(bytes.subarray(at - length, at)).toString();
    },
    times: (count, read) => Array.from({ length: count }, read),
  };
}

function sectionsOf(bytes) {
  const sections = [];
  // After the magic number and the version.
  for (let at = 8; at < bytes.length; ) {
    const reader = readerAt(bytes, at);
    const id = reader.byte();
    const size = reader.number();
    at = reader.at() + size;
    sections.push({ id, start: reader.at(), end: at });
  }
  return sections;
}

/** How many functions are imported: indices count them first. */
function importedFunctions(reader) {
  const limits = () => {
    const hasMost = reader.byte() & 1;
    reader.number();
    if (hasMost) reader.number();
  };
  const kinds = reader.times(reader.number(), () => {
    reader.name();
    reader.name();
    const kind = reader.byte();
    if (kind === 0) reader.number();
    else if (kind === 1) reader.skip(1);
    else if (kind === 3) reader.skip(2);
    else if (kind !== 2) throw new Error(`An import of kind ${kind} is not known.`);
    if (kind === 1 || kind === 2) limits();
    return kind;
  });
  return kinds.filter((kind) => kind === 0).length;
}

function exportedFunctions(reader) {
  const all = reader.times(reader.number(), () => ({
    name: reader.name(),
    kind: reader.byte(),
    index: reader.number(),
  }));
  return all.filter(({ kind }) => kind === 0);
}

/** What is called through tables. */
function tableFunctions(reader) {
  return reader
    .times(reader.number(), () => {
      if (reader.byte() !== 0) throw new Error('Only plain segments of tables are known.');
      // The offset: a constant or a global.
      for (let op = reader.byte(); op !== 0x0b; op = reader.byte()) reader.number();
      return reader.times(reader.number(), reader.number);
    })
    .flat();
}

/** Of an instruction: how many numbers follow it. */
function operands(op) {
  if (op === 0x11 || (op >= 0x28 && op <= 0x3e)) return 2;
  const hasOne = [
    [0x02, 0x04],
    [0x0c, 0x0d],
    [0x20, 0x26],
    [0x3f, 0x42],
    [0xd0, 0xd0],
  ];
  if (hasOne.some(([first, last]) => op >= first && op <= last)) return 1;
  const hasNone = [
    [0x00, 0x01],
    [0x05, 0x05],
    [0x0b, 0x0b],
    [0x0f, 0x0f],
    [0x1a, 0x1b],
    [0x45, 0xc4],
    [0xd1, 0xd1],
  ];
  if (hasNone.some(([first, last]) => op >= first && op <= last)) return 0;
  throw new Error(`The instruction 0x${op.toString(16)} is not known.`);
}

/** Instructions after 0xfc: conversions, memory, tables. */
function moreOperands(op) {
  if (op < 8) return 0;
  if (op > 17) throw new Error(`The instruction 0xfc ${op} is not known.`);
  return op === 8 || op === 10 || op === 12 || op === 14 ? 2 : 1;
}

/** The functions that a body names. */
function calledIn(bytes, { start, end }) {
  const reader = readerAt(bytes, start);
  reader.times(reader.number(), () => [reader.number(), reader.byte()]);
  const called = [];
  while (reader.at() < end) {
    const op = reader.byte();
    if (op === 0x10 || op === 0xd2) called.push(reader.number());
    else if (op === 0x43) reader.skip(4);
    else if (op === 0x44) reader.skip(8);
    else if (op === 0x0e) reader.times(reader.number() + 1, reader.number);
    else if (op === 0x1c) reader.times(reader.number(), reader.number);
    else reader.times(op === 0xfc ? moreOperands(reader.number()) : operands(op), reader.number);
  }
  return called;
}

function numberBytes(value) {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}

/**
 * @param bytes a WebAssembly module
 * @param isUnused exports of functions that nobody calls, by name
 * @returns the module with each body emptied that only those reach
 */
export function slimWasm(bytes, isUnused = isUnusedExport) {
  const sections = sectionsOf(bytes);
  const readerOf = (id) => {
    const section = sections.find((one) => one.id === id);
    return section && readerAt(bytes, section.start);
  };
  const imported = importedFunctions(readerOf(IMPORT));
  const code = readerOf(CODE);
  const bodies = code.times(code.number(), () => {
    const size = code.number();
    const start = code.at();
    code.skip(size);
    return { start, end: start + size };
  });
  const start = readerOf(START);
  const todo = exportedFunctions(readerOf(EXPORT)).flatMap(({ name, index }) =>
    isUnused(name) ? [] : index,
  );
  todo.push(...(start ? [start.number()] : []), ...tableFunctions(readerOf(ELEMENTS)));
  const reached = new Set();
  for (let index = todo.pop(); index !== undefined; index = todo.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    if (index >= imported) todo.push(...calledIn(bytes, bodies[index - imported]));
  }
  const left = bodies.map(({ start, end }, i) =>
    reached.has(i + imported) ? [...numberBytes(end - start), ...bytes.subarray(start, end)] : EMPTY,
  );
  const parts = sections.map(({ id, start, end }) => {
    const content = id === CODE ? [numberBytes(bodies.length), ...left].flat() : bytes.subarray(start, end);
    return [Buffer.from([id, ...numberBytes(content.length)]), Buffer.from(content)];
  });
  return Buffer.concat([bytes.subarray(0, 8), ...parts.flat()]);
}
