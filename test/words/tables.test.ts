/** Every sentence that somebody reads stands in a table, and every sentence of a table is read by somebody. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en as cli } from '../../bpf/words/en/cli.ts';
import { en as client } from '../../bpf/words/en/client.ts';
import { en as common } from '../../bpf/words/en/common.ts';
import { en as emulator } from '../../bpf/words/en/emulator.ts';
import { en as faults } from '../../bpf/words/en/faults.ts';
import { en as fixes } from '../../bpf/words/en/fixes.ts';
import { en as frame } from '../../bpf/words/en/frame.ts';
import { en as help } from '../../bpf/words/en/help.ts';
import { en as hover } from '../../bpf/words/en/hover.ts';
import { en as panel } from '../../bpf/words/en/panel.ts';
import { en as path } from '../../bpf/words/en/path.ts';
import { en as processWords } from '../../bpf/words/en/process.ts';
import { en as reasons } from '../../bpf/words/en/reasons.ts';
import { en as rule } from '../../bpf/words/en/rule.ts';
import { en as server } from '../../bpf/words/en/server.ts';
import { en as settings } from '../../bpf/words/en/settings.ts';
import { en as suppress } from '../../bpf/words/en/suppress.ts';
import { filesUnder } from '../architecture/sources.ts';
import { productFiles, sentencesIn, unusedKeys } from './sources.ts';

const TABLES = {
  cli,
  client,
  common,
  emulator,
  faults,
  fixes,
  frame,
  help,
  hover,
  panel,
  path,
  process: processWords,
  reasons,
  rule,
  server,
  settings,
  suppress,
};

test('every table is looked at here', () => {
  // count.ts makes numbers and their nouns for the others.
  const files = filesUnder('bpf/words/en').filter((file) => !file.endsWith('/count.ts'));
  assert.deepEqual(
    files.map((file) => file.replace(/^.*\/|\.ts$/g, '')),
    Object.keys(TABLES).sort(),
  );
});

test('no sentence of a table is stale', () => {
  for (const [part, table] of Object.entries(TABLES)) assert.deepEqual(unusedKeys(part, table), [], part);
});

/** Folders whose literals are said to nobody, or are not ours to say. */
const NOT_SAID: readonly (readonly [RegExp, string])[] = [
  [/^bpf\/words\//, 'the tables'],
  [/^bpf\/kernel\//, "the kernel's words, and the catalogue, whose paragraphs have a language each"],
  [/^server\/rules\/[a-z-]+\.ts$/, "a rule's file is its English table"],
  [/^server\/service\/fix\/diff\.ts$/, "Git's words"],
  [/^bpf\/flow\/user\/headers\.ts$/, 'C, read by the parser alone'],
  [/^bpf\/user\/errno\.ts$/, "the C library's words"],
  [/^bpf\/user\/(?:functions\/\w+|headers)\.ts$/, 'declarations in C, read by the parser'],
  [
    /^emulator\/user\/(?:effects\/(?:libbpf-\w+|strings)|skeleton-header|handles)\.ts$/,
    "libbpf's and the C library's words",
  ],
  [/^bpf\/flow\/(?:ctypes\/ctypes|declare\/specifiers|lower\/literal)\.ts$/, 'names of C types'],
  [/^bpf\/flow\/lower\/lvalue\.ts$|^bpf\/syntax\/preprocess\/pushed\.ts$/, 'names that no source can spell'],
  [/^bpf\/flow\/print\.ts$/, 'graphs as the tests of the lowering read them'],
];

/** Literals that look like sentences and are none. */
const NO_SENTENCES: readonly RegExp[] = [
  // The program's own names, of channels, threads and documents.
  /^bpf-cpumask(?: (?:Client|Server|emulator))?$/,
  // What a webview may load, and the page's markup.
  /^(?:default|script|style|base|form)-[a-z]+ /,
  /^<!DOCTYPE html>|^<header>|^<li>/,
  // Fonts, selectors, classes.
  /^\$?px \$|^\d+px \$|^\.legend canvas$|^mask\$\$$|^link reset$| (?:touched|freed)$/,
  // Keys of the keyboard, headers and methods of protocols, code.
  /^(?:Enter|Home|End|Content-Length)/,
  /^\(function \(exports|^globalThis\./,
  // Values of settings and inputs, and ids.
  /^(?:at once|long pause|any key|Maps and globals|Variables|Machine|none)$/,
  // Log lines of the language client that are looked for.
  /^Stopping server$/,
  // Keys of facts that are told apart, never shown.
  /^(?:null|uninit|dead|leak|open|plain|program-type|sub|mem|map|func|str|string|value|kernel|stack\$|core|kconfig|tested) \$/,
  // The program's name before a text, names of options, and what Node says of them.
  /^bpf-cpumask:? \$|^--include: \$$|^--task pid$|^does not take$/,
  // An expression that a fix or a completion writes.
  /^container_of\(|^if \(|bpf_obj_drop\(/,
  // Folders of macOS, a host's name, the key of a group that is kept open, a unit.
  /^(?:Library|Caches|Node|References)$|^\$ ms$/,
  // Keys of the kernel's masks, which get their names in emulator/machine/names.ts.
  /^(?:idle cores|(?:\$|cpus_mask) of \$|\$ of node \$)$/,
  // What parts a fault's key from others, and a comment that is written for the reader.
  /^ ?suppressed \$$|: ignore \$ -- $/,
  // Keys of a set of macros.
  /^\0(?:once|has) \$$/,
  // Names of an error's class and of nodes of the grammar.
  /^Stuck$|^identifier field_identifier /,
  // C.
  /^(?:\(const struct cpumask|__builtin_memcpy|case \$:|\$static struct|#ifndef|#pragma once)/,
  /^(?:kptr|struct|enum|char|void|const|unsigned|u8|u16|u32|u64|int|goto) /,
  /^(?:kptr|struct|enum|char|void|const|unsigned|u8|u16|u32|u64|int|goto) |^return \$;$|^if \$$/,
  /^(?:kptr|struct|enum|char|void|const|unsigned|u8|u16|u32|u64|int|goto|return|bool) /,
  /^(?:kptr|struct|enum|char|void|const|unsigned|u8|u16|u32|u64|int|bool|goto|return) |^\((?:const )?struct |^bpf_\w+\(/,
];

test('no sentence stands outside of the tables', () => {
  const found = productFiles
    .filter((file) => !NOT_SAID.some(([pattern]) => pattern.test(file)))
    .flatMap(sentencesIn)
    .filter(({ text }) => !NO_SENTENCES.some((pattern) => pattern.test(text)))
    .map(({ where, text }) => `${where}: ${text}`);
  assert.deepEqual(found, []);
});
